package entratest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// graph answers one call; the lock is held.
func (s *Server) graph(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/v1.0")
	sp := "/servicePrincipals/" + AppID
	job := sp + "/synchronization/jobs/job1"
	st := &s.state
	if strings.HasPrefix(path, job) && !st.Job {
		refuse(w, http.StatusNotFound, "JobNotFound")
		return
	}
	switch call := r.Method + " " + path; {
	case call == "POST /$batch":
		s.batch(w, r)
	case call == "GET /servicePrincipals":
		say(w, map[string]any{"value": []any{map[string]any{"id": AppID, "displayName": "Dashlane"}}})
	case call == "GET "+sp:
		say(w, map[string]any{"appRoles": []any{map[string]any{"id": "role-user", "displayName": "User", "isEnabled": true, "allowedMemberTypes": []string{"User"}}}})
	case call == "GET "+sp+"/appRoleAssignedTo":
		list := []any{}
		for _, id := range st.Assigned {
			list = append(list, map[string]any{"principalId": id, "principalType": "Group", "principalDisplayName": "an old name"})
		}
		s.page(w, r, list)
	case call == "POST "+sp+"/appRoleAssignedTo":
		var in struct{ PrincipalID, ResourceID, AppRoleID string }
		if !s.take(r, &in, "principalId", "resourceId", "appRoleId") || in.ResourceID != AppID || in.AppRoleID != "role-user" {
			refuse(w, http.StatusBadRequest, "Request_BadRequest")
			return
		}
		st.Assigned = append(st.Assigned, in.PrincipalID)
		w.WriteHeader(http.StatusCreated)
		say(w, in)
	case call == "GET "+sp+"/synchronization/templates":
		say(w, map[string]any{"value": []any{map[string]string{"id": "scim"}}})
	case call == "GET "+sp+"/synchronization/jobs":
		list := []any{}
		if st.Job {
			list = append(list, s.job())
		}
		say(w, map[string]any{"value": list})
	case call == "POST "+sp+"/synchronization/jobs":
		var in struct{ TemplateID string }
		if !s.take(r, &in, "templateId") {
			refuse(w, http.StatusBadRequest, "BadRequest")
			return
		}
		st.Job, st.Code = true, "NotConfigured"
		w.WriteHeader(http.StatusCreated)
		say(w, s.job())
	case call == "PUT "+sp+"/synchronization/secrets":
		var in struct {
			Value []struct{ Key, Value string }
		}
		if !s.take(r, &in, "value") {
			refuse(w, http.StatusBadRequest, "BadRequest")
			return
		}
		st.Secrets = map[string]string{}
		for _, p := range in.Value {
			st.Secrets[p.Key] = p.Value
		}
		w.WriteHeader(http.StatusNoContent)
	case call == "POST "+job+"/validateCredentials":
		var in struct{ UseSavedCredentials bool }
		if !s.take(r, &in, "useSavedCredentials", "credentials", "templateId", "applicationIdentifier") || st.Secrets["SecretToken"] == "" {
			refuse(w, http.StatusBadRequest, "CredentialsMissing")
			return
		}
		w.WriteHeader(http.StatusNoContent)
	case call == "GET "+job+"/schema":
		say(w, st.Schema)
	case call == "PUT "+job+"/schema":
		var in map[string]any
		if !s.take(r, &in, "id", "version", "kept", "synchronizationRules") {
			refuse(w, http.StatusBadRequest, "BadRequest")
			return
		}
		st.Schema = in
		w.WriteHeader(http.StatusNoContent)
	case call == "POST "+job+"/start":
		st.Code = "Active"
		w.WriteHeader(http.StatusNoContent)
	case call == "POST "+job+"/pause":
		st.Code = "Paused"
		w.WriteHeader(http.StatusNoContent)
	case call == "GET /auditLogs/provisioning":
		say(w, map[string]any{"value": append([]map[string]any{}, st.Log...)})
	case call == "GET /groups":
		list := []any{}
		for _, g := range st.Groups {
			list = append(list, g)
		}
		s.page(w, r, list)
	case strings.HasPrefix(path, "/groups/"):
		s.group(w, r, strings.TrimPrefix(path, "/groups/"))
	default:
		s.problems = append(s.problems, call+" is not a known call")
		refuse(w, http.StatusNotFound, "ResourceNotFound")
	}
}

// page gives three items and the link to the next ones.
func (s *Server) page(w http.ResponseWriter, r *http.Request, list []any) {
	from, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
	to := min(from+3, len(list))
	out := map[string]any{"value": list[min(from, to):to]}
	if to < len(list) {
		out["@odata.nextLink"] = s.URL + r.URL.Path + "?$skiptoken=" + strconv.Itoa(to)
	}
	say(w, out)
}

func (s *Server) job() map[string]any {
	status := map[string]any{"code": s.state.Code}
	if s.state.Steady {
		status["steadyStateFirstAchievedTime"] = "2026-01-02T03:04:05Z"
	}
	if s.state.Reason != "" {
		status["quarantine"] = map[string]string{"reason": s.state.Reason}
	}
	return map[string]any{"id": "job1", "status": status}
}

func (s *Server) group(w http.ResponseWriter, r *http.Request, id string) {
	i := slices.IndexFunc(s.state.Groups, func(g *Group) bool { return g.ID == id })
	if i < 0 {
		refuse(w, http.StatusNotFound, "Request_ResourceNotFound")
		return
	}
	g := *s.state.Groups[i]
	if r.Method == http.MethodGet {
		if s.stale[id] > 0 {
			s.stale[id]--
			g.Name = s.old[id]
		}
		say(w, g)
		return
	}
	var in struct{ DisplayName string }
	if r.Method != http.MethodPatch || !s.take(r, &in, "displayName") || g.Synced {
		refuse(w, http.StatusBadRequest, "Request_BadRequest")
		return
	}
	s.stale[id], s.old[id] = s.state.Lag, g.Name
	s.state.Groups[i].Name = in.DisplayName
	w.WriteHeader(http.StatusNoContent)
}
