package fix

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// chain makes dependent steps in order. If it ends early, groups with a temporary name get a permanent one again.
func (a *applying) chain(ctx context.Context, chain []task) {
	c := &chainRun{applying: a, over: map[int]State{}, parked: map[int]bool{}}
	for _, t := range chain {
		if _, over := c.over[t.index]; over {
			continue
		}
		if a.stopped(ctx) {
			break
		}
		c.step(ctx, t)
	}
	for i := range c.parked {
		c.unpark(ctx, i, Outcome{State: NotStarted, Why: "the run ended before it was done"})
	}
}

// chainRun is the state of a running chain.
type chainRun struct {
	*applying
	over   map[int]State // by index of the fix in the plan
	parked map[int]bool  // has its temporary name now
}

func (c *chainRun) conclude(i int, o Outcome) {
	c.over[i] = o.State
	delete(c.parked, i)
	c.applying.conclude(i, o)
}

// step makes the rename of one task.
func (c *chainRun) step(ctx context.Context, t task) {
	f := c.plan.Fixes[t.index]
	for _, j := range t.needs {
		if s, over := c.over[j]; over && s != Done && s != Skipped {
			why := fmt.Sprintf("it waits for the name that fix %d did not free", c.plan.Fixes[j].Number)
			c.unpark(ctx, t.index, Outcome{State: NotStarted, Why: why})
			return
		}
	}
	now, err := c.targets[f.Side].Read(ctx, f.ID)
	if err != nil {
		if ctx.Err() == nil { // otherwise the run was stopped
			c.unreadable(ctx, t.index, err)
		}
		return
	}
	if now.Names[f.Attribute] == f.After {
		if now, err = c.already(ctx, t.index, now); err != nil {
			return
		}
	}
	if why := c.changedSincePlan(f, now); why != "" {
		c.conclude(t.index, Outcome{State: Skipped, Why: why, Object: now})
		return
	}
	if o, refused := notPermitted(f, now); refused {
		o.Object = now
		c.conclude(t.index, o)
		return
	}
	atTemporary := now.Names[f.Attribute] == c.plan.temporary(f)
	if atTemporary {
		c.parked[t.index] = true // by an interrupted run
	}
	if t.temporary {
		if atTemporary {
			return
		}
		done := c.rename(ctx, f, now, c.plan.temporary(f), change{temporary: true})
		if done.State != Done {
			c.conclude(t.index, done)
			return
		}
		c.parked[t.index] = true
		return
	}
	c.finish(ctx, t.index, now)
}

// already checks an object again that has the new name before anything was written: if the journal says that it was
// given another name, a stale replica may have answered. errNotShown means that the outcome of the fix is unknown.
func (c *chainRun) already(ctx context.Context, i int, now migrate.Object) (migrate.Object, error) {
	f := c.plan.Fixes[i]
	why, until := c.contradicts(f, now)
	if why == "" {
		return now, nil
	}
	waits := 0
	if !until.IsZero() {
		last := c.awaitChange(ctx, f, text(f.After), until.Add(-readDelay(c.targets[f.Side])),
			readResult{object: now, name: text(f.After)})
		waits = last.waits
		if last.err == nil {
			c.slots.settled(waits)
			return last.object, nil
		}
	}
	c.conclude(i, Outcome{State: Unknown, Why: why, Object: now, Err: migrate.ErrOutcomeUnknown})
	c.slots.known(false, waits)
	return now, errNotShown
}

// finish gives the object its final name.
func (c *chainRun) finish(ctx context.Context, i int, now migrate.Object) {
	f := c.plan.Fixes[i]
	o := c.rename(ctx, f, now, f.After, change{})
	if errors.Is(o.Err, migrate.ErrTaken) && !c.parked[i] && fold(f.Before) == fold(f.After) {
		// Some servers compare without case and take the object itself for another one with this name.
		if o = c.rename(ctx, f, now, c.plan.temporary(f), change{temporary: true}); o.State == Done {
			c.parked[i] = true
			o = c.rename(ctx, f, o.Object, f.After, change{})
		}
	}
	if o.State != Done && c.parked[i] {
		c.unpark(ctx, i, o)
		return
	}
	c.conclude(i, o)
}

// unpark ends a fix that can't be completed. If the group has its temporary name, it gets the previous name back,
// or the final one if another group of the plan has the previous one by now.
func (c *chainRun) unpark(ctx context.Context, i int, o Outcome) {
	f := c.plan.Fixes[i]
	if !c.parked[i] {
		c.conclude(i, o)
		return
	}
	to, how := f.Before, change{back: true}
	if c.isTaken(i) {
		to, how = f.After, change{}
	}
	long, cancel := graceful(ctx)
	defer cancel()
	now, err := c.targets[f.Side].Read(long, f.ID)
	moved := Outcome{State: Failed, Err: err}
	if err == nil {
		moved = c.rename(long, f, now, to, how)
	}
	o.Object = moved.Object
	switch {
	case moved.State != Done:
		o.State, o.Err = Failed, errors.Join(o.Err, moved.Err)
		o.Why += "; it may still have the temporary name " + show(c.plan.temporary(f)) + ": run the plan again"
	case to == f.After:
		o = moved
	}
	c.conclude(i, o)
}

// isTaken reports whether another group of the chain now has the previous name of this one.
func (c *chainRun) isTaken(i int) bool {
	f := c.plan.Fixes[i]
	for j := range c.over {
		o, other := c.result.Outcomes[j], c.plan.Fixes[j]
		if (o.State == Done || o.already()) && other.Attribute == f.Attribute && fold(other.After) == fold(f.Before) {
			return true
		}
	}
	return false
}

// unreadable ends a fix whose object can't be read.
func (c *chainRun) unreadable(ctx context.Context, i int, err error) {
	if errors.Is(err, migrate.ErrGone) {
		c.conclude(i, Outcome{State: Skipped, Why: migrate.ErrGone.Error(), Err: err})
		return
	}
	c.unpark(ctx, i, Outcome{State: Failed, Why: "it could not be read: " + err.Error(), Err: err})
}

// changedSincePlan returns how an object differs from what the plan saw, or "".
func (c *chainRun) changedSincePlan(f Fix, now migrate.Object) string {
	switch name := now.Names[f.Attribute]; name {
	case f.After:
		return alreadySo
	case f.Before, c.plan.temporary(f):
	default:
		return "it is " + show(name) + " now, no longer " + show(f.Before)
	}
	if f.Side != migrate.AD || f.DN == "" || now.DN == f.DN {
		return ""
	}
	if !strings.EqualFold(parentOf(now.DN), parentOf(f.DN)) {
		return "it was moved to " + names.Visible(parentOf(now.DN))
	}
	cn, _ := commonName(now.DN)
	expected, _ := commonName(f.DN)
	if cn == expected {
		return ""
	}
	for _, other := range c.plan.Fixes {
		if other.object() == f.object() && other.Attribute == migrate.CommonName &&
			(cn == other.After || cn == other.Before || cn == c.plan.temporary(other)) {
			return "" // changed by this plan
		}
	}
	return "its common name is " + show(cn) + " now"
}

// notPermitted returns an outcome if the name can't be changed on this server.
func notPermitted(f Fix, now migrate.Object) (Outcome, bool) {
	if now.Authority != "" {
		return Outcome{State: Failed, Why: "its name comes from elsewhere: " + now.Authority, Err: migrate.ErrDenied}, true
	}
	if may, known := now.Writable[f.Attribute]; known && !may {
		return Outcome{State: Failed, Why: "this account may not write " + string(f.Attribute), Err: migrate.ErrDenied}, true
	}
	return Outcome{}, false
}
