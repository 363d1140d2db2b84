package jumpcloudtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate/idp/idptest"
)

// read returns the state that a read returns: the previous one while writes lag.
func (s *Server) read() *world {
	if s.stale > 0 {
		s.stale--
		return s.before
	}
	return s.now
}

func (s *Server) write() { s.before, s.stale = s.now.copy(), s.Lag }

func (s *Server) route(w http.ResponseWriter, r *http.Request, body []byte) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	switch strings.Join(slices.Concat(parts[:min(2, len(parts))], parts[min(3, len(parts)):]), "/") + "#" +
		strconv.Itoa(len(parts)) {
	case "applications#1":
		var list []any
		for _, a := range s.read().apps {
			list = append(list, map[string]any{
				"_id": a.ID, "name": a.Name, "displayLabel": a.Label, "displayName": a.Label,
				"active": a.Active, "organization": "org",
			})
		}
		s.page(w, r, list, true)
	case "systemusers#1":
		var list []any
		_, state, _ := strings.Cut(r.URL.Query().Get("filter"), "state:$eq:")
		for _, u := range s.read().users {
			if state == "" || u.State == state {
				list = append(list, map[string]any{"_id": u.ID, "username": u.Email, "email": u.Email, "state": u.State})
			}
		}
		s.page(w, r, list, true)
	case "v2/activedirectories#2":
		var list []any
		for _, d := range s.read().domains {
			list = append(list, map[string]any{"id": d.ID, "domain": d.Name, "useCase": d.UseCase, "groupsEnabled": true})
		}
		s.page(w, r, list, false)
	case "v2/activedirectories/usergroups#4":
		var list []any
		for _, d := range s.read().domains {
			if d.ID == parts[2] {
				list = vertices("user_group", d.Groups)
			}
		}
		s.page(w, r, list, false)
	case "v2/usergroups#2":
		list := make([]any, 0)
		groups := slices.Clone(s.read().groups)
		slices.SortFunc(groups, func(a, b map[string]any) int {
			return strings.Compare(a["name"].(string),
				b["name"].(string))
		})
		for _, g := range groups {
			list = append(list, g)
		}
		s.page(w, r, list, false)
	case "v2/usergroups#3":
		s.group(w, r, parts[2], body)
	case "v2/usergroups/applications#4":
		now := s.read()
		if now.group(parts[2]) == nil {
			refuse(w, http.StatusNotFound, "not found")
			return
		}
		var ids []string
		for _, a := range now.apps {
			if slices.Contains(a.Groups, parts[2]) {
				ids = append(ids, a.ID)
			}
		}
		s.page(w, r, vertices("application", ids), false)
	case "v2/usergroups/members#4":
		var list []any
		for _, id := range s.read().members[parts[2]] {
			list = append(list, map[string]any{"to": map[string]any{"id": id, "type": "user"}})
		}
		s.page(w, r, list, false)
	default:
		s.application(w, r, parts, body)
	}
}

func (s *Server) application(w http.ResponseWriter, r *http.Request, parts []string, body []byte) {
	a := s.now.app(parts[2])
	if a == nil {
		refuse(w, http.StatusNotFound, "not found")
		return
	}
	switch parts[3] {
	case "usergroups":
		s.page(w, r, vertices("user_group", s.read().app(a.ID).Groups), false)
	case "users":
		now := s.read()
		ids := slices.Clone(now.app(a.ID).Users)
		for _, g := range now.app(a.ID).Groups {
			for _, id := range now.members[g] {
				if !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
		s.page(w, r, vertices("user", ids), false)
	case "associations":
		s.associations(w, r, a, body)
	}
}

// associations returns or changes the direct bindings.
func (s *Server) associations(w http.ResponseWriter, r *http.Request, a *app, body []byte) {
	bound := map[string]*[]string{"user_group": &a.Groups, "user": &a.Users}
	if r.Method == http.MethodGet {
		kind, now := r.URL.Query().Get("targets"), s.read().app(a.ID)
		var list []any
		for _, id := range map[string][]string{"user_group": now.Groups, "user": now.Users}[kind] {
			list = append(list, map[string]any{"to": map[string]any{"id": id, "type": kind}})
		}
		s.page(w, r, list, false)
		return
	}
	var in struct{ Op, Type, ID string }
	ids := bound["user_group"]
	if err := json.Unmarshal(body, &in); err == nil {
		ids = bound[in.Type]
	}
	known := s.now.group(in.ID) != nil && in.Type == "user_group" ||
		in.Type == "user" && slices.ContainsFunc(s.now.users, func(u user) bool { return u.ID == in.ID })
	switch {
	case ids == nil || in.Op != "add" && in.Op != "remove":
		refuse(w, http.StatusBadRequest, "bad request")
		return
	case !known:
		refuse(w, http.StatusNotFound, "not found")
		return
	case slices.Contains(*ids, in.ID) == (in.Op == "add"):
		refuse(w, http.StatusConflict, "Already Exists")
		return
	}
	s.write()
	if *ids = append(slices.Clone(*ids), in.ID); in.Op == "remove" {
		*ids = slices.DeleteFunc(*ids, func(id string) bool { return id == in.ID })
	}
	if in.Type == "user_group" && in.Op == "add" {
		if err := s.send(a, in.ID); err != nil {
			s.t.Error(err)
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func vertices(kind string, ids []string) []any {
	var list []any
	for _, id := range ids {
		list = append(list, map[string]any{"id": id, "type": kind, "compiledAttributes": nil, "paths": []any{}})
	}
	return list
}

// page writes a page: v1 with the total, v2 only the entries.
func (s *Server) page(w http.ResponseWriter, r *http.Request, list []any, v1 bool) {
	size, skip := 10, 0
	if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil {
		size = min(n, 100)
	}
	if s.Pages > 0 {
		size = min(size, s.Pages)
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("skip")); err == nil {
		skip = min(n, len(list))
	}
	page := append([]any{}, list[skip:min(skip+size, len(list))]...)
	if s.turn++; s.turn%2 == 1 && len(list) <= size && r.URL.Query().Get("sort") == "" {
		slices.Reverse(page) // without sort, no order is guaranteed
	}
	if v1 {
		idptest.WriteJSON(w, http.StatusOK, map[string]any{"totalCount": len(list), "results": page})
		return
	}
	idptest.WriteJSON(w, http.StatusOK, page)
}

// group reads a group or replaces it: fields that a PUT omits are reset to their default.
func (s *Server) group(w http.ResponseWriter, r *http.Request, id string, body []byte) {
	if r.Method == http.MethodGet {
		if g := s.read().group(id); g != nil {
			idptest.WriteJSON(w, http.StatusOK, g)
			return
		}
		refuse(w, http.StatusNotFound, "not found")
		return
	}
	g := s.now.group(id)
	var in map[string]any
	if g == nil || json.Unmarshal(body, &in) != nil {
		refuse(w, http.StatusNotFound, "not found")
		return
	}
	if query, ok := in["memberQuery"].(map[string]any); ok &&
		(query["queryType"] == nil) != (r.Header.Get("x-query-dsl") == "v2") {
		refuse(w, http.StatusBadRequest, "memberQuery does not fit x-query-dsl")
		return
	}
	name, _ := in["name"].(string)
	if name == "" {
		refuse(w, http.StatusBadRequest, "name is required")
		return
	}
	for _, other := range s.now.groups {
		if other["id"] != id && other["name"] == name {
			refuse(w, http.StatusConflict, "Already Exists")
			return
		}
	}
	s.write()
	for field, missing := range map[string]any{
		"description": "", "email": "", "attributes": nil, "memberQuery": nil,
		"memberSuggestionsNotify": false, "membershipMethod": "NOTSET", "memberQueryExemptions": nil,
	} {
		g[field] = missing
	}
	for field, value := range in {
		g[field] = value
	}
	if s.Loses != "" {
		g[s.Loses] = nil
	}
	idptest.WriteJSON(w, http.StatusOK, g)
}
