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

// scanned is the result of scanning the hosts.
type scanned struct {
	resume   bool // the scan prepares to resume AD sync
	auditLog string
	scan     operation.SyncScan
}

// written is an exported script. host is the only host it changes, or empty for any.
type written struct{ file, sum, host string }

// scanWithAuditLog is runScan, also with the audit log that was given before.
func (v *Syncing) scanWithAuditLog(input operation.VerifyInput) tea.Cmd {
	input.AuditLog = v.auditLog
	return v.runScan(false, input)
}

// runScan scans the hosts and records the result. When verifying, it also takes the admin's
// statements. resume prepares to resume AD sync.
func (v *Syncing) runScan(resume bool, input operation.VerifyInput) tea.Cmd {
	o := v.session.SyncService()
	input.NotSync = v.notSync
	request := operation.ScanRequest{Targets: v.targets, Judge: v.offers.Verify && !resume, Said: input}
	return flow.Write(&v.Frame, v.session, "scanning", func(ctx context.Context, show session.Reporter) (scanned, error) {
		scan, err := o.ScanSync(ctx, request, show)
		return scanned{resume, input.AuditLog, scan}, err
	})
}

// showScan shows the result of a scan. A failed scan keeps the earlier result and adds only the
// error.
func (v *Syncing) showScan(e flow.Ended[scanned]) tea.Cmd {
	if !flow.End(&v.Frame, e) {
		return nil
	}
	m := e.Result
	v.failed = operation.SyncScan{}
	if e.Err != nil {
		v.failed, v.auditLog = m.scan, "" // the file may be what failed; what it showed is in the journal
		return nil
	}
	v.scan, v.notes, v.picked = m.scan, v.notesOf(m.scan), nil
	if m.scan.Verdict != nil {
		v.notSync, v.auditLog = m.scan.NotSync, m.auditLog
	}
	switch {
	case len(m.scan.ByHand) > 0 && len(m.scan.Scans) == 0:
		v.outcome = operation.SyncOutcome{}
		for _, n := range m.scan.ByHand {
			v.outcome.Changes = append(v.outcome.Changes, n.Change)
		}
		v.all = operation.SyncWork{Action: operation.SyncAction(v.outcome.Changes[0].Action)}
		v.Show(finished)
	case m.resume:
		v.planResume()
	default:
		v.Show(found)
	}
	cmds := []tea.Cmd{v.session.Reload()}
	if m.scan.NotKept != nil {
		cmds = append(cmds, screen.Refuse(problem.Line(m.scan.NotKept)))
	}
	return tea.Batch(cmds...)
}

// notesOf lists what the admin should know about a scan beside its findings.
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

// phrase says how to turn one of the two syncs off with this view's keys, where they differ
// from those of the steps.
func (v *Syncing) phrase(r migrate.Remedy) string {
	scan := "press " + scanAgain.Help().Key
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

// showsManualResults reports whether the view shows only the contents of result files, which
// don't tell the current state.
func (v *Syncing) showsManualResults() bool { return v.Mode == finished && len(v.scan.Scans) == 0 }

// list reads the servers from AD.
func (v *Syncing) list() tea.Cmd {
	ad, known := v.directory()
	if !known {
		return nil
	}
	machines := v.session.Machines
	return flow.Read(&v.Frame, v.session, "reading servers", func(ctx context.Context,
		show session.Reporter,
	) ([]migrate.Server, error) {
		return machines.Servers(ctx, ad, show.Send)
	})
}

// write writes the scripts and stops at the first error.
func (v *Syncing) write() tea.Cmd {
	machines, o, scripts := v.session.Machines, v.session.SyncService(), v.scripts()
	files := v.files(scripts)
	return flow.Write(&v.Frame, v.session, "writing", func(ctx context.Context, _ session.Reporter) (all []written,
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
			if ctx.Err() != nil { // stopped by the user; the view shows how many were written
				break
			}
		}
		return all, nil
	})
}

func (v *Syncing) showExported(m flow.Ended[[]written]) {
	if flow.End(&v.Frame, m) && len(m.Result) > 0 {
		v.written = m.Result
		v.Show(exported)
	}
}

// apply disables or enables the selected tasks.
func (v *Syncing) apply() tea.Cmd {
	v.notes = nil
	o, work, doing := v.session.SyncService(), v.selectedWork(), "disabling"
	if v.resuming() {
		doing = "enabling"
	}
	force, confirmation := v.answer.Answers()
	// The scan after the work is still made if the user stops it once, and skipped if twice.
	rescan, skipRescan := context.WithCancel(context.WithoutCancel(v.session.Context()))
	v.skipRescan = skipRescan
	v.Show(running)
	return flow.Write(&v.Frame, v.session, doing, func(ctx context.Context,
		show session.Reporter,
	) (operation.SyncOutcome, error) {
		defer skipRescan()
		return o.ApplySync(rescan, ctx.Done(), work, confirmation, force, show)
	})
}

func (v *Syncing) showResult(m flow.Ended[operation.SyncOutcome]) tea.Cmd {
	stopping := v.Job.Stopping()
	if !flow.End(&v.Frame, m) {
		return nil
	}
	v.Stopped, v.outcome = stopping, m.Result
	v.Show(finished)
	return v.session.Reload()
}
