package oktatest

import (
	"encoding/json"
	"net/http"
	"slices"

	"ad2scim/migrate/idp/idptest"
)

func (m mapping) json() map[string]any {
	out := map[string]any{
		"id": m.ID, "sourceGroupId": m.Source, "targetGroupId": m.Target, "status": m.Status,
		"errorSummary": m.Error,
	}
	if m.LastPush != "" {
		out["lastPush"] = m.LastPush
	}
	return out
}

func (s *Server) push(w http.ResponseWriter, r *http.Request, a *app, parts []string, body []byte) {
	var in struct {
		Source     string `json:"sourceGroupId"`
		Status     string `json:"status"`
		Target     string `json:"targetGroupId"`
		TargetName string `json:"targetGroupName"`
	}
	if len(body) > 0 && json.Unmarshal(body, &in) != nil {
		refuse(w, http.StatusBadRequest, "E0000003", "The request body was not well-formed.")
		return
	}
	if len(parts) == 0 {
		if r.Method == http.MethodGet {
			var list []any
			for _, m := range s.read().mappings {
				if status := r.URL.Query().Get("status"); m.App == a.ID && (status == "" || status == m.Status) {
					list = append(list, m.json())
				}
			}
			s.page(w, r, list, 1000)
			return
		}
		s.newMapping(w, a, mapping{App: a.ID, Source: in.Source, Target: in.Target, Status: in.Status}, in.TargetName)
		return
	}
	m := s.now.mapping(parts[0])
	switch {
	case m == nil || m.App != a.ID:
		notFound(w, parts[0]+" (GroupPushMapping)")
	case r.Method == http.MethodGet:
		idptest.WriteJSON(w, http.StatusOK, m.json())
	case r.Method == http.MethodPatch:
		s.write()
		m.Status = in.Status
		if m.Status == "ACTIVE" {
			s.send(m)
		}
		idptest.WriteJSON(w, http.StatusOK, m.json())
	case m.Status != "INACTIVE":
		refuse(w, http.StatusBadRequest, "E0000001", "Api validation failed: mapping",
			"The mapping must be INACTIVE to be deleted.")
	default:
		if r.URL.Query().Get("deleteTargetGroup") != "false" {
			s.t.Error("a group at the app must never be deleted")
		}
		id := m.ID
		s.write()
		s.now.mappings = slices.DeleteFunc(s.now.mappings, func(m mapping) bool { return m.ID == id })
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) newMapping(w http.ResponseWriter, a *app, m mapping, targetName string) {
	switch {
	case !slices.Contains(a.Features, "GROUP_PUSH"):
		refuse(w, http.StatusBadRequest, "E0000001", "Api validation failed: app",
			"Group push is not enabled for the app instance.")
		return
	case s.now.group(m.Source) == nil, m.Target != "" && s.now.group(m.Target) == nil:
		notFound(w, "group")
		return
	case slices.ContainsFunc(s.now.mappings, func(o mapping) bool { return o.App == a.ID && o.Source == m.Source }):
		refuse(w, http.StatusBadRequest, "E0000001", "Api validation failed: sourceGroupId",
			"A mapping of the source group already exists.")
		return
	}
	s.write()
	m.ID = s.id("gPm")
	fresh := targetName != ""
	if fresh { // create a second group, even if the app has one with this name
		m.Target = s.id("00g")
		s.now.addTarget(m.Target, a.ID, targetName, s.stamp())
		s.now.app(a.ID).Remote = append(s.now.app(a.ID).Remote, targetName)
	}
	if m.Status == "" {
		m.Status = "ACTIVE"
	}
	if m.Status == "ACTIVE" {
		s.sendGroup(&m, fresh)
	}
	s.now.mappings = append(s.now.mappings, m)
	idptest.WriteJSON(w, http.StatusCreated, m.json())
}
