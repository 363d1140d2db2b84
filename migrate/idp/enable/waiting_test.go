package enable_test

import (
	"errors"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
)

// A run that waits stands against another at the same app, until it goes on or
// another has taken its place; then it does not go on. It is no step.
func TestARunThatWaitsIsKnown(t *testing.T) {
	f := start(t)
	other := *f.Engine
	other.App = idp.App{ID: "another"}
	waits := func(want int) []enable.Waiting {
		t.Helper()
		all, err := f.Engine.Waiting()
		if err != nil || len(all) != want {
			t.Fatalf("%v: %v", all, err)
		}
		return all
	}
	step := idp.Step{ID: idp.StepTest, Title: "test\x1b it"}
	first, err := f.Engine.Wait(step)
	if err != nil {
		t.Fatal(err)
	}
	all := waits(1)
	if text := all[0].String(); !strings.Contains(text, "waits at") || strings.Contains(text, "\x1b") {
		t.Errorf("%q", text)
	}
	if elsewhere, err := other.Waiting(); err != nil || len(elsewhere) != 0 {
		t.Errorf("at another app: %v, %v", elsewhere, err)
	}
	if err := enable.Open(f.w, playbook.SelfHosted, playbook.Okta, all, "", "kim", false); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "waits at") {
		t.Errorf("another run may begin: %v", err)
	}
	if err := f.Engine.GoOn(first); err != nil {
		t.Fatal(err)
	}
	waits(0)
	second, err := f.Engine.Wait(step)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Engine.TakeOver(); err != nil {
		t.Fatal(err)
	}
	waits(0)
	if err := f.Engine.GoOn(second); !errors.Is(err, migrate.ErrChanged) {
		t.Errorf("it goes on: %v", err)
	}
	if made, err := f.Engine.Made(); err != nil || len(made) != 0 {
		t.Errorf("made %v, %v", made, err)
	}
	if cut, err := f.Engine.Recover(t.Context()); err != nil || len(cut) != 0 {
		t.Errorf("cut off %v, %v", cut, err)
	}
}
