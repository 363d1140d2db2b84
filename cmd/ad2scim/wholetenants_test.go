//go:build unix

package main_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/idp/pingone/pingonetest"
)

// howFar is the state of a step with done of its parts done.
func howFar(done, of int) standing {
	switch done {
	case of:
		return made
	case 0:
		return unmade
	}
	return partly
}

// all is the state of a step with several settings.
func all(settings ...bool) standing {
	return howFar(len(slices.DeleteFunc(slices.Clone(settings), func(set bool) bool { return !set })), len(settings))
}

func oktaTenant(t *testing.T, f fault) (tenant, *faulty) {
	s := oktatest.Start(t)
	s.Ago = time.Hour
	app := s.AddApp("Dashlane", oktatest.CustomSAML...)
	proxy := startFaulty(t, s, f)
	return tenant{
		idp: "okta", source: "okta:Dashlane", signIn: []string{
			"AD2SCIM_OKTA_URL=" + proxy.URL,
			"AD2SCIM_OKTA_TOKEN=" + s.Token,
		},
		add: func(name string) string { return s.AddGroup(name) }, assign: func(id string) { s.Assign(app, id) },
		access: func(name string) string { return s.AddGroup(name) },
		console: func(_, endpoint, token string) {
			s.PushTo(endpoint, token)
			s.Provision(app, "SUCCESS", "")
		},
		name:     func(id string) string { name, _ := s.Profile(id)["name"].(string); return name },
		assigned: func(id string) bool { return s.Assigned(app, id) },
		sending: func() []string {
			return slices.DeleteFunc(s.Pushes(app), func(push string) bool { return !strings.HasSuffix(push, " ACTIVE") })
		},
		attest: "endpoint,test,users,import,scope,start", sends: "groups", sendsAtOnce: true,
		stands: func(path, _, _ string) map[string]standing {
			on := 0
			for _, push := range s.Pushes(app) {
				if strings.HasSuffix(push, " ACTIVE") {
					on++
				}
			}
			return map[string]standing{"groups": howFar(on, map[string]int{"self-hosted": len(hostile)}[path])}
		},
	}, proxy
}

func jumpCloudTenant(t *testing.T, f fault) (tenant, *faulty) {
	s := jumpcloudtest.Start(t)
	app, member := s.AddApp("Dashlane"), s.AddUser("ann@example.com", "ACTIVATED")
	proxy := startFaulty(t, s, f)
	return tenant{
		idp: "jumpcloud", source: "jumpcloud:Dashlane", signIn: []string{
			"AD2SCIM_JUMPCLOUD_URL=" + proxy.URL,
			"AD2SCIM_JUMPCLOUD_API_KEY=" + s.APIKey,
		},
		add: func(name string) string { return s.AddGroup(name, member) }, assign: func(id string) { s.Assign(app, id) },
		console: func(path, endpoint, token string) {
			if path == "confidential" {
				return // the management of groups is left off
			}
			if err := s.Activate(app, endpoint, token); err != nil {
				t.Error(err)
			}
		},
		name:     func(id string) string { name, _ := s.Group(id)["name"].(string); return name },
		assigned: func(id string) bool { return s.Assigned(app, id) },
		sending:  func() []string { return nil }, // it sent once, after the admin's click
		attest:   "endpoint,test,users,groups,scope,start", sendsAtOnce: true,
		stands: func(_, _, _ string) map[string]standing { return nil }, // its API has no step
	}, proxy
}

// pingOneTenant has a connection and a rule that are off, with userName mapped and a user
// filter, as an admin prepares them.
func pingOneTenant(t *testing.T, f fault) (tenant, *faulty) {
	type m = map[string]any
	s := pingonetest.Start(t)
	s.Page, s.Provisions = 10, true
	rule := m{
		"id": "rule", "name": "rule", "active": false, "plan": m{"id": "plan"}, "sourceStore": m{"id": "own"},
		"targetStore":          m{"id": "there"},
		"populationExpression": `population.id eq "x"`, "groups": []any{},
	}
	s.Stores = []m{
		{"id": "own", "name": "PingOne", "type": "directory", "status": "ACTIVE", "managed": true},
		{"id": "there", "name": "Dashlane", "type": "scim", "status": "INACTIVE", "managed": false, "configuration": m{
			"SCIM_URL": "https://old.example.com/scim", "SCIM_VERSION": "2.0", "AUTHENTICATION_METHOD": "None",
			"AUTHORIZATION_TYPE": "Bearer", "USERS_RESOURCE": "/Users",
			"GROUPS_RESOURCE": "/Groups", "UNIQUE_USER_IDENTIFIER": "userName", "USER_FILTER": `userName eq "%s"`,
			"REMOVE_ACTION": "Disable",
		}},
	}
	s.Plans, s.Rules = []m{{"id": "plan", "name": "plan", "status": "ACTIVE"}}, []m{rule}
	s.Mappings = []m{{"id": "map", "rule": m{"id": "rule"}, "targetAttribute": "userName"}}
	s.Apps = []m{{"id": "sso", "name": "Dashlane", "protocol": "SAML", "enabled": true}}
	s.Mapped = []m{{"name": "groups", "value": "${user.memberOfGroupNames}", "application": m{"id": "sso"}}}
	proxy := startFaulty(t, s, f)
	s.URL = proxy.URL // its links must go through the faults too
	of := func() []any { return s.Rules[0]["groups"].([]any) }
	is := func(id string) func(any) bool {
		return func(g any) bool { return g.(map[string]any)["id"] == id }
	}
	locked := func(do func()) {
		s.Lock()
		defer s.Unlock()
		do()
	}
	return tenant{
		idp: "pingone", source: "pingone:Dashlane", signIn: []string{
			"AD2SCIM_PINGONE_URL=" + proxy.URL,
			"AD2SCIM_PINGONE_ENVIRONMENT=" + pingonetest.Environment,
			"AD2SCIM_PINGONE_CLIENT_ID=" + pingonetest.ClientID, "AD2SCIM_PINGONE_CLIENT_SECRET=" + pingonetest.ClientSecret,
		},
		add: func(name string) (id string) {
			locked(func() {
				id = fmt.Sprintf("group-%d", len(s.Groups))
				s.Groups = append(s.Groups, m{"id": id, "name": name})
			})
			return id
		},
		assign: func(id string) {
			locked(func() { s.Rules[0]["groups"] = append(of(), m{"id": id}) })
		},
		console: func(_, _, token string) { locked(func() { s.Token = token }) },
		name: func(id string) (name string) {
			locked(func() {
				i := slices.IndexFunc(s.Groups, func(g m) bool { return g["id"] == id })
				name = s.Groups[i]["name"].(string)
			})
			return name
		},
		assigned: func(id string) (yes bool) {
			locked(func() { yes = slices.ContainsFunc(of(), is(id)) })
			return yes
		},
		sending: func() (on []string) {
			locked(func() {
				if s.Rules[0]["active"] == true {
					on = []string{"rule"}
				}
			})
			return on
		},
		attest: "scope", sends: "start", byFilter: true,
		starts: func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/revisions") },
		stands: func(path, endpoint, token string) (now map[string]standing) {
			locked(func() {
				c := s.Stores[1]["configuration"].(m)
				now = map[string]standing{
					"endpoint": all(c["SCIM_URL"] == endpoint, c["OAUTH_ACCESS_TOKEN"] == token),
					"users":    all(c["CREATE_USERS"] == true, c["UPDATE_USERS"] == true, c["DISABLE_USERS"] == true),
					"start":    all(s.Rules[0]["active"] == true, s.Stores[1]["status"] == "ACTIVE", len(s.Revisions) > 0),
				}
				if path == "confidential" {
					now["groups"] = all(len(of()) == 0)
				}
			})
			return now
		},
	}, proxy
}
