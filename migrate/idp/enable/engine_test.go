package enable_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
)

func TestEveryStepIsMadeInOrderAndTakenBackInReverse(t *testing.T) {
	f := start(t)
	outcomes, err := f.Apply(t.Context(), f.plan(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		if o.State != enable.Done || o.Step != idp.Steps()[i] {
			t.Errorf("%+v", o)
		}
	}
	if n := len(f.entries(t)); n != 12 {
		t.Errorf("%d entries: %v", n, f.entries(t))
	}
	f.s.did = nil
	if _, err := f.Disable(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"revert start", "revert scope", "revert groups", "revert users", "revert endpoint"}
	if !slices.Equal(f.s.did, want) {
		t.Error(f.s.did)
	}
	if again, err := f.Disable(t.Context()); err != nil || len(again) != 0 {
		t.Error(again, err)
	}
}

// Whatever goes wrong at a step, the run ends there and the journal says what is
// known of it.
func TestFaultsStopTheRunAndTheJournalTellsTheTruth(t *testing.T) {
	changed := &migrate.Problem{What: "changed", Err: migrate.ErrChanged}
	busy := &migrate.Problem{What: "too busy", Why: "429"}
	for name, c := range map[string]struct {
		before, after error
		state         enable.State
		fails         bool
	}{
		"401 before":        {before: errDenied, state: enable.NotDone, fails: true},
		"401 after a part":  {after: errDenied, state: enable.Unknown, fails: true},
		"429":               {before: busy, state: enable.NotDone, fails: true},
		"lost, not made":    {before: errDropped, state: enable.NotDone, fails: true},
		"lost, made":        {after: errDropped, state: enable.Done},
		"changed by others": {before: changed, state: enable.NotDone, fails: true},
	} {
		f := start(t)
		plan := f.plan(t)
		f.s.before, f.s.after = failing("apply", idp.StepUsers, c.before), failing("apply", idp.StepUsers, c.after)
		if c.before == nil {
			f.s.before = nil
		}
		if c.after == nil {
			f.s.after = nil
		}
		outcomes, err := f.Apply(t.Context(), plan)
		if (err != nil) != c.fails || outcomes[2].State != c.state {
			t.Errorf("%s: %v, %+v", name, err, outcomes[2])
		}
		if !slices.Contains(f.entries(t), "result apply users "+string(c.state)) {
			t.Errorf("%s: %v", name, f.entries(t))
		}
		if c.fails && (outcomes[3].State != enable.NotStarted || f.s.now[idp.StepGroups] != "off") {
			t.Errorf("%s: it went on: %+v", name, outcomes[3])
		}
	}
}

// What has come up since the run began keeps the provider from sending.
func TestInterlocksAreAskedAgainBeforeTheStart(t *testing.T) {
	f := start(t)
	shut := errors.New("the script has woken")
	f.Gate = func(context.Context, idp.StepID) error {
		if f.s.now[idp.StepGroups] == "on" { // it woke while the steps were made
			return shut
		}
		return nil
	}
	outcomes, err := f.Apply(t.Context(), f.plan(t))
	last := outcomes[len(outcomes)-1]
	if !errors.Is(err, shut) || f.s.now[idp.StepStart] != "off" || last.Step != idp.StepStart ||
		last.State != enable.NotStarted || last.Why != shut.Error() {
		t.Errorf("%v, %+v, %v", err, last, f.s.now)
	}
}

func TestAnotherAdminsChangeIsNotOverwritten(t *testing.T) {
	f := start(t)
	plan := f.plan(t)
	f.s.now[idp.StepGroups] = "another's"
	if _, err := f.Apply(t.Context(), plan); !errors.Is(err, migrate.ErrChanged) ||
		f.s.now[idp.StepGroups] != "another's" {
		t.Error(err, f.s.now)
	}
	f.s.now[idp.StepUsers] = "another's"
	if _, err := f.Disable(t.Context()); !errors.Is(err, migrate.ErrChanged) || f.s.now[idp.StepUsers] != "another's" {
		t.Error(err, f.s.now)
	}
}

// A run that ends between intent and result is looked at by the next one.
func TestCutOffStepIsReadBack(t *testing.T) {
	for _, c := range []struct {
		step  idp.StepID
		entry int // the last one that reaches the disk
		made  bool
		want  string
	}{
		{idp.StepUsers, 5, true, "result apply users done"},
		{idp.StepUsers, 5, false, "result apply users not-done"},
		{idp.StepEndpoint, 1, true, "result apply endpoint in-doubt"}, // a token cannot be read
	} {
		f := start(t)
		plan := f.plan(t)
		f.Journal = &torn{f.w.Journal(), c.entry}
		if !c.made {
			f.s.before = failing("apply", c.step, errDropped)
		}
		if _, err := f.Apply(t.Context(), plan); err == nil {
			t.Fatal("no error")
		}
		f.Journal, f.s.before = f.w.Journal(), nil
		if found, err := f.Recover(t.Context()); err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		all := f.entries(t)
		if all[len(all)-1] != c.want {
			t.Errorf("%v, want %s", all, c.want)
		}
		if found, err := f.Recover(t.Context()); err != nil || len(found) != 0 {
			t.Error("looked at twice:", found, err)
		}
		// What isn't known is made again as a step that was interrupted, and nothing else.
		if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
			t.Fatal(err)
		}
		var cut []idp.StepID
		if strings.HasSuffix(c.want, "in-doubt") {
			cut = append(cut, c.step)
		}
		if !slices.Equal(f.s.cut, cut) {
			t.Errorf("interrupted are %q, want %q", f.s.cut, cut)
		}
	}
}

func TestRecoverThatCannotReadLeavesItOpen(t *testing.T) {
	f := start(t)
	plan := f.plan(t)
	f.Journal = &torn{f.w.Journal(), 5}
	f.Apply(t.Context(), plan) // its error is the torn journal's
	f.Journal, f.s.before = f.w.Journal(), failing("plan", "", errDenied)
	if _, err := f.Recover(t.Context()); !errors.Is(err, migrate.ErrDenied) {
		t.Error(err)
	}
	f.s.before = nil
	if found, err := f.Recover(t.Context()); err != nil || len(found) != 1 {
		t.Error(found, err)
	}
}

func TestStepsOfTheAdmin(t *testing.T) {
	f := start(t)
	f.s.modes = map[idp.StepID]idp.Mode{idp.StepUsers: idp.ModeVerify, idp.StepGroups: idp.ModeGuide}
	var whys []string
	f.Guide = func(_ context.Context, step idp.Step, why string) (string, error) {
		whys = append(whys, string(step.ID)+" "+why)
		if why != "" {
			f.s.now[step.ID] = "on"
		}
		return "said so", nil
	}
	outcomes, err := f.Apply(t.Context(), f.plan(t))
	if err != nil || outcomes[2].State != enable.Done || outcomes[3].State != enable.Confirmed {
		t.Error(err, outcomes)
	}
	if len(whys) != 3 || !strings.Contains(whys[1], "it is off") {
		t.Error(whys)
	}
	back, err := f.Disable(t.Context())
	if err != nil || back[2].State != enable.ByHand || back[3].State != enable.ByHand {
		t.Error(err, back)
	}
}

// A step of the admin's is left to the admin, until the admin confirms that it is undone;
// then it is never asked for again.
func TestAStepOfTheAdminsIsConfirmedUndone(t *testing.T) {
	f := start(t)
	f.s.modes[idp.StepUsers] = idp.ModeGuide
	f.Guide = func(context.Context, idp.Step, string) (string, error) { return "said so", nil }
	if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		outcomes, err := f.Disable(t.Context())
		if i := slices.IndexFunc(outcomes, func(o enable.Outcome) bool { return o.Step == idp.StepUsers }); err != nil ||
			i < 0 || outcomes[i].State != enable.ByHand {
			t.Error(outcomes, err)
		}
	}
	f.Undone = []idp.StepID{idp.StepUsers}
	if outcomes, err := f.Disable(t.Context()); err != nil || len(outcomes) != 1 || outcomes[0].State != enable.Confirmed {
		t.Error(outcomes, err)
	}
	f.Undone = nil
	if outcomes, err := f.Disable(t.Context()); err != nil || len(outcomes) != 0 {
		t.Error(outcomes, err)
	}
}

// What is left to the admin is not written again: neither by another run nor to record
// that the admin has done it. A step made since is taken back.
func TestWhatTheAdminPutsBackIsNotOverwritten(t *testing.T) {
	f := start(t)
	f.s.after = failing("revert", idp.StepEndpoint, &idp.ByHandError{Do: "enter the earlier token"})
	for range 2 { // made twice, so taken back twice
		f.s.now[idp.StepEndpoint] = "off"
		if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
			t.Fatal(err)
		}
	}
	endpoint := func(outcomes []enable.Outcome, err error) enable.Outcome {
		i := slices.IndexFunc(outcomes, func(o enable.Outcome) bool { return o.Step == idp.StepEndpoint })
		if err != nil || i < 0 {
			t.Fatal(outcomes, err)
		}
		return outcomes[i]
	}
	if o := endpoint(f.Disable(t.Context())); o.State != enable.ByHand {
		t.Error(o)
	}
	f.s.now[idp.StepEndpoint] = "the earlier token"
	for _, undone := range [][]idp.StepID{nil, {idp.StepEndpoint}} {
		f.Undone = undone
		want := enable.ByHand
		if undone != nil {
			want = enable.Confirmed
		}
		o := endpoint(f.Disable(t.Context()))
		if f.s.now[idp.StepEndpoint] != "the earlier token" || o.State != want ||
			undone == nil && o.Why != "enter the earlier token" {
			t.Error(o, f.s.now)
		}
	}
	if made, err := f.Made(t.Context()); err != nil || len(made) != 0 {
		t.Error(made, err)
	}
}

func TestAStepMadeAgainIsTakenBackAgain(t *testing.T) {
	f := start(t)
	f.s.after = failing("revert", idp.StepEndpoint, &idp.ByHandError{Do: "enter the earlier token"})
	for range 2 {
		if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
			t.Fatal(err)
		}
		f.s.did = nil
		if _, err := f.Disable(t.Context()); err != nil || !slices.Contains(f.s.did, "revert endpoint") {
			t.Error(f.s.did, err)
		}
	}
}

// Provisioning that runs is paused first, whoever started it.
func TestProvisioningThatRunsIsPausedBeforeAnythingIsTakenBack(t *testing.T) {
	f := start(t)
	f.s.before = failing("apply", idp.StepGroups, errDenied)
	f.Apply(t.Context(), f.plan(t)) // ends at the fault
	f.s.cycles = []idp.Cycle{{State: idp.CycleRunning}}
	f.s.did, f.s.before = nil, nil
	if made, err := f.Made(t.Context()); err != nil || made[0].Title != "Pause provisioning" {
		t.Error(err, made)
	}
	if _, err := f.Disable(t.Context()); err != nil || f.s.did[0] != "pause" || f.s.did[1] != "revert users" {
		t.Error(err, f.s.did)
	}
}

// A step of which nobody knows what became is not taken back over what another
// admin has set since, and needs nothing where it reads as before.
func TestUnknownStepIsReadBeforeUndo(t *testing.T) {
	for name, c := range map[string]struct {
		now   string
		fails bool
		did   []string
	}{
		"as before":       {"off", false, nil},
		"as it was meant": {"on", false, []string{"revert users"}},
		"another's":       {"another's", true, nil},
	} {
		f := start(t)
		plan := f.plan(t)
		f.Journal = &torn{f.w.Journal(), 5} // after the intent of users
		f.Apply(t.Context(), plan)          // its error is the torn journal's
		f.Journal = f.w.Journal()
		f.s.now[idp.StepUsers], f.s.did = c.now, nil
		_, err := f.Disable(t.Context())
		did := slices.DeleteFunc(f.s.did, func(d string) bool { return !strings.Contains(d, "users") })
		if (err != nil) != c.fails || c.fails && !errors.Is(err, migrate.ErrChanged) || !slices.Equal(did, c.did) ||
			c.fails && f.s.now[idp.StepUsers] != c.now {
			t.Errorf("%s: %v, %q, %q", name, err, did, f.s.now[idp.StepUsers])
		}
	}
}

func TestWrongSetUpIsLeftAlone(t *testing.T) {
	f := start(t)
	f.s.wrong = "SCIM is not turned on"
	if _, err := f.Apply(t.Context(), f.plan(t)); migrate.ClassOf(err) != migrate.BadInput || len(f.s.did) > 0 {
		t.Error(err, f.s.did)
	}
}

func TestFollowEndsWithTheCycle(t *testing.T) {
	s := newStandIn()
	s.cycles = []idp.Cycle{
		{State: idp.CycleRunning, Done: 1},
		{State: idp.CycleRunning, Done: 2},
		{State: idp.CycleIdle, Done: 3, Complete: true},
	}
	var told []int
	c, err := enable.Follow(t.Context(), s, idp.App{}, time.Time{}, time.Millisecond, time.Hour, func(p migrate.Progress) {
		told = append(told, p.Done)
	})
	if err != nil || c.Done != 3 || !slices.Equal(told, []int{1, 2}) {
		t.Error(c, err, told)
	}
	s.cycles = []idp.Cycle{{State: idp.CycleRunning}}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = enable.Follow(ctx, s, idp.App{}, time.Time{}, time.Hour, time.Hour, func(migrate.Progress) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	c, err = enable.Follow(t.Context(), s, idp.App{}, time.Time{}, time.Hour, 0, nil)
	if !errors.Is(err, enable.ErrNotEnded) || c.State != idp.CycleRunning {
		t.Errorf("asked once: %+v, %v", c, err)
	}
	for _, state := range []idp.CycleState{idp.CycleQuarantined, idp.CyclePaused, idp.CycleOff, idp.CycleUnknown} {
		ctx, cancel := context.WithCancel(t.Context())
		s.cycles = []idp.Cycle{{State: state}}
		c, err := enable.Follow(ctx, s, idp.App{}, time.Time{}, time.Hour, time.Hour, func(migrate.Progress) { cancel() })
		if err != nil || c.State != state {
			t.Errorf("%s: %+v, %v", state, c, err)
		}
		cancel()
	}
	cut := &silentAfterwards{standIn: s}
	s.cycles = []idp.Cycle{{State: idp.CycleRunning, Done: 7}}
	if c, err := enable.Follow(t.Context(), cut, idp.App{}, time.Time{}, time.Millisecond, time.Hour, nil); !errors.Is(err,
		errDropped) || c.Done != 7 {
		t.Errorf("the last answer was %+v, %v", c, err)
	}
}

// silentAfterwards is a provider that tells of its cycle once.
type silentAfterwards struct {
	*standIn
	asked int
}

func (s *silentAfterwards) Cycle(ctx context.Context, app idp.App, since time.Time) (idp.Cycle, error) {
	if s.asked++; s.asked > 1 {
		return idp.Cycle{}, errDropped
	}
	return s.standIn.Cycle(ctx, app, since)
}

func TestPlanIsSafeToShow(t *testing.T) {
	f := start(t)
	f.App.Name = "Dash\x1b[2Jlane|"
	plan := f.plan(t)
	for name, write := range map[string]func(*bytes.Buffer) error{
		"table": func(b *bytes.Buffer) error { return plan.WriteTable(b) }, "json": func(b *bytes.Buffer) error {
			return plan.WriteJSON(b)
		},
		"csv": func(b *bytes.Buffer) error { return plan.WriteCSV(b) }, "markdown": func(b *bytes.Buffer) error {
			return plan.WriteMarkdown(b)
		},
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil || strings.Contains(b.String(), token) || strings.Contains(b.String(), "\x1b") ||
			!strings.Contains(b.String(), "set, new") {
			t.Errorf("%s: %v\n%s", name, err, b.String())
		}
	}
	f.s.now[idp.StepUsers] = token
	if _, err := enable.NewPlan(t.Context(), f.s, f.App, f.Config); err == nil || strings.Contains(err.Error(), token) {
		t.Error("a plan with the token in it:", err)
	}
}

func TestEndpointIsChecked(t *testing.T) {
	f := start(t)
	for _, url := range []string{
		"", "http://id.example.com/scim", "https://u:p@id.example.com", "id.example.com",
		"https://id.example.com/?t=1",
	} {
		f.Config.Endpoint = url
		if _, err := enable.NewPlan(t.Context(), f.s, f.App, f.Config); migrate.ClassOf(err) != migrate.BadInput {
			t.Error(url, err)
		}
	}
}

// A provider that answers with the token does not bring it into the journal.
func TestJournalRefusesTheToken(t *testing.T) {
	f := start(t)
	plan := f.plan(t)
	f.s.before = failing("apply", idp.StepUsers, &migrate.Problem{What: "refused: " + token})
	if _, err := f.Apply(t.Context(), plan); err == nil {
		t.Error("no error")
	}
	f.entries(t)
}
