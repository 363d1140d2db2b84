package enable_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
)

func TestLookTellsWhatStandsWhatDoesNotAndWhatIsNotTold(t *testing.T) {
	f := start(t)
	look := func(probe playbook.Probe) (string, error) {
		return enable.Look(t.Context(), f.s, f.App, f.Config, probe, time.Time{})
	}
	steps := []playbook.Probe{playbook.ProbeIDPConnection, playbook.ProbeIDPUsers, playbook.ProbeIDPGroups}
	for _, probe := range steps {
		if _, err := look(probe); migrate.ClassOf(err) != migrate.Partial {
			t.Errorf("%s of what is off: %v", probe, err)
		}
	}
	for id := range f.s.now {
		f.s.now[id] = "on"
	}
	for _, probe := range steps {
		if saw, err := look(probe); err != nil || !strings.Contains(saw, "it reads on") {
			t.Errorf("%s: %q %v", probe, saw, err)
		}
	}
	if len(f.s.did) != 0 || len(f.entries(t)) != 0 {
		t.Error("a look wrote", f.s.did)
	}
	f.s.modes[idp.StepTest] = idp.ModeGuide
	if _, err := look(playbook.ProbeIDPConnection); migrate.ClassOf(err) != migrate.BadInput ||
		!strings.Contains(err.Error(), "it reads on") {
		t.Error("a step that only the admin sees was called seen:", err)
	}
	f.s.before = failing("verify", idp.StepUsers, errDenied)
	if _, err := look(playbook.ProbeIDPUsers); !errors.Is(err, migrate.ErrDenied) {
		t.Error(err)
	}
}

func TestLookAtTheFirstCycle(t *testing.T) {
	f := start(t)
	for name, c := range map[string]struct {
		cycle idp.Cycle
		class migrate.Class
		fails bool
	}{
		"complete": {idp.Cycle{State: idp.CycleIdle, Complete: true, Says: "all went well"}, 0, false},
		"running":  {idp.Cycle{State: idp.CycleRunning}, migrate.Partial, true},
		"errors": {idp.Cycle{
			State: idp.CycleIdle, Complete: true,
			Errors: []idp.Failure{{Kind: "group", Name: "Sales", Why: "taken"}},
		}, migrate.Partial, true},
		"quarantined": {idp.Cycle{State: idp.CycleQuarantined}, migrate.Partial, true},
		"not told":    {idp.Cycle{State: idp.CycleUnknown}, migrate.BadInput, true},
	} {
		f.s.cycles = []idp.Cycle{c.cycle}
		_, err := enable.Look(t.Context(), f.s, f.App, f.Config, playbook.ProbeIDPStatus, time.Time{})
		if (err != nil) != c.fails || err != nil && migrate.ClassOf(err) != c.class {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLastIsTheNewestStepOfTheTenant(t *testing.T) {
	f := start(t)
	if _, ok, err := enable.Last(f.w.Journal(), f.s); ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
		t.Fatal(err)
	}
	last, ok, err := enable.Last(f.w.Journal(), f.s)
	if err != nil || !ok || last.App != f.App || last.Path != playbook.SelfHosted || last.Endpoint != f.Config.Endpoint {
		t.Error(last, ok, err)
	}
}
