package main

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
)

// changeTasks looks at the hosts, plans for those that answer, shows the plan,
// asks, does it, and looks again. Names are those of tasks that were asked for by
// name.
func changeTasks(ctx context.Context, flags *hostFlags, global globalOptions, o consent, names []adsync.TaskName, plan adsync.Planner) error {
	hosts, looked, err := flags.lookAt(ctx, global.quiet)
	if err != nil {
		return err
	}
	if err := adsync.CheckNames(looked, names); err != nil {
		return err
	}
	// What an answer that is lost later did is told apart from what was before.
	desk := deskOf(global)
	taken, err := desk.Take(looked)
	tellSettled(taken.Settled)
	if err != nil {
		return err
	}
	work := adsync.Plan(o.action, hosts, looked, taken.Memory, plan)
	tellLooked(looked, work)
	if len(work.Parts) == 0 {
		fmt.Println("There is nothing to do.")
		if err := adsync.Unreached(looked, false); err != nil || o.action != adsync.StopScript {
			return err
		}
		return leftAwake(taken.Found)
	}
	if work, err = choose(ctx, work, &o); err != nil {
		return err
	}
	progress := newProgress(global.quiet)
	outcome, err := desk.Do(context.WithoutCancel(ctx), ctx.Done(), work, adsync.Consent{Typed: o.typed, Force: o.force}, tellChange, progress.of(migrate.AD))
	progress.clear()
	if err != nil {
		return err
	}
	tellSettled(outcome.Taken.Settled)
	if err := cmp.Or(outcome.Failed, outcome.Again, adsync.Unreached(looked, true)); err != nil || o.action != adsync.StopScript {
		return err
	}
	end := leftAwake(outcome.Taken.Found)
	if end == nil && outcome.Running {
		end = errFindings
	}
	return end
}

// tellLooked says which hosts did not answer, and which tasks stand as they should
// already.
func tellLooked(looked []adsync.Looked, work adsync.Work) {
	for _, l := range looked {
		if l.Err != nil {
			fmt.Fprintln(os.Stderr, oneLine(l.Err.Error()))
		}
	}
	for _, k := range work.Already {
		fmt.Printf("%s on %s: %s already\n", oneLine(k.Path), oneLine(k.Host), map[adsync.Script]string{adsync.StopScript: "disabled", adsync.ResumeScript: "enabled"}[work.Action])
	}
}

func tellChange(c *adsync.Change) {
	for _, t := range c.Tasks {
		fmt.Printf("%s on %s: %s\n", oneLine(t.Path), oneLine(c.Host), t)
	}
}

// leftAwake tells what of AD sync disabling its tasks did not end.
func leftAwake(found adsync.Found) error {
	var end error
	for _, c := range found.Awake() {
		end = errFindings
		state := "would start by itself"
		if c.Active {
			state = "runs"
		}
		fmt.Fprintf(os.Stderr, "still there: the %s %s on %s %s\n", c.Kind, oneLine(c.Name), oneLine(c.Host), state)
	}
	return end
}
