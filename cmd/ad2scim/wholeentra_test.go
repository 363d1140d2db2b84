//go:build unix

package main_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/idp/idptest"
)

// entraTenant has no provisioning job yet. Unlike at Entra, a start provisions immediately: the
// assigned groups, if the mapping of groups is on.
func entraTenant(t *testing.T, f fault) (tenant, *faulty) {
	s := entratest.Start(t)
	proxy := startFaulty(t, s, f)
	s.URL = proxy.URL // its links must go through the faults too
	starts := func(r *http.Request) bool {
		return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/start")
	}
	group := func(st *entratest.State, id string) *entratest.Group {
		return st.Groups[slices.IndexFunc(st.Groups, func(g *entratest.Group) bool { return g.ID == id })]
	}
	s.Change(func(st *entratest.State) {
		st.Fault = func(_ http.ResponseWriter, r *http.Request) bool {
			if !starts(r) || !st.On()["Group"] {
				return false
			}
			to := idptest.Target{Endpoint: st.Secrets["BaseAddress"], Token: st.Secrets["SecretToken"]}
			for _, g := range st.Groups {
				if st.Secrets["SyncAll"] != "false" || slices.Contains(st.Assigned, g.ID) {
					if err := to.PushGroup(g.Name); err != nil {
						t.Error(err)
					}
				}
			}
			return false
		}
	})
	return tenant{
		idp: "entra", source: "entra:Dashlane", signIn: []string{
			"AD2SCIM_ENTRA_TENANT=example",
			"AD2SCIM_ENTRA_CLIENT_ID=client",
			"AD2SCIM_ENTRA_CLIENT_SECRET=" + entratest.Secret, "AD2SCIM_ENTRA_GRAPH_URL=" + proxy.URL,
			"AD2SCIM_ENTRA_LOGIN_URL=" + proxy.URL,
		},
		add: func(name string) (id string) {
			s.Change(func(st *entratest.State) {
				id = fmt.Sprintf("group-%d", len(st.Groups))
				st.Groups = append(st.Groups, &entratest.Group{ID: id, Name: name})
			})
			return id
		},
		assign:  func(id string) { s.Change(func(st *entratest.State) { st.Assigned = append(st.Assigned, id) }) },
		console: func(_, _, _ string) {}, // every step has an API call
		name: func(id string) (name string) {
			s.Change(func(st *entratest.State) { name = group(st, id).Name })
			return name
		},
		assigned: func(id string) (yes bool) {
			s.Change(func(st *entratest.State) { yes = slices.Contains(st.Assigned, id) })
			return yes
		},
		sending: func() (on []string) {
			s.Change(func(st *entratest.State) {
				if st.Schedule == "Active" {
					on = []string{entratest.JobID}
				}
			})
			return on
		},
		sends: "start", starts: starts, renews: true,
		stands: func(path, endpoint, token string) (now map[string]standing) {
			s.Change(func(st *entratest.State) {
				now = map[string]standing{
					"endpoint": all(st.Job, st.Secrets["BaseAddress"] == endpoint,
						st.Secrets["SecretToken"] == token, st.Secrets["SyncAll"] == "false"),
					"users": all(st.On()["User"]), "groups": all(st.On()["Group"] == (path == "self-hosted")),
					"start": all(st.Schedule == "Active"),
				}
			})
			return now
		},
	}, proxy
}
