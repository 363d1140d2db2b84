//go:build unix

package main_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"ad2scim/migrate/idp/entra/entratest"
)

// entraWalked is a tenant in which the app has no provisioning job yet.
func entraWalked(t *testing.T, _ string) *walkedTenant {
	s := entratest.Start(t)
	s.Change(func(st *entratest.State) {
		st.JobLag = 1
		for i, name := range walkedGroups {
			id := fmt.Sprintf("6f0d8f0a-0000-4000-8000-%012d", i)
			st.Groups = append(st.Groups, &entratest.Group{ID: id, Name: name})
			if i < len(walkedGroups)-1 {
				st.Assigned = append(st.Assigned, id)
			}
		}
	})
	return &walkedTenant{
		Handler: s,
		signIn: func(url string) []string {
			s.URL = url // its links lead through the kills too
			return []string{
				"AD2SCIM_ENTRA_TENANT=example", "AD2SCIM_ENTRA_CLIENT_ID=client",
				"AD2SCIM_ENTRA_CLIENT_SECRET=" + entratest.Secret, "AD2SCIM_ENTRA_GRAPH_URL=" + url,
				"AD2SCIM_ENTRA_LOGIN_URL=" + url,
			}
		},
		state: func() (now string) {
			s.Change(func(st *entratest.State) {
				text, _ := json.Marshal(map[string]any{
					"job": st.Job, "runs": st.Schedule, "on": st.On(), "secrets": st.Secrets,
					"assigned": slices.Sorted(slices.Values(st.Assigned)), "users": st.AssignedUsers,
				})
				now = string(text)
			})
			return now
		},
	}
}
