//go:build unix

package main_test

import (
	"testing"
	"time"

	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/idp/okta/oktatest"
)

func oktaTenant(t *testing.T, fault string, nth int) (tenant, *faulty) {
	s := oktatest.Start(t)
	s.Ago = time.Hour
	app := s.AddApp("Dashlane", oktatest.CustomSAML...)
	proxy := startFaulty(t, s, fault, nth)
	return tenant{
		idp: "okta", source: "okta:Dashlane", signIn: []string{"AD2SCIM_OKTA_URL=" + proxy.URL, "AD2SCIM_OKTA_TOKEN=" + s.Token},
		add: s.AddGroup, assign: func(id string) { s.Assign(app, id) },
		console: func(_, endpoint, token string) {
			s.PushTo(endpoint, token)
			s.AddEvent(oktatest.Event{Type: "application.provision.user.push", Result: "SUCCESS", App: app, TargetType: "User", Target: "ann@example.com", At: time.Now().Add(-s.Ago)})
		},
		name:     func(id string) string { name, _ := s.Profile(id)["name"].(string); return name },
		assigned: func(id string) bool { return s.Assigned(app, id) },
		attest:   "endpoint,test,users,scope,start", sends: true,
	}, proxy
}

func jumpCloudTenant(t *testing.T, fault string, nth int) (tenant, *faulty) {
	s := jumpcloudtest.Start(t)
	app, member := s.AddApp("Dashlane"), s.AddUser("ann@example.com", "ACTIVATED")
	proxy := startFaulty(t, s, fault, nth)
	return tenant{
		idp: "jumpcloud", source: "jumpcloud:Dashlane", signIn: []string{"AD2SCIM_JUMPCLOUD_URL=" + proxy.URL, "AD2SCIM_JUMPCLOUD_API_KEY=" + s.APIKey},
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
		attest:   "endpoint,test,users,groups,scope,start",
	}, proxy
}
