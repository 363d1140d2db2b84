package pingonetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// world is the state of the environment.
type world struct{ Stores, Plans, Rules, Mappings, Revisions, Groups []map[string]any }

// read returns the state that a read returns: the previous one while writes lag.
func (s *Server) read() world {
	now := world{s.Stores, s.Plans, s.Rules, s.Mappings, s.Revisions, s.Groups}
	if s.stale == 0 {
		return now
	}
	s.stale--
	var old world
	if err := json.Unmarshal(s.before, &old); err != nil {
		s.t.Error(err)
	}
	return old
}

// write keeps the previous state for reads that lag.
func (s *Server) write() {
	text, err := json.Marshal(world{s.Stores, s.Plans, s.Rules, s.Mappings, s.Revisions, s.Groups})
	if err != nil {
		s.t.Error(err)
	}
	s.before, s.stale = text, s.Lag
	s.clock = s.clock.Add(time.Second)
}

// now returns the stand-in's time, which is never behind the real one.
func (s *Server) now() string {
	if t := time.Now().UTC(); t.After(s.clock) {
		s.clock = t
	}
	return s.clock.Format("2006-01-02T15:04:05.000Z")
}

// add adds a new object to a list.
func (s *Server) add(list *[]map[string]any, one map[string]any) map[string]any {
	s.serial++
	one["id"] = fmt.Sprintf("00000000-0000-0000-0000-%012d", s.serial)
	one["createdAt"], one["updatedAt"] = s.now(), s.now()
	*list = append(*list, one)
	return one
}

func find(list []map[string]any, id any) map[string]any {
	i := slices.IndexFunc(list, func(one map[string]any) bool { return one["id"] == id })
	if i < 0 {
		return nil
	}
	return list[i]
}

// replace replaces an object's fields; those that in omits are removed.
func (s *Server) replace(one, in map[string]any, fields ...string) {
	for _, field := range fields {
		if field == s.Drops {
			continue
		}
		if v, there := in[field]; there {
			one[field] = v
		} else {
			delete(one, field)
		}
	}
	one["updatedAt"] = s.now()
}

func ref(one map[string]any, field string) any {
	inner, _ := one[field].(map[string]any)
	return inner["id"]
}
