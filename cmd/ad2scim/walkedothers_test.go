//go:build unix

package main_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/idp/pingone/pingonetest"
)

// oktaWalked is an organization with a custom SAML app in which the admin has set up SCIM.
// On the self-hosted path a group of its own is to give access.
func oktaWalked(t *testing.T, path string) *walkedTenant {
	s := oktatest.Start(t)
	s.Ago = time.Hour // the log is quiet
	app := s.AddApp("Dashlane", oktatest.CustomSAML...)
	var groups []string
	for i, name := range walkedGroups {
		groups = append(groups, s.AddGroup(name))
		if i < len(walkedGroups)-1 {
			s.Assign(app, groups[i])
		}
	}
	s.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "SUCCESS", App: app, TargetType: "User",
		Target: "ann@example.com", At: time.Now().Add(-s.Ago),
	})
	var assign []string
	if path == "self-hosted" {
		groups = append(groups, s.AddGroup("Dashlane access", s.AddPerson("ann@example.com", "ACTIVE")))
		assign = []string{"--group", "Dashlane access"}
	}
	return &walkedTenant{
		Handler: s, attest: "endpoint,test,users,import,scope,start", assign: assign,
		signIn: func(url string) []string {
			return []string{"AD2SCIM_OKTA_URL=" + url, "AD2SCIM_OKTA_TOKEN=" + s.Token}
		},
		state: func() string {
			assigned := slices.DeleteFunc(slices.Clone(groups), func(id string) bool { return !s.Assigned(app, id) })
			return fmt.Sprint(s.Pushes(app), assigned, s.AssignedUsers(app))
		},
	}
}

// pingOneWalked is an environment in which the admin has prepared a connection, with a
// rule that has a user filter and mappings; both are off.
func pingOneWalked(t *testing.T, _ string) *walkedTenant {
	type m = map[string]any
	s := pingonetest.Start(t)
	s.Token, s.Syncs = enableToken, true
	s.Stores = []m{
		{"id": "own", "name": "PingOne", "type": "directory", "status": "ACTIVE", "managed": true},
		{"id": "there", "name": "Dashlane", "type": "scim", "status": "INACTIVE", "managed": false, "configuration": m{
			"SCIM_URL": "https://old.example.com/scim", "SCIM_VERSION": "2.0", "AUTHENTICATION_METHOD": "None",
			"AUTHORIZATION_TYPE": "Bearer", "USERS_RESOURCE": "/Users", "GROUPS_RESOURCE": "/Groups",
			"UNIQUE_USER_IDENTIFIER": "userName", "USER_FILTER": `userName eq "%s"`, "REMOVE_ACTION": "Disable",
		}},
	}
	s.Plans = []m{{"id": "plan", "name": "plan", "status": "ACTIVE"}}
	var selected []any
	for i, name := range walkedGroups {
		id := fmt.Sprintf("6f0d8f0a-0000-4000-8000-%012d", i)
		s.Groups = append(s.Groups, m{"id": id, "name": name})
		if i < len(walkedGroups)-1 {
			selected = append(selected, m{"id": id})
		}
	}
	s.Rules = []m{{
		"id": "rule", "name": "rule", "active": false, "plan": m{"id": "plan"}, "sourceStore": m{"id": "own"},
		"targetStore": m{"id": "there"}, "populationExpression": `population.id eq "x"`, "groups": selected,
	}}
	s.Mappings = []m{{"id": "map", "rule": m{"id": "rule"}, "targetAttribute": "userName"}}
	return &walkedTenant{
		Handler: s, attest: "scope",
		signIn: func(url string) []string {
			s.URL = url // its links lead through the kills too
			return []string{
				"AD2SCIM_PINGONE_URL=" + url, "AD2SCIM_PINGONE_ENVIRONMENT=" + pingonetest.Environment,
				"AD2SCIM_PINGONE_CLIENT_ID=" + pingonetest.ClientID, "AD2SCIM_PINGONE_CLIENT_SECRET=" + pingonetest.ClientSecret,
			}
		},
		state: func() string {
			s.Lock()
			defer s.Unlock()
			rule := s.Rules[0]
			text, _ := json.Marshal(m{
				"plan": s.Plans[0]["status"], "rule": rule["active"], "groups": rule["groups"],
				"connection": s.Stores[1]["status"], "configuration": s.Stores[1]["configuration"], "revised": len(s.Revisions) > 0,
			})
			return string(text)
		},
	}
}

// jumpCloudWalked is an organization with an SSO application. All that enable makes is the
// admin's there but for what is assigned.
func jumpCloudWalked(t *testing.T, _ string) *walkedTenant {
	s := jumpcloudtest.Start(t)
	app := s.AddApp("Dashlane")
	member := s.AddUser("ann@example.com", "ACTIVATED")
	var groups []string
	for i, name := range walkedGroups {
		groups = append(groups, s.AddGroup(name, member))
		if i < len(walkedGroups)-1 {
			s.Assign(app, groups[i])
		}
	}
	return &walkedTenant{
		Handler: s, attest: "endpoint,test,users,groups,scope,start",
		signIn: func(url string) []string {
			return []string{
				"AD2SCIM_JUMPCLOUD_URL=" + url, "AD2SCIM_JUMPCLOUD_CLIENT_ID=" + s.ClientID,
				"AD2SCIM_JUMPCLOUD_CLIENT_SECRET=" + s.ClientSecret,
			}
		},
		state: func() string {
			assigned := slices.DeleteFunc(slices.Clone(groups), func(id string) bool { return !s.Assigned(app, id) })
			return strings.Join(assigned, " ") + fmt.Sprint(s.UserAssigned(app, member))
		},
	}
}

