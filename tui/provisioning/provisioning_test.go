package provisioning

import (
	"context"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/session"
)

func TestFromThePlanToTheFirstCycle(t *testing.T) {
	d := newDriver(t, newStandIn(), true)
	d.WaitFor("Which app is Dashlane's?", "▌ Dashlane SSO", "★ suggested: its name", "! it cannot provision")
	d.Press("enter")
	d.WaitFor("SCIM endpoint that Dashlane shows", endpoint)
	d.Press("tab", "no token", "enter")
	d.WaitFor("it contains a space")
	for range len("no token") {
		d.Press("backspace")
	}
	d.Press(token)
	d.WaitFor("••••••••••••••••••••••••••••••••••••")
	d.Not(token)
	d.Press("enter")
	d.WaitFor("6 settings change, of 6 steps", "apply: ad2scim does this", "setting of endpoint off → on",
		"Tenant URL https://old.example.com → "+endpoint, "Apply 6 steps")
	d.Not("OVERRIDE")
	for _, stray := range []string{"enter", "y", "enter", " ", "enter", "n"} {
		d.Press(stray)
	}
	d.Press("backspace", "backspace")
	d.WaitFor("type yes, or press esc to go back")
	if now := d.p.state(idp.StepEndpoint); now != "off" {
		t.Fatal("stray keys changed something")
	}
	d.Press("es", "enter")
	d.WaitFor("Result: ", "● make users: done and verified", "The first cycle has ended", "done 12, failed 0")
	for _, id := range appliedSteps {
		if r := d.State().Playbook.Steps[id]; r.Status != playbook.DoneVerified {
			t.Errorf("%s is %+v", id, r)
		}
	}
	d.Without(token)
}

func TestUnmetRequirementsNeedAReason(t *testing.T) {
	d := newDriver(t, newStandIn(), false)
	d.toPlan()
	d.WaitFor("Locked, because", "the AD sync script isn't verified as stopped", "AD sync isn't confirmed as off",
		"the group names haven't been compared",
		"‼ OVERRIDE: groups can be lost.", "enter a reason")
	d.Press("enter", "tab", "yes", "enter")
	d.WaitFor("enter a reason")
	if now := d.p.state(idp.StepEndpoint); now != "off" {
		t.Fatal("it was overridden without a reason")
	}
	d.Press("a trial company", "enter", "enter")
	d.WaitFor("Result: ", "make start: done")
	forced := d.State().Playbook.Forced
	if len(forced) == 0 || forced[0].Reason != "a trial company" || len(forced[0].Over) != 3 {
		t.Errorf("remembered %+v", forced)
	}
}

// fails returns a fault at one operation.
func fails(op string, step idp.StepID, after bool, err error) func(context.Context, string, idp.StepID, bool) error {
	return func(_ context.Context, o string, id idp.StepID, done bool) error {
		if o == op && id == step && done == after {
			return err
		}
		return nil
	}
}

func TestAFailureInTheMiddle(t *testing.T) {
	p := newStandIn()
	p.fault = fails("apply", idp.StepUsers, false, &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot write",
		Why: "the account may not", Next: "grant it", Err: migrate.ErrDenied,
	})
	d := newDriver(t, p, true)
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("Result: ", "✗ cannot write", "next grant it", "● make test: done",
		"✗ make users: not done: unchanged", "○ make groups: not started", "○ make start: not started")
	if r := d.State().Playbook.Steps["idp-users-on"]; r.Status == playbook.DoneVerified {
		t.Error("what failed is called done")
	}
	d.Press("esc")
	p.fault = nil
	again := newDriverAt(t, p, d.folder, true)
	again.WaitFor("▌ Dashlane SSO")
	again.toPlan()
	again.WaitFor("setting of endpoint on → on", "setting of users off → on")
}

func TestLostAnswerIsUnknown(t *testing.T) {
	p := newStandIn()
	lost := &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot write", Why: "the answer was lost",
		Err: migrate.ErrOutcomeUnknown,
	}
	begun := false
	p.fault = func(_ context.Context, op string, id idp.StepID, done bool) error {
		if op == "apply" && id == idp.StepUsers && done {
			begun = true
		}
		if begun {
			return lost
		}
		return nil
	}
	d := newDriver(t, p, true)
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("Result: ", "? make users: unknown: it may have been done", "○ make groups: not started")
}

// A run that was killed between intent and result is reported, and its settings are read back.
func TestInterruptedRun(t *testing.T) {
	p := newStandIn()
	d := newDriver(t, p, true)
	d.toPlan()
	d.Press("esc") // the run below is from another process
	p.fault = func(_ context.Context, op string, id idp.StepID, done bool) error {
		if op == "apply" && id == idp.StepUsers && done {
			panic("killed")
		}
		return nil
	}
	tenant, request := d.s.Tenant(p, nil), operation.EnableRequest{
		App: d.e.app, Config: d.e.target, FollowFor: 1,
		AD: &d.s.AD.Connection,
	}
	func() {
		defer func() { recover() }() // the panic simulates the kill
		_, _ = tenant.CarryOut(t.Context(), d.e.plan, request, prompter(nil), session.Reporter{})
	}()
	p.fault = nil
	again := newDriverAt(t, p, d.folder, true)
	again.toPlan()
	again.WaitFor("! an earlier run was interrupted at make users : done and verified", "setting of users on → on")
	again.Press("yes", "enter")
	again.WaitFor("● make users: already set", "● make start: done")
}

func TestErrorsOfTheCycleAreShown(t *testing.T) {
	p := newStandIn()
	p.cycle = idp.Cycle{
		State: idp.CycleQuarantined, Done: 3, Failed: 2, Says: "too many errors",
		Errors: []idp.Failure{
			{Kind: "user", Name: "ann@example.com", Why: "the address is taken"},
			{Kind: "group", Name: "Sales\x1b[2J\u202e", Why: "the name is too long"},
		},
	}
	d := newDriver(t, p, true)
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("Result: ", "The first cycle has errors", "paused provisioning", "done 3, failed 2",
		"✗ group Sales‹U+001B›[2J‹U+202E›: the name is too long", "✗ user ann@example.com: the address is taken",
		"step \"Start provisioning\" stays open")
	if r := d.State().Playbook.Steps["idp-started"]; r.Status != "" {
		t.Errorf("the start is %+v", r)
	}
}

func TestEscStopsARun(t *testing.T) {
	p := newStandIn()
	p.fault = func(ctx context.Context, op string, id idp.StepID, done bool) error {
		if op == "apply" && id == idp.StepUsers && !done {
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	d := newDriver(t, p, true)
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("In progress: ", "● make test", "▷ make users", "○ First cycle, until it ends")
	d.Press("esc")
	d.WaitFor("Result: ", "Stopped by you", "make test: done", "✗ make users: not done: unchanged stopped by you",
		"make start: not started")
	d.Press("esc")
	if now := p.state(idp.StepUsers); now != "off" {
		t.Errorf("users is %s", now)
	}
}

func TestEscStopsFollowing(t *testing.T) {
	p := newStandIn()
	p.cycle = idp.Cycle{State: idp.CycleRunning, Done: 7, Says: "a cycle is running"}
	d := newDriver(t, p, true)
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("▷ First cycle, until it ends", "first cycle", " 7 ")
	d.Press("esc")
	d.WaitFor("Stopped by you", "Not known whether the first cycle has ended", "make start: done")
	if r := d.State().Playbook.Steps["idp-started"]; r.Status != "" {
		t.Errorf("the start is %+v, its cycle is not known", r)
	}
}

func TestAStepForTheAdmin(t *testing.T) {
	p := newStandIn()
	p.modes = map[idp.StepID]idp.Mode{
		idp.StepEndpoint: idp.ModeGuide, idp.StepTest: idp.ModeGuide,
		idp.StepUsers: idp.ModeVerify,
	}
	d := newDriver(t, p, true)
	d.toPlan()
	d.WaitFor("guide: you do this and confirm it", "· Open Provisioning and turn endpoint on.")
	d.Press("yes", "enter")
	d.WaitFor("Your step: ", "make endpoint", "· Open Provisioning and turn endpoint on.", "Is this done?")
	d.Press("enter", "ye", "enter")
	d.WaitFor("make endpoint", "┃ ye", "type yes, or press esc to go back")
	d.Press("s")
	d.WaitFor("make endpoint", "✓ Type yes to apply ┃ yes")
	d.Press("enter")
	d.WaitFor("turn test on.", "Is this done?")
	d.Press("yes", "enter")
	d.WaitFor("make users", "· Open Provisioning and turn users on.")
	d.Press("yes", "enter")
	d.WaitFor("checked, not done yet: ", "users is off")
	p.mu.Lock()
	p.now[idp.StepUsers] = "on"
	p.mu.Unlock()
	d.Press("yes", "enter")
	d.WaitFor("◐ make endpoint: confirmed by you", "● make users: done and verified")
	if r := d.State().Playbook.Steps["idp-connection"]; r.Status != playbook.DoneConfirmed {
		t.Errorf("the connection is %+v", r)
	}
}

func TestUndo(t *testing.T) {
	d := newDriver(t, newStandIn(), true)
	d.WaitFor("Which app is Dashlane's?")
	d.Press("u")
	d.WaitFor("nothing to undo")
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("The first cycle has ended")
	again := newDriverAt(t, d.p, d.folder, true)
	again.WaitFor("Which app is Dashlane's?")
	again.Press("u")
	again.WaitFor("Turn provisioning off: ", "make start", "Undo 5 steps at the stand-in?")
	again.Press("enter", "y", "enter")
	again.WaitFor("type yes, or press esc to go back")
	if d.p.state(idp.StepStart) != "on" {
		t.Fatal("it was undone without a yes")
	}
	again.Press("es", "enter")
	again.WaitFor("Result: ", "● make start: done", "as it was before")
	for _, id := range []idp.StepID{idp.StepEndpoint, idp.StepUsers, idp.StepGroups, idp.StepScope, idp.StepStart} {
		if now := d.p.state(id); now != "off" {
			t.Errorf("%s is %s", id, now)
		}
	}
	for _, id := range appliedSteps {
		if r := d.State().Playbook.Steps[id]; r.Status.IsFinal() {
			t.Errorf("the runbook still says of %s: %+v", id, r)
		}
	}
}

func TestPlanThatCannotBeApplied(t *testing.T) {
	p := newStandIn()
	p.wrong, p.lacks = "the app has no provisioning", []string{"Synchronization.ReadWrite.All"}
	d := newDriver(t, p, true)
	d.WaitFor("the account lacks required permissions: Synchronization.ReadWrite.All")
	d.Press("enter")
	d.WaitFor("SCIM API token")
	d.Press("enter", "enter")
	d.WaitFor("the SCIM API token is missing")
	d.Press(token, "enter")
	d.WaitFor("This plan can't be applied: make endpoint: the app has no provisioning")
	d.Press("yes", "enter")
	d.Not("Apply 6 steps")
	if now := p.state(idp.StepUsers); now != "off" {
		t.Error("it was made")
	}
}

func TestSignInIsTriedAgain(t *testing.T) {
	p := newStandIn()
	p.signIn = &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot sign in", Why: "the secret is wrong",
		Next: "check it",
	}
	d := newDriver(t, p, true)
	d.WaitFor("✗ cannot sign in", "the secret is wrong", "signs in with environment variables")
	p.mu.Lock()
	p.signIn = nil
	p.mu.Unlock()
	d.Press("r")
	d.WaitFor("▌ Dashlane SSO")
	d.Press("esc")
	d.WaitLeft()
}

// What the admin must do to sign in is shown in full, and can be canceled.
func TestTheCodeToSignInWithIsShown(t *testing.T) {
	p := newStandIn()
	const text = "To sign in, open https://microsoft.com/devicelogin in a browser on any machine that you trust and enter the code F3KX9QLMZ"
	p.open = func(ctx context.Context, say func(string)) error {
		say(text)
		<-ctx.Done()
		return ctx.Err()
	}
	d := newDriver(t, p, true)
	d.WaitFor("signing in", text)
	d.Press("esc")
	d.WaitFor("The sign-in was stopped.", "Turn on provisioning")
	d.Press("esc")
	d.WaitLeft()
}
