package enable

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/store"
)

// made is a step that was made, or may have been, and wasn't undone.
type made struct {
	seq int64
	record
	begun bool // undoing it was begun but not finished
	// left is the entry that left the rest to the admin; rest describes that rest.
	left int64
	rest string
}

// undoing is what is undone together: every time that a step was made, newest first, or one user's assignment.
type undoing []made

func (u undoing) outcome() Outcome {
	newest := u[0]
	o := Outcome{
		Step: newest.Step.ID, User: newest.User, Title: newest.Step.Title, Mode: newest.Step.Mode, State: newest.State,
	}
	if o.User != "" {
		o.Title, o.Mode = newest.what(), idp.ModeApply
	}
	return o
}

// left reports whether everything except the admin's part was undone, and nothing was made since. Nothing is
// written then, because it would overwrite what the admin restores.
func (u undoing) left() bool { return u[0].User == "" && u[len(u)-1].left > u[0].seq }

// Made returns what Disable would undo, in its order: the start comes first, so that nothing is sent while the rest
// changes.
func (e *Engine) Made(ctx context.Context) ([]Outcome, error) {
	all, err := e.undoings(ctx)
	list := make([]Outcome, len(all))
	for i, u := range all {
		list[i] = u.outcome()
	}
	return list, err
}

// Disable pauses provisioning and undoes what the journal says was made at this app. It pauses running provisioning
// whoever started it, unless the admin only confirms the remaining steps. If a step's settings were changed by
// somebody else, it returns migrate.ErrChanged and doesn't overwrite them. What the admin made or must restore is
// left to the admin (ByHand); Why describes how.
func (e *Engine) Disable(ctx context.Context) ([]Outcome, error) {
	all, err := e.undoings(ctx)
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(all))
	for i, u := range all {
		outcomes[i] = u.outcome()
		outcomes[i].State = NotStarted
	}
	run := store.NewRun()
	for i, u := range all {
		if err := ctx.Err(); err != nil {
			return outcomes, err
		}
		if err := e.undo(ctx, run, u, &outcomes[i]); err != nil {
			outcomes[i].Why = err.Error()
			return outcomes, err
		}
	}
	return outcomes, nil
}

// undo undoes a step as often as it was made. The admin gets back what the first time found before it; what later
// times found was set by this program.
func (e *Engine) undo(ctx context.Context, run string, u undoing, o *Outcome) (err error) {
	var superseded []record
	for i, m := range u {
		if u.left() || !written(m) {
			if err = e.byHand(run, m, o); err != nil {
				break
			}
			continue
		}
		if m.Step.ID == idp.StepStart {
			m.Step.Backup = u[len(u)-1].Step.Backup // a later start found what an earlier one had left
		}
		o.Why, m.Step = "", leftAs(m.Step, u[0].Step)
		r, failed := e.takeBack(ctx, run, m, i == 0, o)
		if r.State == ByHand && i < len(u)-1 {
			superseded = append(superseded, r)
			continue
		}
		if err = e.wrote(run, r, failed, o); err != nil {
			break
		}
	}
	for _, r := range superseded {
		if o.State == Done {
			r.State, r.Saw, r.Why = Done, o.Saw, ""
		}
		err = errors.Join(err, e.wrote(run, r, nil, o))
	}
	return err
}

// leftAs returns a step with the values that the newest time left.
func leftAs(step, newest idp.Step) idp.Step {
	step.Settings = slices.Clone(step.Settings)
	for i, s := range step.Settings {
		if j := slices.IndexFunc(newest.Settings, func(n idp.Setting) bool { return n.Name == s.Name }); j >= 0 {
			step.Settings[i].After = newest.Settings[j].After
		}
	}
	return step
}

// wrote records the result of undoing a step; failed is the error, if any. A record without a state wasn't begun.
func (e *Engine) wrote(run string, r record, failed error, o *Outcome) error {
	if r.State == "" {
		return failed
	}
	if _, err := e.write(run, KindResult, r); err != nil {
		o.State = Unknown
		return errors.Join(failed, err)
	}
	return failed
}

// byHand leaves an admin's step to the admin, or records that the admin has undone it.
func (e *Engine) byHand(run string, m made, o *Outcome) error {
	r := m.record
	r.Do, r.Of, r.State, r.Saw, r.Why = doRevert, m.seq, Confirmed, "", ""
	switch {
	case m.Step.UndoGuide == idp.NothingToUndo:
		r.State, r.Saw = Done, m.Step.UndoGuide
	case !slices.Contains(e.Undone, m.Step.ID):
		o.State, o.Why = ByHand, cmp.Or(m.rest, m.Step.UndoGuide)
		return nil
	}
	_, err := e.write(run, KindResult, r)
	if err == nil {
		o.State, o.Saw, o.Why = r.State, r.Saw, ""
	}
	return err
}

// undoings groups what was made, in the order in which it is undone.
func (e *Engine) undoings(ctx context.Context) ([]undoing, error) {
	all, err := e.made()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var list []undoing
	for _, m := range all {
		i := slices.IndexFunc(list, func(u undoing) bool { return u[0].User == m.User && u[0].Step.ID == m.Step.ID })
		if i < 0 {
			list = append(list, undoing{m})
			continue
		}
		list[i] = append(list[i], m)
	}
	slices.SortStableFunc(list, func(a, b undoing) int { return rank(b[0]) - rank(a[0]) })
	confirmed := func(u undoing) bool {
		return (u.left() || !slices.ContainsFunc(u, written)) && slices.Contains(e.Undone, u[0].Step.ID)
	}
	if list[0][0].Step.ID == idp.StepStart || !slices.ContainsFunc(list, func(u undoing) bool { return !confirmed(u) }) {
		return list, nil // the start is undone first, or nothing is written
	}
	pause, err := e.pauses(ctx)
	return append(pause, list...), err
}

// written reports whether undoing the step may write to the provider.
func written(m made) bool { return m.User != "" || m.Step.Mode == idp.ModeApply }

// rank is higher for what is undone earlier: the start, then assigned users, then the steps from the last to the
// first.
func rank(m made) int {
	steps := idp.AllSteps()
	switch {
	case m.Step.ID == idp.StepStart:
		return len(steps) + 1
	case m.User != "":
		return len(steps)
	}
	return slices.Index(steps, m.Step.ID)
}

// pauses returns the pause of provisioning that runs and wasn't started by this program. It returns nothing if it
// doesn't run, or if the provider has no call for it.
func (e *Engine) pauses(ctx context.Context) ([]undoing, error) {
	if e.Provider.Mode(idp.StepStart) != idp.ModeApply {
		return nil, nil
	}
	c, err := e.Provider.Cycle(ctx, e.App, time.Time{})
	if err != nil || c.State != idp.CycleRunning && c.State != idp.CycleIdle {
		return nil, err
	}
	start := e.record("", idp.Step{ID: idp.StepStart, Title: "Pause provisioning", Mode: idp.ModeApply})
	start.State = Done
	return []undoing{{made{record: start}}}, nil
}

// check returns an error if somebody else changed the settings since the step was made. before says that there is
// nothing to undo.
func (e *Engine) check(ctx context.Context, m made, newest bool) (before bool, err error) {
	if !newest || m.User != "" || m.Step.ID == idp.StepStart {
		return false, nil
	}
	if reader, is := e.Provider.(idp.StepReader); is {
		standing, ok, err := reader.ReadStep(ctx, e.App, m.Step)
		switch {
		case err != nil:
			return false, err
		case ok && standing == idp.StepOther && !m.begun:
			return false, notOurs(m, "the setting has neither the earlier value nor the step's", nil)
		case ok:
			return standing == idp.StepNotMade, nil
		}
	}
	past := e.at(m.record)
	if m.State != Done && !writesSecret(m.Step) && len(m.Step.Settings) > 0 {
		// A step with an unknown result isn't undone unless reading confirms it.
		switch state, err := past.look(ctx, m.Step); {
		case err != nil:
			return false, err
		case state == NotDone:
			return true, nil
		case state == Other && !m.begun: // a partly undone step may be neither
			return false, notOurs(m, "the setting has neither the earlier value nor the step's", nil)
		}
	}
	if m.State != Done || m.begun {
		return false, nil
	}
	_, err = e.Provider.Verify(ctx, e.App, m.Step, past.Config)
	problem, told := errors.AsType[*migrate.Problem](err)
	switch {
	case err == nil:
		return false, nil
	case !told || problem.Err != nil:
		return false, err
	}
	return false, notOurs(m, "it changed since the step: "+problem.Why, err)
}

func notOurs(m made, why string, err error) error {
	return &migrate.Problem{
		Class: migrate.Partial, What: "the step " + migrate.Quote(m.Step.Title) + " was not taken back", Why: why,
		Next: "someone else changed it: check it in the console", Err: errors.Join(migrate.ErrChanged, err),
	}
}

// takeBack undoes a step and returns the result to record. Its state is empty if nothing was begun.
func (e *Engine) takeBack(ctx context.Context, run string, m made, newest bool, o *Outcome) (record, error) {
	before, err := e.check(ctx, m, newest)
	if err != nil {
		o.State = NotDone
		return record{}, err
	}
	r := m.record
	r.Do, r.Of, r.State, r.Saw, r.Why = doRevert, m.seq, "", "", ""
	seq, err := e.write(run, KindIntent, r)
	if err != nil {
		return record{}, err
	}
	r.Intent, r.State, r.Saw = seq, Done, "it reads as before the step"
	var failed error
	if !before {
		r.Saw, failed = e.revert(ctx, m)
	}
	byHand, left := errors.AsType[*idp.ByHandError](failed)
	switch {
	case left && m.User == "" && slices.Contains(e.Undone, m.Step.ID):
		r.State, failed = Confirmed, nil
	case left:
		r.State, r.Why, failed = ByHand, byHand.Do, nil
		o.Needs = byHand.Needs
	case errors.Is(failed, migrate.ErrChanged):
		r.State, r.Why = NotDone, failed.Error()
	case failed != nil:
		r.State, r.Why = Unknown, failed.Error()
	}
	o.State, o.Saw, o.Why = r.State, r.Saw, r.Why
	return r, failed
}

func (e *Engine) revert(ctx context.Context, m made) (string, error) {
	if m.User == "" {
		return e.Provider.Revert(ctx, e.App, m.Step)
	}
	users, can := e.Provider.(idp.UserAssigner)
	if !can {
		return "", &idp.ByHandError{Do: "remove the assignment of " + m.Login + " in the console"}
	}
	if e.Provider.Mode(idp.StepStart) == idp.ModeGuide {
		switch paused, err := e.pausedByHand(); {
		case err != nil:
			return "", err
		case !paused:
			return "", e.needsPause(ctx)
		}
	}
	return "no longer assigned", users.UnassignUser(ctx, e.App, m.User)
}

// needsPause returns an error if users stay assigned until the admin has turned provisioning off; it says where.
func (e *Engine) needsPause(ctx context.Context) error {
	steps, err := e.Provider.Plan(ctx, e.App, e.Config)
	if err != nil {
		return err
	}
	do := "The users stay assigned, because " + e.Provider.String() +
		" deactivates them at Dashlane while it provisions. Turn off provisioning first"
	for _, step := range steps {
		if step.ID == idp.StepStart && step.UndoGuide != "" {
			do += ": " + step.UndoGuide
		}
	}
	return &idp.ByHandError{Do: do, Needs: idp.StepStart}
}

// pausedByHand reports whether the admin has confirmed, now or in an earlier run, that provisioning is off. It is
// for providers that don't report it.
func (e *Engine) pausedByHand() (paused bool, err error) {
	if slices.Contains(e.Undone, idp.StepStart) {
		return true, nil
	}
	err = e.mine(func(_ store.Entry, r record) {
		if r.Step.ID == idp.StepStart {
			paused = r.Do == doRevert && r.State == Confirmed
		}
	})
	return paused, err
}

// at is the engine of an earlier run.
func (e *Engine) at(r record) *Engine {
	past := *e
	past.Config.Path, past.Config.Endpoint = r.Path, r.URL
	return &past
}

// made reads the journal, newest first. A test changes nothing and isn't in the list; neither are assignments of
// groups and members that were provisioned as a trial.
func (e *Engine) made() ([]made, error) {
	byIntent := map[int64]made{}
	err := e.mine(func(entry store.Entry, r record) {
		switch {
		case r.Do == doTry, r.Do == doAssign && r.User == "", r.Step.ID == idp.StepTest:
		case r.Do == doRevert:
			m, known := byIntent[r.Of]
			if r.State == ByHand {
				m.left, m.rest = entry.Seq, r.Why
			}
			if m.begun = entry.Kind == KindIntent || r.State != NotDone; known {
				byIntent[r.Of] = m
			}
			if entry.Kind == KindResult && (r.State == Done || r.State == Confirmed) {
				delete(byIntent, r.Of)
			}
		case entry.Kind == KindIntent:
			r.State = Unknown
			byIntent[entry.Seq] = made{seq: entry.Seq, record: r}
		case r.Intent == 0: // made by the admin
			byIntent[entry.Seq] = made{seq: entry.Seq, record: r}
		case r.State == NotDone:
			delete(byIntent, r.Intent)
		default:
			m := byIntent[r.Intent]
			m.State = r.State
			byIntent[r.Intent] = m
		}
	})
	list := make([]made, 0, len(byIntent))
	for _, m := range byIntent {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b made) int { return int(b.seq - a.seq) })
	return list, err
}
