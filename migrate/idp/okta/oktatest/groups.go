package oktatest

import (
	"encoding/json"
	"net/http"
	"strings"

	"ad2scim/migrate/idp/idptest"
)

func (g group) json(base string) map[string]any {
	links := map[string]any{}
	if g.App != "" {
		links["source"] = map[string]any{"href": base + "/api/v1/apps/" + g.App}
	}
	return map[string]any{
		"id": g.ID, "type": g.Type, "lastUpdated": g.Updated, "objectClass": g.Classes,
		"profile": g.Profile, "_links": links,
	}
}

func (s *Server) listGroups(w http.ResponseWriter, r *http.Request) {
	var list []any
	of := sourceID(r.URL.Query())
	for _, g := range s.read().groups {
		if of == "" || g.App == of {
			list = append(list, g.json(s.URL))
		}
	}
	s.page(w, r, list, 10000)
}

func (s *Server) oneGroup(w http.ResponseWriter, r *http.Request, id string, body []byte) {
	if r.Method == http.MethodGet {
		if g := s.read().group(id); g != nil {
			idptest.WriteJSON(w, http.StatusOK, g.json(s.URL))
			return
		}
		notFound(w, id+" (UserGroup)")
		return
	}
	g := s.now.group(id)
	var in struct {
		Profile map[string]any `json:"profile"`
	}
	switch {
	case g == nil:
		notFound(w, id+" (UserGroup)")
		return
	case json.Unmarshal(body, &in) != nil:
		refuse(w, http.StatusBadRequest, "E0000003", "The request body was not well-formed.")
		return
	case g.Type != "OKTA_GROUP":
		refuse(w, http.StatusForbidden, "E0000006", "You do not have permission to perform the requested action")
		return
	}
	name, _ := in.Profile["name"].(string)
	if name == "" || len(name) > 255 {
		refuse(w, http.StatusBadRequest, "E0000001", "Api validation failed: name",
			"name: The field must be between 1 and 255 characters")
		return
	}
	for _, other := range s.now.groups {
		if other.ID != id && other.Type == "OKTA_GROUP" && strings.EqualFold(other.Profile["name"].(string), name) {
			refuse(w, http.StatusBadRequest, "E0000001", "Api validation failed: name",
				"name: An object with this field already exists in the current organization")
			return
		}
	}
	s.write()
	g.Profile, g.Updated = in.Profile, s.stamp()
	for i := range s.now.mappings {
		if m := &s.now.mappings[i]; m.Source == id && m.Status == "ACTIVE" {
			s.send(m)
		}
	}
	idptest.WriteJSON(w, http.StatusOK, g.json(s.URL))
}
