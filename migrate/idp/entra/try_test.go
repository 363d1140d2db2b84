package entra_test

import (
	"strings"
	"testing"

	"ad2scim/migrate/idp/entra/entratest"
)

// A 200 is no success: what became of a trial stands in the answer's text.
func TestTry(t *testing.T) {
	for name, c := range map[string]struct {
		change      func(*entratest.State)
		group, says string
		done        bool
	}{
		"a user":              {func(*entratest.State) {}, "", "User provisioned on demand", true},
		"a user and a group":  {func(*entratest.State) {}, "g", "Group provisioned on demand", true},
		"there already":       {func(st *entratest.State) { st.Provisioned = []string{"u"} }, "", "User provisioned already", true},
		"not assigned":        {func(st *entratest.State) { st.AssignedUsers = nil }, "", "wait a few minutes", false},
		"group not assigned":  {func(st *entratest.State) { st.Assigned = nil }, "g", "the group was not provisioned", false},
		"refused by Dashlane": {func(st *entratest.State) { st.Failing = &entratest.Failing{ID: "u", Why: "no seat"} }, "", "no seat", false},
		"users are off": {func(st *entratest.State) {
			entratest.Mappings(st.Schema)[0].(map[string]any)["enabled"] = false
		}, "", "User provisioning is not on", false},
		"no job": {func(st *entratest.State) { st.Job = false }, "", "no provisioning job", false},
	} {
		s, p := open(t)
		s.Change(healthy)
		s.Change(c.change)
		saw, err := p.Try(t.Context(), app, "u", c.group)
		if (err == nil) != c.done || err == nil && !strings.Contains(saw, c.says) || err != nil && !strings.Contains(
			err.Error(), c.says) {
			t.Errorf("%s: %q, %v", name, saw, err)
		}
	}
}
