package pingonetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate/idp/idptest"
)

func (s *Server) route(w http.ResponseWriter, r *http.Request, path string, body []byte) {
	in := map[string]any{}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &in); err != nil {
			refuse(w, http.StatusBadRequest, "INVALID_REQUEST", "The JSON is malformed.")
			return
		}
	}
	parts := strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "/"), "propagation/"), "/")
	id := ""
	if len(parts) > 1 {
		id = parts[1]
	}
	if r.Method == http.MethodGet {
		s.get(w, r, parts, id)
		return
	}
	switch parts[0] + "#" + strconv.Itoa(len(parts)) + r.Method {
	case "groups#2PUT":
		s.write()
		s.put(w, s.Groups, id, in, "name", "description", "population", "userFilter", "externalId", "customData")
	case "stores#1POST", "stores#2PUT":
		s.store(w, id, in)
	case "stores#3POST":
		s.check(w, in)
	case "plans#1POST":
		if len(s.Plans) > 0 {
			refuse(w, http.StatusBadRequest, "INVALID_DATA", "The request could not be completed.",
				detail{"UNIQUENESS_VIOLATION", "plan", "There is a plan already."})
			return
		}
		s.write()
		idptest.WriteJSON(w, http.StatusCreated, s.add(&s.Plans, withDefault(in, "status", "INACTIVE")))
	case "plans#2PUT":
		s.write()
		s.put(w, s.Plans, id, withDefault(in, "status", "INACTIVE"), "name", "status")
	case "plans#3POST", "rules#2PUT":
		s.rule(w, id, in, r.Method == http.MethodPost)
	case "revisions#1POST":
		s.write()
		one := map[string]any{}
		if n := len(s.Revisions); n > 0 {
			one["previousRevision"] = map[string]any{"id": s.Revisions[n-1]["id"]}
		}
		list := s.Revisions
		made := s.add(&list, one)
		if s.Drops != "revision" {
			s.Revisions = list
		}
		if s.Provisions || s.Syncs {
			s.sync()
		}
		idptest.WriteJSON(w, http.StatusCreated, made)
	}
}

func (s *Server) get(w http.ResponseWriter, r *http.Request, parts []string, id string) {
	now := s.read()
	if parts[0] == "revisions" {
		if len(now.Revisions) == 0 {
			refuse(w, http.StatusNotFound, "NOT_FOUND", "The requested resource was not found.")
			return
		}
		idptest.WriteJSON(w, http.StatusOK, now.Revisions[len(now.Revisions)-1])
		return
	}
	if parts[0] == "applications" && len(parts) == 3 {
		var mine []map[string]any
		for _, m := range s.Mapped {
			if ref(m, "application") == id {
				mine = append(mine, m)
			}
		}
		s.page(w, r, "attributes", mine)
		return
	}
	if len(parts) == 3 {
		var mine []map[string]any
		for _, m := range now.Mappings {
			if ref(m, "rule") == id {
				mine = append(mine, m)
			}
		}
		s.page(w, r, "mappings", mine)
		return
	}
	list := map[string][]map[string]any{
		"stores": now.Stores, "plans": now.Plans, "rules": now.Rules,
		"groups": now.Groups, "applications": s.Apps,
	}[parts[0]]
	if parts[0] == "stores" {
		shown := make([]map[string]any, len(list))
		for i, one := range list {
			shown[i] = s.shown(one)
		}
		list = shown
	}
	if id == "" {
		s.page(w, r, parts[0], list)
		return
	}
	if one := find(list, id); one != nil {
		idptest.WriteJSON(w, http.StatusOK, one)
		return
	}
	refuse(w, http.StatusNotFound, "NOT_FOUND", "The requested resource was not found.")
}

func (s *Server) page(w http.ResponseWriter, r *http.Request, key string, all []map[string]any) {
	from, _ := strconv.Atoi(r.URL.Query().Get("cursor")) // without a cursor: the first page
	from = min(from, len(all))
	to := min(from+s.Page, len(all))
	links := map[string]any{}
	one := append([]map[string]any{}, all[from:to]...)
	if s.turn++; s.turn%2 == 1 && len(one) == len(all) {
		slices.Reverse(one) // no order is guaranteed
	}
	if s.Loops && to == len(all) {
		links["next"] = map[string]any{"href": s.URL + r.URL.Path + "?cursor=0"}
	}
	if to < len(all) {
		links["next"] = map[string]any{"href": fmt.Sprintf("%s%s?cursor=%d", s.URL, r.URL.Path, to)}
	}
	idptest.WriteJSON(w, http.StatusOK, map[string]any{"_links": links, "_embedded": map[string]any{
		key: one,
	}, "count": to - from, "size": len(all)})
}

func (s *Server) put(w http.ResponseWriter, list []map[string]any, id string, in map[string]any, fields ...string) {
	one := find(list, id)
	if one == nil {
		refuse(w, http.StatusNotFound, "NOT_FOUND", "The requested resource was not found.")
		return
	}
	s.replace(one, in, fields...)
	idptest.WriteJSON(w, http.StatusOK, one)
}

func withDefault(in map[string]any, field string, value any) map[string]any {
	if _, there := in[field]; !there {
		in[field] = value
	}
	return in
}

// shown returns a store as it is read.
func (s *Server) shown(one map[string]any) map[string]any {
	c, there := one["configuration"].(map[string]any)
	if !there || s.TellsToken {
		return one
	}
	one, c = maps.Clone(one), maps.Clone(c)
	one["configuration"] = c
	for _, field := range secrets {
		if _, set := c[field]; set && s.Masks {
			c[field] = "********"
		} else {
			delete(c, field)
		}
	}
	return one
}
