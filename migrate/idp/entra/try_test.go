package entra_test

import (
	"errors"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/entra/entratest"
)

// A trial that can't succeed, or would deactivate the user at Dashlane, is refused before
// anything is sent.
func TestCheckTrial(t *testing.T) {
	for name, c := range map[string]struct {
		change      func(*entratest.State)
		group, says string
	}{
		"assigned":          {func(*entratest.State) {}, "", ""},
		"with a group":      {func(*entratest.State) {}, "g", ""},
		"a direct member":   {func(st *entratest.State) { st.AssignedUsers = nil }, "", ""},
		"of another group":  {func(st *entratest.State) { st.Groups[0].Members = nil }, "g", "not a direct member of the group"},
		"not assigned":      {func(st *entratest.State) { st.AssignedUsers, st.Assigned = nil, nil }, "", "is not assigned to the app"},
		"a nested member":   {func(st *entratest.State) { st.AssignedUsers, st.Groups[0].Members = nil, []string{"n"} }, "", "is not assigned to the app"},
		"no assigned group": {func(st *entratest.State) { st.Assigned = nil }, "g", "the group is not assigned"},
		"signs in no more":  {func(st *entratest.State) { st.Users[0].Enabled = false }, "", "can't sign in to Entra"},
		"users are off": {func(st *entratest.State) {
			entratest.Mappings(st.Schema)[0].(map[string]any)["enabled"] = false
		}, "", "User provisioning is not on"},
		"groups are off": {func(st *entratest.State) {
			entratest.Mappings(st.Schema)[1].(map[string]any)["enabled"] = false
		}, "g", "Group provisioning is not on"},
		"no job": {func(st *entratest.State) { st.Job = false }, "", "no provisioning job"},
	} {
		s, p := open(t)
		s.Change(healthy)
		s.Change(func(st *entratest.State) {
			st.Groups[0].Members = []string{"u"}
			st.Groups = append(st.Groups, &entratest.Group{ID: "n", Members: []string{"u"}})
			c.change(st)
			st.Provisioned = []string{"u"}
		})
		found, err := p.FindUsers(t.Context(), []string{"ann@example.com"}, nil)
		if err != nil || len(found["ann@example.com"]) != 1 {
			t.Fatal(found, err)
		}
		err = p.CheckTrial(t.Context(), app, found["ann@example.com"][0], c.group)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		s.Change(func(st *entratest.State) {
			if len(st.Provisioned) != 1 {
				t.Errorf("%s: something was sent", name)
			}
		})
	}
}

// A 200 is no success: what became of a trial stands in the texts of the answer. What is
// not known to have failed is in doubt.
func TestTry(t *testing.T) {
	inDoubt := migrate.ErrOutcomeUnknown
	result := func(text string) func(*entratest.State) {
		return func(st *entratest.State) { st.TrialResult = text }
	}
	for name, c := range map[string]struct {
		change      func(*entratest.State)
		group, says string
		err         error // what the error wraps; nil for nothing
		done        bool
	}{
		"a user":        {func(*entratest.State) {}, "", "User provisioned on demand (Create)", nil, true},
		"a group":       {func(*entratest.State) {}, "g", "Group provisioned on demand (Create)", nil, true},
		"there already": {func(st *entratest.State) { st.Provisioned = []string{"u"} }, "", "User provisioned already", nil, true},
		"not assigned":  {func(st *entratest.State) { st.AssignedUsers = nil }, "", "wait a few minutes", nil, false},
		"not assigned any more": {func(st *entratest.State) {
			st.AssignedUsers, st.Provisioned = nil, []string{"u"}
		}, "", "Entra deactivated the user at Dashlane", migrate.ErrDamaged, false},
		"not honored yet": {func(st *entratest.State) { st.NotHonored = []string{"u"} }, "", "wait a few minutes", nil, false},
		"another case":    {result("success"), "", "User provisioned on demand", nil, true},
		"a warning":       {result("Warning"), "", "not known whether the user was provisioned", inDoubt, false},
		"no result":       {result("Delivering"), "g", "not known whether the group was provisioned", inDoubt, false},
		"a failed group":  {result("Failure"), "g", "not known whether the group was provisioned", inDoubt, false},
		"refused by Dashlane": {func(st *entratest.State) {
			st.Failing = &entratest.Failing{ID: "u", Why: "no seat"}
		}, "", "no seat", nil, false},
		"no job": {func(st *entratest.State) { st.Job = false }, "", "no provisioning job", migrate.ErrGone, false},
	} {
		s, p := open(t)
		s.Change(healthy)
		s.Change(c.change)
		saw, err := p.Try(t.Context(), app, "u", c.group)
		if (err == nil) != c.done || err == nil && !strings.Contains(saw, c.says) || err != nil && !strings.Contains(
			err.Error(), c.says) {
			t.Errorf("%s: %q, %v", name, saw, err)
		}
		problem, is := errors.AsType[*migrate.Problem](err)
		if !c.done && (!is || !errors.Is(err, c.err) && (c.err != nil || problem.Err != nil)) {
			t.Errorf("%s: the error wraps %v", name, problem)
		}
	}
}
