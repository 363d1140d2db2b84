//go:build unix

package main_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/entra/entratest"
)

// entraWalked is a tenant in which the app has no provisioning job yet.
func entraWalked(t *testing.T, path string) *walkedTenant {
	s := entratest.Start(t)
	s.Change(func(st *entratest.State) {
		st.JobLate = 600 * time.Millisecond
		if path == "confidential" {
			st.Claims = map[string]any{"groupMembershipClaims": "ApplicationGroup", "optionalClaims": map[string]any{
				"saml2Token": []map[string]any{
					{"name": "groups", "additionalProperties": []string{"sam_account_name", "cloud_displayname"}},
				},
			}}
		}
		for i, name := range walkedGroups {
			id := entraID(i)
			st.Groups = append(st.Groups, &entratest.Group{ID: id, Name: name})
			if i < len(walkedGroups)-1 {
				st.Assigned = append(st.Assigned, id)
			}
		}
	})
	s.Change(func(st *entratest.State) {
		const id = "0b1a9c3e-0000-4000-8000-00000000000a"
		st.Users = []*entratest.User{{ID: id, Name: "Ann", Login: "ann@example.com", Mail: "Ann@example.com", Enabled: true}}
		st.AssignedUsers = []string{id}
		st.Users = append(st.Users, &entratest.User{ID: "0b1a9c3e-0000-4000-8000-00000000000b", Login: "bea@example.com"})
		st.Groups = append(st.Groups, &entratest.Group{
			ID: entraID(9), Name: "Within", Members: []string{"0b1a9c3e-0000-4000-8000-00000000000b"},
		})
		st.Groups[0].Members = []string{id, entraID(9)}
	})
	change := func(f func(*entratest.State)) func() { return func() { s.Change(f) } }
	name := map[string]string{}
	for i, g := range walkedGroups {
		name[entraID(i)] = g
	}
	return &walkedTenant{
		Handler: s,
		signIn: func(url string) []string {
			s.URL = url // its links must go through the killer too
			return []string{
				"AD2SCIM_ENTRA_TENANT=example", "AD2SCIM_ENTRA_CLIENT_ID=client",
				"AD2SCIM_ENTRA_CLIENT_SECRET=" + entratest.Secret, "AD2SCIM_ENTRA_GRAPH_URL=" + url,
				"AD2SCIM_ENTRA_LOGIN_URL=" + url,
			}
		},
		trial: "ann@example.com",
		state: func() (now string) {
			s.Change(func(st *entratest.State) {
				text, _ := json.Marshal(map[string]any{
					"job": st.Job, "runs": st.Schedule, "on": st.On(), "secrets": st.Secrets,
					"assigned": slices.Sorted(slices.Values(st.Assigned)), "users": st.AssignedUsers, "tried": st.Provisioned,
				})
				now = string(text)
			})
			return now
		},
		assigned: func() (list []string) {
			s.Change(func(st *entratest.State) {
				for _, id := range st.Assigned {
					list = append(list, name[id])
				}
			})
			slices.Sort(list)
			return list
		},
		troubles: []trouble{
			{
				what: "broken sign-in", args: func(w *walk) []string { return w.enable("--plan") }, status: 3,
				begin: change(func(st *entratest.State) {
					st.Refused = true
					st.SignInSays = "AADSTS7000222: The provided client secret keys for app 'client' are expired. Trace ID: 1"
				}),
				end:  change(func(st *entratest.State) { st.Refused = false }),
				says: "AADSTS7000222: The provided client secret keys for app 'client' are expired", silent: "Trace ID",
			},
			{
				what: "missing right", args: (*walk).apply, status: 3,
				begin: change(func(st *entratest.State) { st.Lacks = "Synchronization.ReadWrite.All" }),
				end:   change(func(st *entratest.State) { st.Lacks = "" }),
				says:  "Grant Synchronization.ReadWrite.All with admin consent", silent: "expired",
			},
			{
				what: "no license", status: 3, args: (*walk).assigning,
				begin: change(func(st *entratest.State) { st.NoPremium = true }),
				end:   change(func(st *entratest.State) { st.NoPremium = false }),
				says:  "Assign the users directly with ad2scim enable --assign --users FILE",
			},
			{
				what: "app not found", status: 2, begin: func() {}, end: func() {},
				args: func(w *walk) []string {
					return []string{"enable", "--idp", "entra", "--app", "Dashlan", "--path", w.path, "--plan"}
				},
				says: "--list-apps",
			},
		},
		other: otherAdmin{
			begin: change(func(st *entratest.State) {
				st.Job, st.Code, st.Schedule = true, "NotConfigured", "Disabled"
			}),
			edit: change(func(st *entratest.State) {
				group := entratest.Mappings(st.Schema)[1].(map[string]any)
				group["attributeMappings"] = entratest.Mapping("Group", true, "displayName", "displayName", "members",
					"members", "externalId", "objectId")["attributeMappings"]
			}),
			stands: func() (yes bool) {
				s.Change(func(st *entratest.State) {
					text, _ := json.Marshal(st.Schema)
					yes = strings.Contains(string(text), "externalId")
				})
				return yes
			},
			says: "someone else changed the attribute mappings in the meantime; nothing was overwritten",
		},
		planSays:   "1 member of assigned groups won't be provisioned",
		assignSays: "bea@example.com",
		failing: change(func(st *entratest.State) {
			st.Failing = &entratest.Failing{Kind: "Group", ID: entraID(0), Name: walkedGroups[0], Why: "the name is taken"}
		}),
		healed: change(func(st *entratest.State) {
			st.Log = append(st.Log, st.Failing.Logged("success"))
			st.Failing = nil
		}),
		failureSays: "the name is taken",
		stays:       []string{"endpoint Provisioning job", "start Provisioning"},
	}
}

func entraID(i int) string { return fmt.Sprintf("6f0d8f0a-0000-4000-8000-%012d", i) }
