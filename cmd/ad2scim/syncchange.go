package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// planned is what is to be done on one host.
type planned struct {
	host   adsync.Host
	intent adsync.Intent
}

// planner plans for one host that was looked at.
type planner func(r *adsync.Report, via string, m adsync.Memory) adsync.Intent

// changeTasks looks at the hosts, plans for those that answer, shows the plan,
// asks, does it, and looks again: what is noted is what was seen, not what was
// asked for. Names are those of tasks that were asked for by name.
func changeTasks(ctx context.Context, flags *hostFlags, global globalOptions, o consent, names []adsync.TaskName, plan planner) error {
	hosts, err := flags.hosts(ctx)
	if err != nil {
		return err
	}
	if len(hosts) == 0 {
		return noHost()
	}
	looked, err := lookAt(ctx, hosts, global.quiet)
	if err != nil {
		return err
	}
	if err := adsync.CheckNames(looked, names); err != nil {
		return err
	}
	return record(global.workspace, func(w *workspace.Workspace) error {
		run := workspace.NewRun()
		if err := settle(w, run, looked); err != nil {
			return err
		}
		// What an answer that is lost later did is told apart from what was before.
		found, err := noteLook(w, run, looked)
		if err != nil {
			return err
		}
		all, err := planAll(w, hosts, looked, plan)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Println("There is nothing to do.")
			if err := unreached(looked, false); err != nil || o.action != adsync.StopScript {
				return err
			}
			return leftAwake(found)
		}
		if all, err = choose(ctx, all, o); err != nil {
			return err
		}
		if err := shut(w, all); err != nil {
			return err
		}
		end := applyAll(ctx, w, run, all)
		again, err := lookAt(context.WithoutCancel(ctx), hosts, global.quiet)
		if err == nil {
			err = settle(w, run, again)
		}
		if err == nil {
			found, err = noteLook(w, run, again)
		}
		if err == nil && all[0].intent.Action == adsync.StopScript {
			err = noteTyped(w)
		}
		switch {
		case end != nil && !errors.Is(end, errFindings):
			return end
		case err != nil:
			return err
		}
		if err := unreached(looked, true); err != nil || o.action != adsync.StopScript {
			return err
		}
		return cmp.Or(leftAwake(found), end)
	})
}

// leftAwake tells what of AD sync disabling its tasks did not end: instances,
// processes, and services that run or would start by themselves.
func leftAwake(found adsync.Found) error {
	var end error
	for _, c := range found.Candidates {
		if c.Belief == adsync.Possible || !c.Active && (c.Task != nil || !c.Armed) {
			continue
		}
		end = errFindings
		state := "would start by itself"
		if c.Active {
			state = "runs"
		}
		fmt.Fprintf(os.Stderr, "still there: the %s %s on %s %s\n", c.Kind, oneLine(c.Name), oneLine(c.Host), state)
	}
	return end
}

// shut takes back what the runbook says of the script before a task is enabled.
func shut(w *workspace.Workspace, all []planned) error {
	if all[0].intent.Action != adsync.ResumeScript {
		return nil
	}
	return w.Update(func(s *workspace.State) error {
		adsync.RecordResuming(s, time.Now().UTC(), whoami())
		return nil
	})
}

// noteTyped keeps that the risk was confirmed by typing, where the task is seen
// disabled.
func noteTyped(w *workspace.Workspace) error {
	return w.Update(func(s *workspace.State) error {
		const id = "script-disabled"
		if r := s.Playbook.Steps[id]; r.Status == playbook.DoneVerified {
			r.Typed = deletionRisk().Type
			s.Playbook.Steps[id] = r
		}
		return nil
	})
}

// lookAt looks at the hosts side by side. The error says that none answered.
func lookAt(ctx context.Context, hosts []adsync.Host, quiet bool) ([]adsync.Looked, error) {
	progress := newProgress(quiet)
	looked := adsync.LookAtAll(ctx, hosts, progress.of(migrate.AD))
	progress.clear()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return looked, reached(looked)
}

// settle finds out what came of what an earlier run began, and says it.
func settle(w *workspace.Workspace, run string, looked []adsync.Looked) error {
	m, err := adsync.Remember(w.Journal())
	if err != nil {
		return err
	}
	for _, l := range looked {
		if l.Err != nil {
			continue
		}
		settled, err := adsync.Settle(w.Journal(), run, m, l)
		for _, s := range settled {
			fmt.Fprintln(os.Stderr, oneLine(s.String()))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// noteLook judges a look by what is known, and remembers it.
func noteLook(w *workspace.Workspace, run string, looked []adsync.Looked) (adsync.Found, error) {
	m, err := adsync.Remember(w.Journal())
	if err != nil {
		return adsync.Found{}, err
	}
	found := adsync.Judge(looked, m)
	if err := adsync.NoteLook(w.Journal(), run, found); err != nil {
		return found, err
	}
	if m, err = adsync.Remember(w.Journal()); err != nil {
		return found, err
	}
	return found, w.Update(func(s *workspace.State) error {
		adsync.RecordFound(s, found, m, time.Now().UTC(), whoami())
		return nil
	})
}

// planAll plans for the hosts that answered, and says which did not, and which
// tasks stand as they should already.
func planAll(w *workspace.Workspace, hosts []adsync.Host, looked []adsync.Looked, plan planner) ([]planned, error) {
	m, err := adsync.Remember(w.Journal())
	if err != nil {
		return nil, err
	}
	var all []planned
	for i, l := range looked {
		if l.Err != nil {
			fmt.Fprintln(os.Stderr, oneLine(l.Err.Error()))
			continue
		}
		in, already := plan(l.Report, hosts[i].String(), m).Due(l.Report)
		for _, path := range already {
			fmt.Printf("%s on %s: %s already\n", oneLine(path), oneLine(in.Host), map[adsync.Script]string{adsync.StopScript: "disabled", adsync.ResumeScript: "enabled"}[in.Action])
		}
		if len(in.Tasks) > 0 {
			all = append(all, planned{hosts[i], in})
		}
	}
	return all, nil
}

// unreached is the end of a call of which some hosts did not answer: each was
// told of.
func unreached(looked []adsync.Looked, changed bool) error {
	missing := 0
	for _, l := range looked {
		if l.Err != nil {
			missing++
		}
	}
	if missing == 0 {
		return nil
	}
	class := migrate.Unreachable
	if changed {
		class = migrate.Partial
	}
	return &migrate.Problem{Class: class, What: fmt.Sprintf("%d of %d hosts could not be looked at", missing, len(looked)),
		Why: "each is named above", Next: "mend that, and run it again: what is done already is not done twice"}
}

// applyAll goes on with the next host where one fails, and tells of the first
// failure.
func applyAll(ctx context.Context, w *workspace.Workspace, run string, all []planned) error {
	var first error
	running, done := false, false
	for _, p := range all {
		if ctx.Err() != nil && first == nil {
			first = ctx.Err()
		}
		if ctx.Err() != nil {
			break // nothing was announced to the hosts that are left
		}
		change, err := adsync.Apply(ctx, p.host, w.Journal(), run, p.intent)
		if first == nil {
			first = err
		}
		if change == nil {
			continue
		}
		done = true
		for _, t := range change.Tasks {
			state := "not known"
			if t.After != nil {
				state = map[bool]string{true: "enabled", false: "disabled"}[t.After.Enabled]
				if t.After.State == "running" {
					running, state = true, state+", running"
				}
			}
			fmt.Printf("%s on %s: %s\n", oneLine(t.Path), oneLine(change.Host), state)
		}
	}
	if p, ok := errors.AsType[*migrate.Problem](first); ok && done {
		own := *p
		own.Class = migrate.Partial
		return &own
	}
	if first == nil && running && all[0].intent.Action == adsync.StopScript {
		return errFindings
	}
	return first
}
