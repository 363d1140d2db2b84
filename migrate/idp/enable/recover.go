package enable

import (
	"context"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/store"
)

// pending is an intent without a result.
type pending struct {
	seq int64
	run string
	record
}

// Recover finds steps at this app that were begun and have no result in the journal, reads their state, and records
// it. What can't be read is Unknown. If the provider can't be read, it returns an error and the remaining steps
// stay open.
func (e *Engine) Recover(ctx context.Context) ([]Outcome, error) {
	open, err := e.pending()
	if err != nil {
		return nil, err
	}
	var found []Outcome
	for _, p := range open {
		r := p.record
		r.Intent = p.seq
		switch r.Do {
		case doAssign:
			r.State, err = e.lookAssigned(ctx, r.Group, r.User)
		case doTry:
			r.State = Unknown // trying once more has the same result
		case doRevert:
			r.State = Unknown // the next Disable undoes it again
		default:
			r.State, err = e.at(r).look(ctx, r.Step)
		}
		if err != nil {
			return found, &migrate.Problem{
				Class: migrate.Unreachable,
				What:  "cannot find out whether an interrupted step was made", Why: err.Error(),
				Next: "try again when the identity provider answers", Err: err,
			}
		}
		r.Why = "the run was interrupted; this was read afterwards"
		if _, err := e.write(p.run, KindResult, r); err != nil {
			return found, err
		}
		found = append(found, Outcome{
			Step: r.Step.ID, Group: r.Group, User: r.User, Title: r.what(), Mode: r.Step.Mode, State: r.State,
			Why: r.Why,
		})
	}
	return found, nil
}

func (e *Engine) pending() ([]pending, error) {
	var order []int64
	open := map[int64]pending{}
	err := e.mine(func(entry store.Entry, r record) {
		if entry.Kind == KindIntent {
			open[entry.Seq] = pending{entry.Seq, entry.Run, r}
			order = append(order, entry.Seq)
			return
		}
		delete(open, r.Intent)
	})
	var list []pending
	for _, seq := range order {
		if p, is := open[seq]; is {
			list = append(list, p)
		}
	}
	return list, err
}

// lookAssigned returns whether a group or a user is assigned.
func (e *Engine) lookAssigned(ctx context.Context, group, user string) (State, error) {
	if user != "" {
		return e.lookUser(ctx, user)
	}
	assigned, err := e.Provider.Assigned(ctx, e.App, nil)
	if err != nil {
		return Unknown, err
	}
	if slices.ContainsFunc(assigned, func(g idp.Group) bool { return g.ID == group }) {
		return Done, nil
	}
	return NotDone, nil
}

// interrupted reports whether the run before the one of this intent was interrupted at the same step.
func (e *Engine) interrupted(step idp.StepID, intent int64) (cut bool, err error) {
	err = e.mine(func(entry store.Entry, r record) {
		if r.Do == doApply && r.Step.ID == step && entry.Seq < intent {
			cut = r.State == "" || r.State == Unknown
		}
	})
	return cut, err
}
