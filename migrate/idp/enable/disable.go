package enable

import (
	"context"
	"errors"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/store"
)

// made is a step that was made, or may have been, and not taken back.
type made struct {
	seq int64
	record
	begun bool // taking it back was begun, and not finished
}

// Made lists the steps that Disable would take back, in the order in which it
// would: the start first.
func (e *Engine) Made() ([]Outcome, error) {
	all, err := e.made()
	list := make([]Outcome, len(all))
	for i, m := range all {
		list[i] = Outcome{Step: m.Step.ID, Title: m.Step.Title, Mode: m.Step.Mode, State: m.State}
	}
	return list, err
}

// Disable takes back, newest first, what the journal says was made at this app,
// so that provisioning is paused before anything else changes. A step that is
// not as it was left is another admin's: it ends the run with
// migrate.ErrChanged, and nothing of it is overwritten. Steps that the admin
// made are left to the admin (ByHand).
func (e *Engine) Disable(ctx context.Context) ([]Outcome, error) {
	all, err := e.made()
	if err != nil {
		return nil, err
	}
	if err := e.paused(ctx, all); err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(all))
	for i, m := range all {
		outcomes[i] = Outcome{Step: m.Step.ID, Title: m.Step.Title, Mode: m.Step.Mode, State: NotStarted}
	}
	run := store.NewRun()
	var seen []idp.StepID
	for i, m := range all {
		if err := ctx.Err(); err != nil {
			return outcomes, err
		}
		newest := !slices.Contains(seen, m.Step.ID)
		seen = append(seen, m.Step.ID)
		if m.Step.Mode != idp.ModeApply {
			outcomes[i].State = ByHand
			continue
		}
		if err := e.takeBack(ctx, run, m, newest, &outcomes[i]); err != nil {
			outcomes[i].Why = err.Error()
			return outcomes, err
		}
	}
	return outcomes, nil
}

// paused refuses to take settings away under a provisioning that runs and was
// started by somebody else.
func (e *Engine) paused(ctx context.Context, all []made) error {
	started := slices.ContainsFunc(all, func(m made) bool { return m.Step.ID == idp.StepStart })
	if len(all) == 0 || started || e.Provider.Mode(idp.StepStart) != idp.ModeApply {
		return nil
	}
	c, err := e.Provider.Cycle(ctx, e.App, time.Time{})
	if err != nil {
		return err
	}
	if c.State != idp.CycleRunning && c.State != idp.CycleIdle {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "nothing was taken back",
		Why:  "provisioning runs, and this workspace did not start it",
		Next: "pause it at the identity provider, then run this again",
	}
}

func (e *Engine) takeBack(ctx context.Context, run string, m made, newest bool, o *Outcome) error {
	past := idp.DesiredConfig{Path: m.Path, Endpoint: m.URL, Token: e.Config.Token}
	if newest && m.State != Done && !writesSecret(m.Step) && len(m.Step.Settings) > 0 {
		// What was left in doubt is another admin's by now, unless it is read.
		switch state, err := e.at(past).look(ctx, m.Step); {
		case err != nil:
			return err
		case state == NotDone:
			o.State, o.Saw = Done, "it reads as before the step"
			return e.noted(run, m, o.Saw)
		case state == Other && !m.begun: // what was taken back in part is neither
			o.State = NotDone
			return &migrate.Problem{
				Class: migrate.Partial, What: "the step " + migrate.Quote(m.Step.Title) +
					" was not taken back", Why: "it is neither as before nor as the step would have left it",
				Next: "somebody else changed it: look at it in the console", Err: migrate.ErrChanged,
			}
		}
	}
	if newest && m.State == Done && !m.begun && m.Step.ID != idp.StepStart {
		if _, err := e.Provider.Verify(ctx, e.App, m.Step, past); err != nil {
			o.State = NotDone
			problem, told := errors.AsType[*migrate.Problem](err)
			if !told || problem.Err != nil {
				return err
			}
			return &migrate.Problem{
				Class: migrate.Partial, What: "the step " + migrate.Quote(m.Step.Title) +
					" was not taken back", Why: "it is not as it was left: " + problem.Why,
				Next: "somebody else changed it: look at it in the console", Err: errors.Join(migrate.ErrChanged, err),
			}
		}
	}
	r := m.record
	r.Do, r.Of, r.State, r.Saw, r.Why = doRevert, m.seq, "", "", ""
	seq, err := e.write(run, KindIntent, r)
	if err != nil {
		return err
	}
	saw, failed := e.Provider.Revert(ctx, e.App, m.Step)
	r.Intent, r.State, r.Saw = seq, Done, saw
	if failed != nil {
		r.State, r.Why = InDoubt, failed.Error()
		if errors.Is(failed, migrate.ErrChanged) {
			r.State = NotDone
		}
	}
	o.State, o.Saw = r.State, r.Saw
	if _, err := e.write(run, KindResult, r); err != nil {
		o.State = InDoubt
		return errors.Join(failed, err)
	}
	return failed
}

// at is the engine of an earlier run.
func (e *Engine) at(want idp.DesiredConfig) *Engine {
	past := *e
	past.Config = want
	return &past
}

// noted writes down that a step needed no taking back.
func (e *Engine) noted(run string, m made, saw string) error {
	r := m.record
	r.Do, r.Of, r.State, r.Saw, r.Why = doRevert, m.seq, "", "", ""
	seq, err := e.write(run, KindIntent, r)
	if err != nil {
		return err
	}
	r.Intent, r.State, r.Saw = seq, Done, saw
	_, err = e.write(run, KindResult, r)
	return err
}

// made reads the journal. A test changes nothing and is not in the list.
func (e *Engine) made() ([]made, error) {
	byIntent := map[int64]made{}
	err := e.mine(func(entry store.Entry, r record) {
		switch {
		case r.Do == doAssign || r.Step.ID == idp.StepTest:
		case r.Do == doRevert:
			m, known := byIntent[r.Of]
			if m.begun = entry.Kind == KindIntent || r.State != NotDone; known {
				byIntent[r.Of] = m
			}
			if entry.Kind == KindResult && r.State == Done {
				delete(byIntent, r.Of)
			}
		case entry.Kind == KindIntent:
			r.State = InDoubt
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
	// However the runs followed each other, a start is taken back first.
	slices.SortStableFunc(list, func(a, b made) int { return rank(a) - rank(b) })
	return list, err
}

func rank(m made) int {
	if m.Step.ID == idp.StepStart {
		return 0
	}
	return 1
}
