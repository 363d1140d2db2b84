package pingonetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// world is all that the environment has.
type world struct{ Stores, Plans, Rules, Mappings, Revisions, Groups []map[string]any }

// read is what a reading sees: what was before, while it lags.
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

// write keeps what is there for the readings that lag.
func (s *Server) write() {
	text, err := json.Marshal(world{s.Stores, s.Plans, s.Rules, s.Mappings, s.Revisions, s.Groups})
	if err != nil {
		s.t.Error(err)
	}
	s.before, s.stale = text, s.Lag
	s.clock = s.clock.Add(time.Second)
}

// now is the time at the stand-in, which never runs behind the real one.
func (s *Server) now() string {
	if t := time.Now().UTC(); t.After(s.clock) {
		s.clock = t
	}
	return s.clock.Format("2006-01-02T15:04:05.000Z")
}

// add puts a new object into a list.
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

// replace makes an object what was sent: of these fields the ones that are left
// out are lost.
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
