package oktatest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

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

// write keeps the previous state for reads that lag.
func (s *Server) write() *world {
	s.before, s.stale = s.now.copy(), s.Lag
	return s.now
}

func (s *Server) route(w http.ResponseWriter, r *http.Request, body []byte) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/")
	switch {
	case parts[0] == "logs":
		s.logs(w, r)
	case parts[0] == "groups" && len(parts) == 1:
		s.listGroups(w, r)
	case parts[0] == "groups" && len(parts) == 3:
		s.groupMembers(w, r, parts[1])
	case parts[0] == "users":
		s.findUsers(w, r)
	case parts[0] == "groups":
		s.oneGroup(w, r, parts[1], body)
	case parts[0] == "apps" && len(parts) == 1:
		now := s.read()
		list := make([]any, 0, len(now.apps))
		for _, a := range now.apps {
			list = append(list, a.json())
		}
		s.page(w, r, list, 200)
	case parts[0] == "apps":
		s.oneApp(w, r, parts[1:], body)
	default:
		notFound(w, r.URL.Path)
	}
}

func notFound(w http.ResponseWriter, what string) {
	refuse(w, http.StatusNotFound, "E0000007", "Not found: Resource not found: "+what)
}

func (s *Server) oneApp(w http.ResponseWriter, r *http.Request, parts []string, body []byte) {
	a := s.now.app(parts[0])
	if a == nil {
		notFound(w, parts[0])
		return
	}
	switch rest := strings.Join(parts[1:], "/"); {
	case rest == "" && r.Method == http.MethodPut:
		s.t.Error("an app must never be written as a whole: it loses its SCIM settings")
		a.Features = nil
		idptest.WriteJSON(w, http.StatusOK, a.json())
	case rest == "":
		if seen := s.read().app(a.ID); seen != nil {
			a = seen
		}
		idptest.WriteJSON(w, http.StatusOK, a.json())
	case rest == "connections/default":
		idptest.WriteJSON(w, http.StatusOK, a.connection())
	case strings.HasPrefix(rest, "features/"):
		s.users(w, r, a, body)
	case rest == "groups":
		now := s.read()
		var list []any
		for _, id := range now.app(a.ID).Groups {
			one := map[string]any{"id": id, "priority": 0, "profile": map[string]any{}}
			if g := now.group(id); g != nil && r.URL.Query().Get("expand") == "group" {
				one["_embedded"] = map[string]any{"group": g.json(s.URL)}
			}
			list = append(list, one)
		}
		s.page(w, r, list, 200)
	case rest == "users" && r.Method == http.MethodPost:
		s.assignUser(w, a, body)
	case rest == "users":
		s.page(w, r, s.appUsers(a), 500)
	case strings.HasPrefix(rest, "users/"):
		s.oneUser(w, r, a, parts[2])
	case strings.HasPrefix(rest, "groups/"):
		s.assignment(w, r, a, parts[2])
	case strings.HasPrefix(rest, "group-push/mappings"):
		s.push(w, r, a, parts[3:], body)
	}
}

func (s *Server) assignment(w http.ResponseWriter, r *http.Request, a *app, id string) {
	if s.now.group(id) == nil {
		notFound(w, id+" (UserGroup)")
		return
	}
	if r.Method == http.MethodPut {
		if !slices.Contains(a.Groups, id) {
			s.write()
			a.Groups = append(a.Groups, id)
		}
	} else if seen := s.read().app(a.ID); !slices.Contains(seen.Groups, id) {
		notFound(w, id+" (GroupAppAssignment)")
		return
	}
	idptest.WriteJSON(w, http.StatusOK, map[string]any{"id": id, "priority": 0, "profile": map[string]any{}})
}

func (a app) json() map[string]any {
	return map[string]any{
		"id": a.ID, "name": a.Name, "label": a.Label, "status": a.Status, "signOnMode": a.SignOnMode,
		"features": append([]string{}, a.Features...),
		"settings": map[string]any{"signOn": map[string]any{
			"ssoAcsUrl": "https://sso.example.com/saml/acs",
			"audience":  "https://sso.example.com", "attributeStatements": a.Statements,
		}},
	}
}

// connection is UNKNOWN, with status 200, for an app that the call doesn't support.
func (a app) connection() map[string]any {
	if !a.Supported {
		return map[string]any{"status": "UNKNOWN", "authScheme": "UNKNOWN", "profile": map[string]any{
			"authScheme": "UNKNOWN",
		}}
	}
	return map[string]any{"status": "ENABLED", "authScheme": "TOKEN", "baseUrl": a.BaseURL, "profile": map[string]any{
		"authScheme": "TOKEN",
	}}
}

func (s *Server) users(w http.ResponseWriter, r *http.Request, a *app, body []byte) {
	if !a.Supported {
		refuse(w, http.StatusBadRequest, "E0000001", "Api validation failed: feature",
			"Provisioning is not enabled for the app instance.")
		return
	}
	type status struct {
		Status string `json:"status"`
	}
	if r.Method == http.MethodPut {
		var c struct {
			Create struct {
				Lifecycle status `json:"lifecycleCreate"`
			} `json:"create"`
			Update struct {
				Profile    status `json:"profile"`
				Deactivate status `json:"lifecycleDeactivate"`
			} `json:"update"`
		}
		if json.Unmarshal(body, &c) != nil {
			refuse(w, http.StatusBadRequest, "E0000003", "The request body was not well-formed.")
			return
		}
		s.write()
		a.Users = map[string]string{
			"create": c.Create.Lifecycle.Status, "profile": c.Update.Profile.Status,
			"deactivate": c.Update.Deactivate.Status,
		}
		for key, feature := range map[string]string{
			"create": "PUSH_NEW_USERS", "profile": "PUSH_PROFILE_UPDATES",
			"deactivate": "PUSH_USER_DEACTIVATION",
		} {
			a.Features = slices.DeleteFunc(a.Features, func(f string) bool { return f == feature })
			if a.Users[key] == "ENABLED" {
				a.Features = append(a.Features, feature)
			}
		}
	} else {
		a = s.read().app(a.ID)
	}
	idptest.WriteJSON(w, http.StatusOK, map[string]any{
		"name": "USER_PROVISIONING", "status": "ENABLED",
		"capabilities": map[string]any{
			"create": map[string]any{"lifecycleCreate": status{a.Users["create"]}},
			"update": map[string]any{
				"profile": status{a.Users["profile"]}, "lifecycleDeactivate": status{a.Users["deactivate"]},
				"password": map[string]any{"status": "DISABLED", "seed": "RANDOM", "change": "KEEP_EXISTING"},
			},
		},
	})
}

// page writes a page, with the link to the next one as an opaque value.
func (s *Server) page(w http.ResponseWriter, r *http.Request, list []any, most int) {
	size := most
	if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil {
		size = min(n, most)
	}
	if s.Pages > 0 {
		size = min(size, s.Pages)
	}
	from, turned := 0, ""
	if after := r.URL.Query().Get("after"); after != "" {
		text, parity, _ := strings.Cut(strings.TrimPrefix(after, "opaque."), ".")
		from, _ = strconv.Atoi(text)
		turned = parity
	} else if s.turn++; s.turn%2 == 0 && !strings.HasPrefix(r.URL.Path, "/api/v1/logs") {
		turned = "turned" // only the log has a guaranteed order
	}
	if turned != "" {
		list = slices.Clone(list)
		slices.Reverse(list)
	}
	to := min(from+size, len(list))
	self := s.URL + r.URL.RequestURI()
	w.Header().Add("Link", "<"+self+`>; rel="self"`)
	if to < len(list) {
		next := *r.URL
		q := next.Query()
		q.Set("after", "opaque."+strconv.Itoa(to)+"."+turned)
		next.RawQuery = q.Encode()
		w.Header().Add("Link", "<"+s.URL+next.RequestURI()+`>; rel="next"`)
	}
	idptest.WriteJSON(w, http.StatusOK, append([]any{}, list[min(from, len(list)):to]...))
}

func (s *Server) logs(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	since, _ := time.Parse(time.RFC3339, q.Get("since"))
	until, err := time.Parse(time.RFC3339, q.Get("until"))
	if err != nil {
		until = time.Now().Add(s.Ago)
	}
	if s.sends != nil {
		event := *s.sends
		event.At = time.Now()
		s.now.events = append(s.now.events, event)
	}
	var list []any
	for _, e := range s.now.events {
		if e.At.Before(since) || e.At.After(until.Add(time.Second)) ||
			!strings.Contains(q.Get("filter"), strconv.Quote(e.App)) {
			continue
		}
		list = append(list, map[string]any{
			"eventType": e.Type, "displayMessage": e.Message,
			"published": e.At.UTC().Format("2006-01-02T15:04:05.000Z"), "severity": "INFO",
			"outcome": map[string]any{"result": e.Result, "reason": e.Reason},
			"target": []any{
				map[string]any{"id": e.App, "type": "AppInstance", "displayName": "app"},
				map[string]any{"id": "x", "type": e.TargetType, "displayName": e.Target, "alternateId": e.Target},
			},
		})
	}
	s.page(w, r, list, 1000)
}

// sourceID returns the app in a search for the groups of one.
func sourceID(q url.Values) string {
	_, id, _ := strings.Cut(q.Get("search"), "source.id eq ")
	return strings.Trim(id, `"`)
}
