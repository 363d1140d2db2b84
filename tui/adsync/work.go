package adsync

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/flow"
	"ad2scim/tui/keys"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// looked is what a look at the machines gave.
type looked struct {
	back bool // the way back is asked for
	scan operation.SyncScan
}

// written is a script that is in its file. host is the only one that it changes; empty for
// any.
type written struct{ file, sum, host string }

// look looks at the machines and notes what it saw, as the step asks: at the last
// one with a verdict, for which what is said counts too. back prepares the way
// back.
func (v *Syncing) look(back bool, said operation.VerifyInput) tea.Cmd {
	o := v.session.SyncService()
	said.NotSync = v.notSync
	request := operation.ScanRequest{Targets: v.reach, Judge: v.offers.Verify && !back, Said: said}
	return flow.Write(&v.Frame, v.session, "scanning", func(ctx context.Context, show session.Shown) (looked, error) {
		scan, err := o.ScanSync(ctx, request, show)
		return looked{back, scan}, err
	})
}

// saw takes what a look saw. Of one that could not be made only why is taken:
// what was seen before stays.
func (v *Syncing) saw(e flow.Ended[looked]) tea.Cmd {
	if !flow.End(&v.Frame, e) {
		return nil
	}
	m := e.Result
	v.failed = operation.SyncScan{}
	if e.Err != nil {
		v.failed = m.scan
		return nil
	}
	v.scan, v.notes, v.picked = m.scan, v.notesOf(m.scan), nil
	if m.scan.Verdict != nil {
		v.notSync = m.scan.NotSync
	}
	switch {
	case len(m.scan.ByHand) > 0 && len(m.scan.Scans) == 0:
		v.outcome = operation.SyncOutcome{}
		for _, n := range m.scan.ByHand {
			v.outcome.Changes = append(v.outcome.Changes, n.Change)
		}
		v.all = operation.SyncWork{Action: operation.SyncAction(v.outcome.Changes[0].Action)}
		v.Show(finished)
	case m.back:
		v.planBack()
	default:
		v.Show(found)
	}
	cmds := []tea.Cmd{v.session.Reload()}
	if m.scan.NotKept != nil {
		cmds = append(cmds, screen.Refuse(problem.Line(m.scan.NotKept)))
	}
	return tea.Batch(cmds...)
}

// notesOf says in words what there is to know of a scan beside what it found.
func (v *Syncing) notesOf(scan operation.SyncScan) (notes []string) {
	for _, n := range scan.ByHand {
		switch from := "the result from " + n.Change.Host; {
		case n.Heard:
			notes = append(notes, from+" was already recorded")
		case n.Outdated:
			notes = append(notes, from+" is older than the last scan, so the scan's result is kept: scan again")
		case n.Incomplete != nil:
			notes = append(notes, problem.Line(n.Incomplete))
		default:
			notes = append(notes, from+" is recorded as done by hand: scan again to check it")
		}
		if n.Running {
			notes = append(notes, "an instance of a disabled task on "+n.Change.Host+" was still running: wait until it ends")
		}
	}
	for _, l := range scan.Lapsed {
		notes = append(notes, "your statement that "+string(l.Task)+" isn't AD sync no longer counts: "+problem.Line(l.Why))
	}
	if scan.BothLive != nil {
		notes = append(notes, scan.BothLive.Phrase(v.phrase))
	}
	return notes
}

// phrase says how to turn one of the two syncs off with the keys of this view, where those of
// the steps do something else.
func (v *Syncing) phrase(r migrate.Remedy) string {
	scan := "press " + again.Help().Key
	leave := "press " + leave.Help().Key + " until the steps are shown, then "
	switch {
	case r.Kind == migrate.RemedyDisableTasks && v.job == playbook.JobDisableScript:
		return scan + " to scan, and disable the script's tasks"
	case r.Kind == migrate.RemedyDisableTasks:
		return leave + keys.Here.Help().Key + " at the step that disables the script's tasks"
	case r.Kind == migrate.RemedyTurnSCIMOff:
		return "turn SCIM off at the identity provider and at Dashlane, " + leave + keys.Undo.Help().Key +
			" at each step that turned it on"
	}
	return problem.Words(r)
}

// noted reports whether the view is about what result files told of work that was
// done by hand: of how it stands now they tell nothing.
func (v *Syncing) noted() bool { return v.Mode == finished && len(v.scan.Scans) == 0 }

// list asks AD for its servers.
func (v *Syncing) list() tea.Cmd {
	ad, known := v.directory()
	if !known {
		return nil
	}
	machines := v.session.Machines
	return flow.Read(&v.Frame, v.session, "reading servers", func(ctx context.Context,
		show session.Shown,
	) ([]migrate.Server, error) {
		return machines.Servers(ctx, ad, show.Send)
	})
}

// write writes the scripts. The first one that fails ends it.
func (v *Syncing) write() tea.Cmd {
	machines, o, scripts := v.session.Machines, v.session.SyncService(), v.scripts()
	files := v.files(scripts)
	return flow.Write(&v.Frame, v.session, "writing", func(ctx context.Context, _ session.Shown) (all []written,
		err error,
	) {
		for i, r := range scripts {
			content, sum, err := o.SyncScript(r)
			if err == nil {
				err = machines.Save(files[i], content)
			}
			if err != nil {
				return all, err
			}
			all = append(all, written{files[i], sum, r.Host})
			if ctx.Err() != nil { // stopped: what is shown says how many were written
				break
			}
		}
		return all, nil
	})
}

func (v *Syncing) wrote(m flow.Ended[[]written]) {
	if flow.End(&v.Frame, m) && len(m.Result) > 0 {
		v.written = m.Result
		v.Show(saved)
	}
}

// do disables what is chosen, or enables it again.
func (v *Syncing) do() tea.Cmd {
	v.notes = nil
	o, work, doing := v.session.SyncService(), v.meant(), "disabling"
	if v.resuming() {
		doing = "enabling"
	}
	force, typed := v.answer.Given()
	// Stopped, the look afterwards is made all the same; stopped once more, it is not.
	look, leaveOut := context.WithCancel(context.WithoutCancel(v.session.Context()))
	v.leaveOut = leaveOut
	v.Show(running)
	return flow.Write(&v.Frame, v.session, doing, func(ctx context.Context,
		show session.Shown,
	) (operation.SyncOutcome, error) {
		defer leaveOut()
		return o.ApplySync(look, ctx.Done(), work, typed, force, show)
	})
}

func (v *Syncing) ended(m flow.Ended[operation.SyncOutcome]) tea.Cmd {
	stopping := v.Job.Stopping()
	if !flow.End(&v.Frame, m) {
		return nil
	}
	v.Stopped, v.outcome = stopping, m.Result
	v.Show(finished)
	return v.session.Reload()
}
