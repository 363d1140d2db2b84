//go:build unix

package main_test

import (
	"encoding/json"
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

// appNotFound is the first problem at every provider.
func appNotFound(idp string) trouble {
	return trouble{
		what: "app not found", status: 2, begin: func() {}, end: func() {}, says: "--list-apps",
		args: func(w *walk) []string {
			return []string{"enable", "--idp", idp, "--app", "Dashlan", "--path", w.path, "--plan"}
		},
	}
}

// oktaWalked is an organization with a custom SAML app in which the admin has set up SCIM. On
// the self-hosted path, separate groups give access. At first, two of the groups that AD sync
// had give access too, which Okta doesn't support together with a push.
func oktaWalked(t *testing.T, path string) *walkedTenant {
	s := oktatest.Start(t)
	s.Ago = time.Hour // no recent log events
	app := s.AddApp("Dashlane", oktatest.CustomSAML...)
	s.SetStatements(app, map[string]any{"type": "GROUP", "name": "groups", "filterType": "REGEX", "filterValue": ".*"})
	var groups []string
	for i, name := range walkedGroups {
		groups = append(groups, s.AddGroup(name))
		if i < len(walkedGroups)-1 {
			s.Assign(app, groups[i])
		}
	}
	s.Provision(app, "SUCCESS", "")
	s.AddPerson("max@example.com", "ACTIVE")
	w := &walkedTenant{
		Handler: s, person: "max@example.com", attest: "endpoint,test,users,import,scope,start", undoStatus: 4,
		signIn: func(url string) []string {
			return []string{"AD2SCIM_OKTA_URL=" + url, "AD2SCIM_OKTA_TOKEN=" + s.Token}
		},
		state: func() string {
			assigned := slices.DeleteFunc(slices.Clone(groups), func(id string) bool { return !s.Assigned(app, id) })
			return fmt.Sprint(s.Pushes(app), assigned, s.AssignedUsers(app))
		},
		assigned: func() (list []string) {
			for i, name := range walkedGroups {
				if s.Assigned(app, groups[i]) {
					list = append(list, name)
				}
			}
			slices.Sort(list)
			return list
		},
		troubles:    oktaTroubles(s),
		failing:     func() { s.Provision(app, "FAILURE", "the user name is taken") },
		healed:      func() { s.Provision(app, "SUCCESS", "") },
		failureSays: "the user name is taken",
	}
	if path == "self-hosted" {
		oktaPushes(w, s, app, groups)
	}
	return w
}

func oktaTroubles(s *oktatest.Server) []trouble {
	nothing := func() {}
	return []trouble{
		{
			what: "broken sign-in", args: func(w *walk) []string { return w.enable("--plan") }, status: 3,
			begin: func() { s.Fail("GET", "/api/v1/apps", http.StatusUnauthorized, 1) }, end: nothing,
			says: "Make a new API token (Security > API > Tokens)",
		},
		{
			what: "missing right", args: (*walk).assigning, status: 3,
			begin: func() { s.Fail("PUT", "/groups/", http.StatusForbidden, 1) }, end: nothing,
			says: "Give the admin role Application Administrator",
		},
		{
			what: "no license", args: func(w *walk) []string { return w.enable("--plan") }, status: 0,
			begin: func() { s.LackGroupPush(true) }, end: func() { s.LackGroupPush(false) },
			says: "This organization has no API for Group Push. Push Groups tab:",
		},
		appNotFound("okta"),
	}
}

// oktaPushes sets up a tenant in which groups are pushed and others give access.
func oktaPushes(w *walkedTenant, s *oktatest.Server, app string, groups []string) {
	ann := s.AddPerson("ann@example.com", "ACTIVE")
	s.Assign(app, s.AddGroup("Dashlane access", ann))
	wiki := s.AddGroup("Wiki")
	s.AddGroup("Dashlane access, others", ann)
	w.assign = []string{"--group", "Dashlane access, others"}
	w.assigned = func() (list []string) {
		for _, name := range walkedGroups {
			if slices.Contains(s.Pushes(app), name+">"+name+" ACTIVE") {
				list = append(list, name)
			}
		}
		slices.Sort(list)
		return list
	}
	healed := w.healed
	w.healed = func() { // as the finding says
		healed()
		s.Unassign(app, groups...)
	}
	for _, name := range walkedGroups {
		w.stays = append(w.stays, fmt.Sprintf("groups push of %q", name))
	}
	w.unread = []string{"import Groups of Dashlane in Okta"}
	w.stays = append(w.stays, w.unread...)
	read := 0
	w.other = otherAdmin{
		begin: func() {},
		at: func(r *http.Request) bool { // between the plan and the step
			if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/group-push/mappings") {
				read++
			}
			return read == 2
		},
		edit:   func() { s.AddMapping(app, wiki, s.AddTarget(app, "Wiki"), "ACTIVE", "") },
		stands: func() bool { return slices.Contains(s.Pushes(app), "Wiki>Wiki ACTIVE") },
		says:   "the groups or their push mappings are not as the plan saw them",
	}
}

// pingOneWalked is an environment with a prepared connection and a rule with a user filter and
// mappings. Both are off.
func pingOneWalked(t *testing.T, path string) *walkedTenant {
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
	s.Apps = []m{{"id": "sso", "name": "Dashlane", "protocol": "SAML", "enabled": true}}
	s.Mapped = []m{{"name": "groups", "value": "${user.memberOfGroupNames}", "application": m{"id": "sso"}}}
	w := &walkedTenant{
		Handler: s, attest: "scope",
		signIn: func(url string) []string {
			s.URL = url // its links must go through the killer too
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
		troubles: pingOneTroubles(s), undoStatus: 4,
		byHand: locked(s, func() {
			s.Stores[1]["configuration"].(m)["OAUTH_ACCESS_TOKEN"] = "the earlier token"
			s.Stores[1]["status"], s.Rules[0]["active"] = "ACTIVE", true
		}),
		failing:     locked(s, func() { s.Failing = []string{"the user name is taken"} }),
		healed:      locked(s, func() { s.Failing = nil }),
		failureSays: "the user name is taken",
		stays:       []string{"groups Groups of the rule", "start Revision of the provisioning"},
		unread:      []string{"start Revision of the provisioning"}, // the token is always set again
	}
	w.assigned = func() (list []string) {
		defer locked(s, func() {
			for _, g := range s.Rules[0]["groups"].([]any) {
				i := slices.IndexFunc(s.Groups, func(one m) bool { return one["id"] == g.(m)["id"] })
				list = append(list, s.Groups[i]["name"].(string))
			}
			slices.Sort(list)
		})()
		return list
	}
	w.other = otherAdmin{
		begin: func() {},
		at: func(r *http.Request) bool { // users are on, but provisioning isn't started
			s.Lock()
			defer s.Unlock()
			return strings.HasSuffix(r.URL.Path, "/plans") && s.Stores[1]["configuration"].(m)["CREATE_USERS"] == true
		},
		edit: locked(s, func() { s.Stores[1]["status"] = "ACTIVE" }),
		stands: func() (yes bool) {
			locked(s, func() { yes = s.Stores[1]["status"] == "ACTIVE" })()
			return yes
		},
		says: "someone else changed the connection or its rule in the meantime",
	}
	if path == "confidential" {
		w.refuses = "Choose who is provisioned in the rule's user filter"
	}
	return w
}

func locked(s *pingonetest.Server, do func()) func() {
	return func() {
		s.Lock()
		defer s.Unlock()
		do()
	}
}

func pingOneTroubles(s *pingonetest.Server) []trouble {
	return []trouble{
		{
			what: "broken sign-in", args: func(w *walk) []string { return w.enable("--plan") }, status: 3,
			begin: locked(s, func() { s.Worker = "another" }), end: locked(s, func() { s.Worker = "" }),
			says: "AD2SCIM_PINGONE_WORKER_ENVIRONMENT",
		},
		{
			what: "missing right", args: (*walk).apply, status: 3,
			begin: locked(s, func() { s.Fail["PUT /propagation/stores/there"] = http.StatusForbidden }), end: func() {},
			says: "Give the worker application the roles Environment Admin and Identity Data Admin for this environment",
		},
		appNotFound("pingone"),
	}
}

// jumpCloudWalked is an organization with an SSO application. The admin does every step of
// enable except for the assignments.
func jumpCloudWalked(t *testing.T, _ string) *walkedTenant {
	s := jumpcloudtest.Start(t)
	app := s.AddApp("Dashlane")
	member, other := s.AddUser("ann@example.com", "ACTIVATED"), s.AddUser("max@example.com", "ACTIVATED")
	var groups []string
	for i, name := range walkedGroups {
		groups = append(groups, s.AddGroup(name, member))
		if i < len(walkedGroups)-1 {
			s.Assign(app, groups[i])
		}
	}
	return &walkedTenant{
		Handler: s, person: "max@example.com", attest: "endpoint,test,users,groups,scope,start",
		signIn: func(url string) []string {
			return []string{
				"AD2SCIM_JUMPCLOUD_URL=" + url, "AD2SCIM_JUMPCLOUD_SIGNIN_URL=" + url,
				"AD2SCIM_JUMPCLOUD_CLIENT_ID=" + s.ClientID, "AD2SCIM_JUMPCLOUD_CLIENT_SECRET=" + s.ClientSecret,
			}
		},
		state: func() string {
			assigned := slices.DeleteFunc(slices.Clone(groups), func(id string) bool { return !s.Assigned(app, id) })
			return strings.Join(assigned, " ") + fmt.Sprint(s.UserAssigned(app, other))
		},
		assigned: func() (list []string) {
			for i, name := range walkedGroups {
				if s.Assigned(app, groups[i]) {
					list = append(list, name)
				}
			}
			slices.Sort(list)
			return list
		},
		undoStatus: 4,
		troubles: []trouble{
			{
				what: "broken sign-in", args: func(w *walk) []string { return w.enable("--plan") }, status: 3,
				begin: func() { s.Fail("POST", "/oauth2/token", http.StatusUnauthorized, 1) }, end: func() {},
				says: "Check the service account's client id and secret",
			},
			{
				what: "missing right", args: (*walk).assigning, status: 3,
				begin: func() { s.Fail("POST", "/associations", http.StatusForbidden, 1) }, end: func() {},
				says: "Use an admin or a service account whose role may manage user groups and applications",
			},
			appNotFound("jumpcloud"),
		},
	}
}
