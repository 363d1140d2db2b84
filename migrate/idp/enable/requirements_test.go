package enable_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
)

// compared has the workspace compare both sides just now, with nothing against it.
func compared(t *testing.T, w *migration.Workspace) {
	t.Helper()
	if err := w.Update(func(s *migration.State) error {
		migrationtest.Connect(s, migration.Comparison{Time: time.Now().UTC(), Exact: 1})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestCurrentNamesDecideStart, for the start and for the trial of a group alike.
func TestCurrentNamesDecideStart(t *testing.T) {
	t.Parallel()
	type may func(*migration.Workspace, playbook.Path, playbook.IDP, playbook.Names, string, string) error
	for work, of := range map[string]struct {
		may  may
		says string
	}{
		"the start": {enable.CheckSend, "SCIM can't be enabled yet"},
		"the trial": {enable.CheckTrial, "the trial can't be made yet"},
	} {
		f := start(t)
		choose(t, f.w, playbook.SelfHosted)
		for name, c := range map[string]struct {
			names playbook.Names
			typed string
			says  string // empty: it may
		}{
			"exact":        {playbook.Names{Compared: true, Exact: 2}, "", ""},
			"one differs":  {playbook.Names{Compared: true, Exact: 2, Differs: 1}, "", "1 group name differs"},
			"not compared": {playbook.Names{}, "", of.says},
			"many alone": {
				playbook.Names{Compared: true, Exact: 2, Unpaired: 30, UnpairedWhy: "30 have no partner"},
				"",
				"30 have no partner",
			},
			"the wrong number": {
				playbook.Names{Compared: true, Exact: 2, Unpaired: 30, UnpairedWhy: "30 have no partner"},
				"29",
				"30 have no partner",
			},
			"the number": {
				playbook.Names{Compared: true, Exact: 2, Unpaired: 30, UnpairedWhy: "30 have no partner"},
				" 30 ", "",
			},
			"many alone, and one differs": {
				playbook.Names{Compared: true, Exact: 2, Differs: 1, Unpaired: 30}, "", "1 group name differs",
			},
			"a number is not against a name": {
				playbook.Names{Compared: true, Exact: 2, Differs: 1, Unpaired: 30}, "30", "1 group name differs",
			},
		} {
			err := of.may(f.w, playbook.SelfHosted, playbook.Okta, c.names, c.typed, "me")
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) ||
				!strings.Contains(err.Error(), of.says) || migrate.ClassOf(err) != migrate.BadInput) {
				t.Errorf("%s, %s: %v", work, name, err)
			}
			if typeIt := err != nil && strings.Contains(err.Error(), "--type 30"); typeIt != strings.HasPrefix(c.says, "30") {
				t.Errorf("%s, %s: the number to type: %v", work, name, err)
			}
		}
	}
}

// TestWhatIsNotComparedIsForced for a reason, which the runbook and the journal keep.
func TestWhatIsNotComparedIsForced(t *testing.T) {
	t.Parallel()
	for says, force := range map[string]func(*migration.Workspace, playbook.Path, playbook.IDP, string, string) error{
		"what is sent was not compared with AD":           enable.SendUncompared,
		"the group's name was not compared with AD at th": enable.TryUncompared,
	} {
		f := start(t)
		choose(t, f.w, playbook.SelfHosted)
		if err := force(f.w, playbook.SelfHosted, playbook.Okta, "", "me"); migrate.ClassOf(err) != migrate.BadInput ||
			!strings.Contains(err.Error(), says) {
			t.Errorf("without a reason: %v", err)
		}
		if err := force(f.w, playbook.SelfHosted, playbook.Okta, "a test company", "me"); err != nil {
			t.Fatal(err)
		}
		forced := f.w.State().Playbook.Forced
		if len(forced) != 1 || forced[0].Reason != "a test company" || !strings.Contains(forced[0].Over[0], says) {
			t.Errorf("%+v", forced)
		}
		last := ""
		for e, err := range f.w.Journal().All() {
			if err != nil {
				t.Fatal(err)
			}
			last = e.Text
		}
		if !strings.Contains(last, "OVERRIDDEN") || !strings.Contains(last, says) ||
			!strings.Contains(last, "a test company") {
			t.Errorf("the journal ends with %q", last)
		}
	}
}

// TestWhatTheRunbooksStepNeeds comes before assigning where that sends, and before a trial.
func TestWhatTheRunbooksStepNeeds(t *testing.T) {
	t.Parallel()
	type check func(*migration.Workspace, playbook.Path, playbook.IDP, []enable.Waiting, string, string, bool) error
	for work, of := range map[string]struct {
		check check
		step  playbook.StepID
		says  string
	}{
		"assigning": {enable.CheckAssigning, playbook.StepIDPAssigned, "nothing can be assigned yet"},
		"a trial":   {enable.CheckTrialRequirements, playbook.StepIDPTested, "the trial can't be made yet"},
	} {
		f := start(t)
		choose(t, f.w, playbook.SelfHosted, "script-stopped", "ad-sync-off")
		compared(t, f.w)
		path, provider := playbook.SelfHosted, playbook.Okta
		if err := enable.CheckRequirements(f.w, path, provider, nil, "", "me", false); err != nil {
			t.Fatalf("the run itself may not begin: %v", err)
		}
		if err := of.check(f.w, path, provider, nil, "", "me", false); err == nil || !strings.Contains(err.Error(), of.says) {
			t.Errorf("%s, before the steps it needs: %v", work, err)
		}
		walk, err := f.w.State().Runbook()
		if err != nil {
			t.Fatal(err)
		}
		var before []playbook.StepID
		for _, step := range walk.Steps {
			if step.ID == of.step {
				break
			}
			before = append(before, step.ID)
		}
		choose(t, f.w, path, before...)
		compared(t, f.w)
		if err := of.check(f.w, path, provider, nil, "", "me", false); err != nil {
			t.Errorf("%s, after them: %v", work, err)
		}
		waiting := []enable.Waiting{{Who: "ann", Host: "srv", Step: "Test it"}}
		if err := of.check(f.w, path, provider, waiting, "", "me", false); err == nil ||
			!strings.Contains(err.Error(), "ann's run on srv waits") {
			t.Errorf("%s, while another run waits: %v", work, err)
		}
	}
}

// TestAPlanInTheRunbook divides a plan by the runbook's steps and tells which of them is made.
func TestAPlanInTheRunbook(t *testing.T) {
	t.Parallel()
	f := start(t)
	choose(t, f.w, playbook.SelfHosted, "idp-users-on", "idp-started")
	plan := f.plan(t)
	parts, err := plan.Parts()
	if err != nil {
		t.Fatal(err)
	}
	var steps []idp.StepID
	made := map[playbook.StepID]bool{}
	for _, part := range parts {
		for i := range part.Steps {
			steps = append(steps, part.Steps[i].ID)
			part.Steps[i].Settings = nil // the provider has it already
		}
		blockers, done, err := part.Stands(f.w.State(), playbook.SelfHosted, playbook.Okta)
		if err != nil || part.Known != (len(blockers) > 0) {
			t.Errorf("%s: what stands against it while AD sync runs: %v %v", part.Step.ID, blockers, err)
		}
		made[part.Step.ID] = done != nil
	}
	var want []idp.StepID
	for _, step := range plan.Steps {
		want = append(want, step.ID)
	}
	if !slices.Equal(steps, want) {
		t.Errorf("the parts have %q, the plan %q", steps, want)
	}
	// The endpoint and its test are one step of the runbook; a start is never made before.
	if len(parts) >= len(steps) || !made["idp-users-on"] || made["idp-groups-on"] || made["idp-started"] {
		t.Errorf("%d parts of %d steps, made are %v", len(parts), len(steps), made)
	}
	plan.Steps[0].ID = "of a newer program"
	if parts, err = plan.Parts(); err != nil || parts[0].Known {
		t.Fatalf("%+v %v", parts[0], err)
	}
	if blockers, done, err := parts[0].Stands(f.w.State(), playbook.SelfHosted, playbook.Okta); blockers != nil ||
		done != nil || err != nil {
		t.Errorf("a step that the runbook has not: %v %v %v", blockers, done, err)
	}
	plan.Steps[1].ID = "of a newer program too"
	if parts, err = plan.Parts(); err != nil || len(parts[0].Steps) != 1 || len(parts[1].Steps) != 1 {
		t.Errorf("two steps that the runbook has not: %+v %v", parts, err)
	}
}

// TestAPartThatWasMade says who knows that it is done: the program, which verified it or has just
// read its settings, or an admin.
func TestAPartThatWasMade(t *testing.T) {
	t.Parallel()
	set := []idp.Setting{{Name: "url", Before: "same", After: "same"}}
	differs := []idp.Setting{{Name: "url", Before: "a", After: "b"}}
	unread := []idp.Setting{
		{Name: "url", Before: idp.NotReported + "the API", After: "b"}, {Name: "token", Before: "set", After: idp.NewSecret},
	}
	for _, c := range []struct {
		status playbook.Status
		step   idp.Step
		want   enable.State
	}{
		{playbook.DoneVerified, idp.Step{Mode: idp.ModeGuide}, enable.AlreadySet},
		{playbook.DoneVerified, idp.Step{Mode: idp.ModeApply, Settings: set}, enable.AlreadySet},
		{playbook.DoneConfirmed, idp.Step{Mode: idp.ModeGuide}, enable.Confirmed},
		{playbook.DoneConfirmed, idp.Step{Mode: idp.ModeVerify, Settings: set}, enable.Confirmed},
		{playbook.DoneConfirmed, idp.Step{Mode: idp.ModeApply}, enable.Confirmed},
		{playbook.DoneConfirmed, idp.Step{Mode: idp.ModeApply, Settings: set}, enable.AlreadySet},
		{playbook.NotNeeded, idp.Step{Mode: idp.ModeGuide}, enable.Confirmed},
		{playbook.DoneConfirmed, idp.Step{Mode: idp.ModeVerify, Settings: unread}, enable.Confirmed},
		{playbook.DoneConfirmed, idp.Step{Mode: idp.ModeGuide, Settings: differs}, enable.Confirmed},
	} {
		part := enable.Part{
			Steps: []idp.Step{c.step}, Step: playbook.Step{ID: playbook.StepIDPUsersOn}, Known: true,
		}
		var s migration.State
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{part.Step.ID: {Status: c.status, By: "ann"}}
		_, made, err := part.Stands(s, playbook.SelfHosted, playbook.Okta)
		if err != nil || len(made) != 1 || made[0].State != c.want ||
			strings.HasSuffix(made[0].Why, "by ann") != (c.want == enable.Confirmed) {
			t.Errorf("%s, %+v: %v, %+v, want %s", c.status, c.step, err, made, c.want)
		}
		for _, mode := range []idp.Mode{idp.ModeApply, idp.ModeVerify} {
			part.Steps = []idp.Step{{Mode: mode, Settings: differs}}
			if _, made, err := part.Stands(s, playbook.SelfHosted, playbook.Okta); err != nil || made != nil {
				t.Errorf("%s, %s, and a setting would change: %v, %+v", c.status, mode, err, made)
			}
		}
	}
}

// TestBlockers is told, not refused; and a path that is none is an error.
func TestBlockers(t *testing.T) {
	t.Parallel()
	f := start(t)
	choose(t, f.w, playbook.SelfHosted)
	blockers, err := enable.Blockers(f.w.State(), playbook.SelfHosted, playbook.Okta)
	if err != nil || len(blockers) < 3 {
		t.Errorf("%v %v", blockers, err)
	}
	if _, err := enable.Blockers(f.w.State(), "none", playbook.Okta); err == nil {
		t.Error("a path that is none has blockers")
	}
	for path, want := range map[playbook.Path]bool{playbook.SelfHosted: true, playbook.Confidential: false} {
		if got := enable.SendsGroups(f.w.State(), path); got != want {
			t.Errorf("%s sends groups: %t", path, got)
		}
	}
}
