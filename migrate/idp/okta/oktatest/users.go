package oktatest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"ad2scim/migrate/idp/idptest"
)

func (u user) json() map[string]any {
	return map[string]any{
		"id": u.ID, "status": u.Status, "profile": map[string]any{"login": u.Login, "email": u.Login},
	}
}

// groupMembers returns the users in a group.
func (s *Server) groupMembers(w http.ResponseWriter, r *http.Request, id string) {
	g := s.read().group(id)
	if g == nil {
		notFound(w, id+" (UserGroup)")
		return
	}
	var list []any
	for _, member := range g.Members {
		list = append(list, s.now.user(member).json())
	}
	s.page(w, r, list, 1000)
}

var eq = regexp.MustCompile(`profile\.(?:login|email) eq "([^"]*)"`)

// findUsers searches by login or email address, ignoring case.
func (s *Server) findUsers(w http.ResponseWriter, r *http.Request) {
	var list []any
	wanted := eq.FindAllStringSubmatch(r.URL.Query().Get("search"), -1)
	for _, u := range s.now.users {
		if slices.ContainsFunc(wanted, func(m []string) bool { return strings.EqualFold(m[1], u.Login) }) {
			list = append(list, u.json())
		}
	}
	s.page(w, r, list, 200)
}

func appUser(u user, scope string) map[string]any {
	return map[string]any{
		"id": u.ID, "scope": scope, "status": u.Status, "credentials": map[string]any{"userName": u.Login},
		"profile": map[string]any{"email": u.Login},
	}
}

// appUsers returns the users of an app, assigned directly or by a group.
func (s *Server) appUsers(a *app) []any {
	now := s.read()
	a = now.app(a.ID)
	list := slices.Clone(a.Members)
	seen := map[string]bool{}
	for _, id := range a.Direct {
		list, seen[id] = append(list, appUser(*now.user(id), "USER")), true
	}
	for _, g := range a.Groups {
		for _, id := range now.group(g).Members {
			if !seen[id] {
				list, seen[id] = append(list, appUser(*now.user(id), "GROUP")), true
			}
		}
	}
	return list
}

func (s *Server) assignUser(w http.ResponseWriter, a *app, body []byte) {
	var in struct{ ID, Scope string }
	if json.Unmarshal(body, &in) != nil || s.now.user(in.ID) == nil {
		notFound(w, in.ID+" (User)")
		return
	}
	if !slices.Contains(a.Direct, in.ID) {
		s.write()
		a.Direct = append(a.Direct, in.ID)
	}
	idptest.WriteJSON(w, http.StatusOK, appUser(*s.now.user(in.ID), "USER"))
}

func (s *Server) oneUser(w http.ResponseWriter, r *http.Request, a *app, id string) {
	if r.Method == http.MethodDelete {
		if !slices.Contains(a.Direct, id) {
			notFound(w, id+" (AppUser)")
			return
		}
		s.write()
		a.Direct = slices.DeleteFunc(a.Direct, func(one string) bool { return one == id })
		w.WriteHeader(http.StatusNoContent)
		return
	}
	for _, one := range s.appUsers(a) {
		if u, ok := one.(map[string]any); ok && u["id"] == id {
			idptest.WriteJSON(w, http.StatusOK, u)
			return
		}
	}
	notFound(w, id+" (AppUser)")
}
