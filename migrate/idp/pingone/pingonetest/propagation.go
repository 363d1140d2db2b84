package pingonetest

import (
	"errors"
	"maps"
	"net/http"

	"ad2scim/migrate/idp/idptest"
)

const tokenField = "OAUTH_ACCESS_TOKEN"

var secrets = []string{tokenField, "BASIC_AUTH_PASSWORD", "OAUTH_CLIENT_SECRET"}

// needs is the secret that each authentication method needs.
var needs = map[any]string{
	"OAuth 2 Bearer Token": tokenField, "Basic Authentication": "BASIC_AUTH_PASSWORD",
	"OAuth 2 Client Credentials": "OAUTH_CLIENT_SECRET",
}

// store creates or replaces a store.
func (s *Server) store(w http.ResponseWriter, id string, in map[string]any) {
	c, _ := in["configuration"].(map[string]any)
	withDefault(in, "status", "INACTIVE")
	if id == "" {
		s.write()
		idptest.WriteJSON(w, http.StatusCreated, s.shown(s.add(&s.Stores, in)))
		return
	}
	one := find(s.Stores, id)
	if one == nil {
		refuse(w, http.StatusNotFound, "NOT_FOUND", "The requested resource was not found.")
		return
	}
	old, _ := one["configuration"].(map[string]any)
	c = maps.Clone(c)
	for _, field := range secrets {
		if text, _ := c[field].(string); text != "" {
			continue
		}
		if s.Omitted == Refuses && needs[c["AUTHENTICATION_METHOD"]] == field {
			refuse(w, http.StatusBadRequest, "INVALID_DATA",
				"The request could not be completed. One or more validation errors were in the request.",
				detail{"REQUIRED_VALUE", "configuration." + field, "A value is required."})
			return
		}
		delete(c, field)
		if s.Omitted == Keeps && old[field] != nil {
			c[field] = old[field]
		}
	}
	if v, there := old[s.Drops]; there {
		c[s.Drops] = v
	}
	s.write()
	in["configuration"] = c
	s.replace(one, in, "name", "description", "image", "managed", "status", "configuration")
	idptest.WriteJSON(w, http.StatusOK, s.shown(one))
}

// check tests a connection that may not be stored.
func (s *Server) check(w http.ResponseWriter, in map[string]any) {
	c, _ := in["configuration"].(map[string]any)
	var wrong error
	if s.Provisions {
		wrong = reach(c)
	} else if c[tokenField] != s.Token {
		wrong = errors.New("the target answers 401 Unauthorized")
	}
	if wrong != nil {
		refuse(w, http.StatusBadRequest, "INVALID_DATA",
			"The request could not be completed. One or more validation errors were in the request.",
			detail{"INVALID_VALUE", "configuration", wrong.Error()})
		return
	}
	w.WriteHeader(http.StatusOK)
}

// rule creates a rule, or replaces what can be replaced. A rule can only be enabled if its connection is.
func (s *Server) rule(w http.ResponseWriter, id string, in map[string]any, create bool) {
	one := find(s.Rules, id)
	if create {
		one = in
		if find(s.Plans, id) == nil || ref(in, "plan") != id || find(s.Stores, ref(in, "sourceStore")) == nil ||
			find(s.Stores, ref(in, "targetStore")) == nil {
			refuse(w, http.StatusBadRequest, "INVALID_DATA", "The request could not be completed.",
				detail{"INVALID_VALUE", "plan", "It does not exist."})
			return
		}
	}
	if one == nil {
		refuse(w, http.StatusNotFound, "NOT_FOUND", "The requested resource was not found.")
		return
	}
	if target := find(s.Stores, ref(one, "targetStore")); in["active"] == true && target["status"] == "INACTIVE" {
		refuse(w, http.StatusBadRequest, "INVALID_DATA", "The request could not be completed.",
			detail{"INVALID_VALUE", "active", "The connection must be enabled first."})
		return
	}
	for _, id := range references(in["groups"]) {
		if find(s.Groups, id) == nil {
			refuse(w, http.StatusBadRequest, "INVALID_DATA", "The request could not be completed.",
				detail{"INVALID_VALUE", "groups", "A group does not exist."})
			return
		}
	}
	s.write()
	withDefault(in, "active", false)
	if create {
		idptest.WriteJSON(w, http.StatusCreated, s.add(&s.Rules, in))
		return
	}
	s.replace(one, in, "name", "description", "active", "configuration", "deprovision", "groups", "populationExpression",
		"populations")
	idptest.WriteJSON(w, http.StatusOK, one)
}
