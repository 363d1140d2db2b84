package adsync

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// looked is the message that the machines were looked at, or why not.
type looked struct {
	seq  int
	back bool // the way back is asked for
	scan operation.SyncScan
	err  error
}

// listed is the message with the servers that AD knows.
type listed struct {
	seq     int
	servers []session.Server
	err     error
}

// written is the message that a script is in its file.
type written struct {
	seq       int
	file, sum string
	err       error
}

// ended is the message that the work is over.
type ended struct {
	seq     int
	outcome operation.SyncOutcome
	err     error
}

// advanced is the message that work has come further.
type advanced struct {
	seq      int
	progress migrate.Progress
}

// start begins a piece of work, one at a time.
func (v *Syncing) start(doing string) context.Context {
	v.err, v.stopped = nil, false
	return v.work.Start(v.session.Context(), doing)
}

func (v *Syncing) listen() tea.Cmd {
	return v.work.Listen(func(seq int, p migrate.Progress) tea.Msg { return advanced{seq, p} })
}

// look looks at the machines and notes what it saw, as the step asks: at the last
// one with a verdict, for which what is said counts too. back prepares the way
// back.
func (v *Syncing) look(back bool, said operation.VerifyInput) tea.Cmd {
	ctx := v.start("scanning")
	m, o, stream := looked{seq: v.work.Seq(), back: back}, v.session.SyncService(), v.work.Stream
	said.NotSync = v.notSync
	request := operation.ScanRequest{Targets: v.reach, Judge: v.step == StepStopped && !back, Said: said}
	return tea.Batch(v.listen(), v.session.Work(func() tea.Msg {
		defer stream.Close()
		m.scan, m.err = o.ScanSync(ctx, request, session.Shown{Send: stream.Send})
		return m
	}))
}

// saw takes what a look saw. Of one that could not be made only why is taken:
// what was seen before stays.
func (v *Syncing) saw(m looked) tea.Cmd {
	if !v.work.IsCurrent(m.seq) {
		return nil
	}
	v.work.End(m.err)
	v.err, v.stopped, v.failed = v.work.Err, v.work.Stopped, operation.SyncScan{}
	if m.err != nil {
		v.failed = m.scan
		return nil
	}
	v.scan, v.notes, v.picked = m.scan, notesOf(m.scan), nil
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
		v.show(finished)
	case m.back:
		v.planBack()
	default:
		v.show(found)
	}
	cmds := []tea.Cmd{v.session.Reload()}
	if m.scan.NotKept != nil {
		cmds = append(cmds, screen.Refuse(problem.Line(m.scan.NotKept)))
	}
	return tea.Batch(cmds...)
}

// notesOf says in words what there is to know of a scan beside what it found.
func notesOf(scan operation.SyncScan) (notes []string) {
	for _, n := range scan.ByHand {
		switch from := "the result from " + n.Change.Host; {
		case n.Heard:
			notes = append(notes, from+" was already recorded")
		case n.Outdated:
			notes = append(notes, from+" is older than the last scan, so the scan's result is kept: scan again")
		default:
			notes = append(notes, from+" is recorded as done by hand: scan again to check it")
		}
	}
	for _, l := range scan.Lapsed {
		notes = append(notes, "your statement that "+string(l.Task)+" isn't AD sync no longer counts: "+problem.Line(l.Why))
	}
	if scan.BothLive != "" {
		notes = append(notes, scan.BothLive)
	}
	return notes
}

// noted reports whether the view is about what result files told of work that was
// done by hand: of how it stands now they tell nothing.
func (v *Syncing) noted() bool { return v.mode == finished && len(v.scan.Scans) == 0 }

// list asks AD for its servers.
func (v *Syncing) list() tea.Cmd {
	ad, known := v.directory()
	if !known {
		return nil
	}
	ctx := v.start("reading servers")
	m, machines, stream := listed{seq: v.work.Seq()}, v.session.Machines, v.work.Stream
	return tea.Batch(v.listen(), func() tea.Msg {
		defer stream.Close()
		m.servers, m.err = machines.Servers(ctx, ad, stream.Send)
		return m
	})
}

// write writes the script of what was asked for: the one that looks, or the one
// that does what is chosen where only a result file tells.
func (v *Syncing) write() tea.Cmd {
	v.start("writing")
	m, machines, o := written{seq: v.work.Seq(), file: v.form.Value(0)}, v.session.Machines, v.session.SyncService()
	request := operation.SyncScriptRequest{Action: operation.SyncFind}
	if v.place != byScript {
		request = v.byHand()
	}
	stream := v.work.Stream
	return tea.Batch(v.listen(), v.session.Work(func() tea.Msg {
		defer stream.Close()
		content, sum, err := o.SyncScript(request)
		if err == nil {
			err = machines.Save(m.file, content)
		}
		m.sum, m.err = sum, err
		return m
	}))
}

func (v *Syncing) wrote(m written) {
	if !v.work.IsCurrent(m.seq) {
		return
	}
	v.work.End(m.err)
	if v.err = v.work.Err; v.err != nil {
		return
	}
	v.script, v.sum = m.file, m.sum
	v.show(saved)
}

// do disables what is chosen, or enables it again.
func (v *Syncing) do() tea.Cmd {
	v.notes = nil
	work, doing := v.meant(), "disabling"
	if v.resuming() {
		doing = "enabling"
	}
	at := len(v.answer.Fields) - 1
	typed, force := v.answer.Value(at), ""
	if at > 0 {
		force = v.answer.Value(0)
	}
	ctx := v.start(doing)
	// Stopped, the look afterwards is made all the same; stopped once more, it is not.
	look, leaveOut := context.WithCancel(context.WithoutCancel(ctx))
	v.leaveOut = leaveOut
	m, o, stream := ended{seq: v.work.Seq()}, v.session.SyncService(), v.work.Stream
	v.show(running)
	return tea.Batch(v.listen(), v.session.Work(func() tea.Msg {
		defer stream.Close()
		defer leaveOut()
		m.outcome, m.err = o.ApplySync(look, ctx.Done(), work, typed, force, session.Shown{Send: stream.Send})
		return m
	}))
}

func (v *Syncing) ended(m ended) tea.Cmd {
	if !v.work.IsCurrent(m.seq) {
		return nil
	}
	v.stopped = v.work.Stopping()
	v.work.End(m.err)
	v.err, v.outcome = v.work.Err, m.outcome
	v.show(finished)
	return v.session.Reload()
}

// reading is the date that is typed, read now.
func (v *Syncing) reading() (operation.ConsoleReading, bool) {
	return operation.ParseConsoleReading(v.form.Value(0), time.Now().UTC())
}
