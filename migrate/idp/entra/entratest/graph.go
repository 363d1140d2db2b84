package entratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const appPath = "/servicePrincipals/" + AppID

// graph answers a documented call. The lock is held.
func (s *Server) graph(w http.ResponseWriter, r *http.Request, body []byte) {
	path := strings.TrimPrefix(r.URL.Path, "/v1.0")
	st := &s.state
	switch call := r.Method + " " + path; {
	case call == "POST /$batch":
		s.batch(w, body)
	case strings.HasPrefix(path, appPath+"/synchronization/"):
		s.synchronization(w, r.Method, strings.TrimPrefix(path, appPath+"/synchronization/"), body)
	case call == "GET /servicePrincipals":
		list := []any{map[string]any{"id": AppID, "displayName": "Dashlane"}}
		if name, byName := strings.CutPrefix(r.URL.Query().Get("$filter"), "displayName eq "); byName &&
			name != "'Dashlane'" {
			list = []any{}
		}
		say(w, map[string]any{"value": list})
	case call == "GET /applications(appId='dashlane-app')":
		say(w, st.Claims)
	case call == "GET "+appPath && r.URL.Query().Get("$select") == "appId":
		say(w, map[string]any{"appId": "dashlane-app"})
	case call == "GET "+appPath:
		say(w, map[string]any{
			"id": AppID, "displayName": "Dashlane",
			"appRoles": []any{map[string]any{
				"id": "role-user", "displayName": "User", "isEnabled": true,
				"allowedMemberTypes": []string{"User"},
			}},
		})
	case call == "GET "+appPath+"/claimsMappingPolicies":
		list := []any{}
		for i, definition := range st.Policies {
			list = append(list, map[string]any{"id": strconv.Itoa(i), "displayName": "p", "definition": []string{definition}})
		}
		say(w, map[string]any{"value": list})
	case call == "GET "+appPath+"/appRoleAssignedTo":
		list := []any{map[string]any{
			"principalId": "client-app", "principalType": "ServicePrincipal",
			"principalDisplayName": "a program",
		}}
		for _, id := range st.Assigned {
			list = append(list, map[string]any{
				"principalId": id, "principalType": "Group",
				"principalDisplayName": "an old name",
			})
		}
		for _, id := range st.AssignedUsers {
			list = append(list, map[string]any{
				"id": "as-" + id, "principalId": id, "principalType": "User",
				"principalDisplayName": "an old name",
			})
		}
		s.page(w, r, list)
	case call == "POST "+appPath+"/appRoleAssignedTo":
		var in struct{ PrincipalID, ResourceID, AppRoleID string }
		if json.Unmarshal(body, &in) != nil || in.ResourceID != AppID || in.AppRoleID != "role-user" {
			refuse(w, http.StatusBadRequest, "Request_BadRequest")
			return
		}
		if slices.ContainsFunc(st.Users, func(u *User) bool { return u.ID == in.PrincipalID }) {
			st.AssignedUsers = append(st.AssignedUsers, in.PrincipalID)
		} else {
			st.Assigned = append(st.Assigned, in.PrincipalID)
		}
		w.WriteHeader(http.StatusCreated)
		say(w, in)
	case strings.HasPrefix(call, "DELETE "+appPath+"/appRoleAssignedTo/as-"):
		id := path[strings.LastIndex(path, "/as-")+4:]
		st.AssignedUsers = slices.DeleteFunc(st.AssignedUsers, func(one string) bool { return one == id })
		w.WriteHeader(http.StatusNoContent)
	case call == "GET /users":
		list := []*User{}
		for _, u := range st.Users { // eq ignores case
			if filter := strings.ToLower(r.URL.Query().Get("$filter")); strings.Contains(filter,
				"'"+strings.ToLower(u.Login)+"'") ||
				u.Mail != "" && strings.Contains(filter, "'"+strings.ToLower(u.Mail)+"'") {
				list = append(list, u)
			}
		}
		say(w, map[string]any{"value": list})
	case call == "GET /auditLogs/provisioning":
		// Only gt and lt are documented for times.
		if !strings.HasPrefix(r.URL.Query().Get("$filter"), "jobId eq 'scim.job1' and activityDateTime gt ") {
			refuse(w, http.StatusBadRequest, "BadRequest")
			return
		}
		_, since, _ := strings.Cut(r.URL.Query().Get("$filter"), " gt ")
		after, err := time.Parse(time.RFC3339, since)
		if err != nil || after.Before(time.Now().Add(-7*24*time.Hour)) { // the shortest retention
			refuse(w, http.StatusBadRequest, "BadRequest")
			return
		}
		list := []any{}
		for _, e := range st.Log {
			text, _ := e["activityDateTime"].(string)
			if at, err := time.Parse(time.RFC3339, text); err == nil && at.After(after) {
				list = append(list, e)
			}
		}
		s.page(w, r, list)
	case call == "GET /groups":
		list := []any{}
		for _, g := range st.Groups {
			list = append(list, g)
		}
		s.page(w, r, list)
	case strings.HasSuffix(call, "/members"), strings.HasSuffix(call, "/transitiveMembers"):
		parts := strings.Split(path, "/")
		s.page(w, r, s.members(parts[2], parts[3] == "transitiveMembers", map[string]bool{}))
	case strings.HasPrefix(path, "/groups/"):
		s.group(w, r.Method, strings.TrimPrefix(path, "/groups/"), body)
	case strings.HasPrefix(call, "GET /users/"):
		i := slices.IndexFunc(st.Users, func(u *User) bool { return u.ID == strings.TrimPrefix(path, "/users/") })
		if i < 0 {
			refuse(w, http.StatusNotFound, "Request_ResourceNotFound")
			return
		}
		say(w, st.Users[i])
	default:
		refuse(w, http.StatusNotFound, "Request_ResourceNotFound")
	}
}

// page returns three items and the link to the next page.
func (s *Server) page(w http.ResponseWriter, r *http.Request, list []any) {
	from, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
	to := min(from+3, len(list))
	out := map[string]any{"value": list[min(from, to):to]}
	if to < len(list) {
		query := r.URL.Query()
		query.Set("$skiptoken", strconv.Itoa(to))
		out["@odata.nextLink"] = s.URL + r.URL.Path + "?" + query.Encode()
	}
	say(w, out)
}

func (s *Server) group(w http.ResponseWriter, method, id string, body []byte) {
	i := slices.IndexFunc(s.state.Groups, func(g *Group) bool { return g.ID == id })
	if i < 0 {
		refuse(w, http.StatusNotFound, "Request_ResourceNotFound")
		return
	}
	g := *s.state.Groups[i]
	if method == http.MethodGet {
		if s.stale[id] > 0 {
			s.stale[id]--
			g.Name = s.old[id]
		}
		say(w, g)
		return
	}
	var in struct{ DisplayName string }
	if json.Unmarshal(body, &in) != nil || g.Synced {
		refuse(w, http.StatusBadRequest, "Request_BadRequest")
		return
	}
	s.stale[id], s.old[id] = s.state.Lag, g.Name
	s.state.Groups[i].Name = in.DisplayName
	w.WriteHeader(http.StatusNoContent)
}

// members returns the members of a group, each once; with all, including those of nested groups.
func (s *Server) members(group string, all bool, seen map[string]bool) (list []any) {
	list = []any{}
	i := slices.IndexFunc(s.state.Groups, func(g *Group) bool { return g.ID == group })
	if i < 0 {
		return list
	}
	for _, id := range s.state.Groups[i].Members {
		if seen[id] {
			continue
		}
		seen[id] = true
		if j := slices.IndexFunc(s.state.Users, func(u *User) bool { return u.ID == id }); j >= 0 {
			u := s.state.Users[j]
			if !slices.ContainsFunc(Rights(http.MethodGet, "/users"), s.has) {
				// Objects that may not be read have only their type and id (Graph, "List members").
				list = append(list, map[string]any{
					"@odata.type": "#microsoft.graph.user", "id": u.ID, "displayName": nil, "userPrincipalName": nil,
					"mail": nil, "accountEnabled": nil,
				})
				continue
			}
			list = append(list, map[string]any{
				"@odata.type": "#microsoft.graph.user", "id": u.ID, "displayName": u.Name, "userPrincipalName": u.Login,
				"mail": u.Mail, "accountEnabled": u.Enabled,
			})
			continue
		}
		list = append(list, map[string]any{"@odata.type": "#microsoft.graph.group", "id": id})
		if all {
			list = append(list, s.members(id, all, seen)...)
		}
	}
	return list
}
