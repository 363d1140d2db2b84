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
	seq     int
	back    bool // the way back is asked for
	hosts   []operation.SyncHost
	looked  []operation.SyncScanResult
	taken   operation.SyncRecordedScan
	verdict *operation.SyncVerdict
	changes []*operation.SyncChange // that an admin made by hand, where nothing was looked at
	notSync []operation.TaskName    // what is still left out by the admin's word
	notes   []string
	unkept  error
	err     error
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
func (v *Syncing) look(back bool, said operation.SyncStatement) tea.Cmd {
	ctx := v.start("scanning")
	m, reach, machines, desk, stream := looked{seq: v.work.Seq(), back: back}, v.reach, v.session.Machines,
		v.session.SyncService(), v.work.Stream
	judge := v.step == StepStopped && !back
	m.notSync = v.notSync
	return tea.Batch(v.listen(), v.session.Work(func() tea.Msg {
		defer stream.Close()
		if m.hosts, m.err = machines.Hosts(reach); m.err != nil {
			return m
		}
		changes, files, err := operation.SyncChangesAmong(reach.Results)
		if m.err = err; err != nil {
			return m
		}
		if m.notes, m.err = noteByHand(desk, changes); m.err != nil {
			return m
		}
		if m.changes = changes; len(changes) > 0 && len(files) == 0 {
			return m
		}
		if m.looked, m.err = operation.ScanHosts(ctx, m.hosts, files, stream.Send); m.err != nil {
			return m
		}
		if len(reach.Results) == 0 {
			m.unkept = desk.RememberTargets(reach)
		}
		if !judge {
			m.taken, m.err = desk.RecordScan(m.looked)
			return m
		}
		var lapsed []string
		if m.notSync, lapsed, m.err = stillNotSync(desk, m.looked, m.notSync); m.err != nil {
			return m
		}
		m.notes = append(m.notes, lapsed...)
		said.NotSync = m.notSync
		var verdict operation.SyncVerdict
		verdict, m.taken.Settled, m.err = desk.Verify(m.looked, said)
		m.verdict, m.taken.Assessment = &verdict, verdict.Assessment
		return m
	}))
}

// stillNotSync leaves, of what the admin said is not AD sync, what a look goes by,
// and says why the rest does not count any more.
func stillNotSync(desk operation.SyncService, looked []operation.SyncScanResult,
	all []operation.TaskName,
) (kept []operation.TaskName, lapsed []string, err error) {
	refused, err := desk.InvalidExclusions(looked, all)
	for _, n := range all {
		if why := refused[n]; why != nil {
			lapsed = append(lapsed, "your statement that "+string(n)+" isn't AD sync no longer counts: "+problem.Line(why))
			continue
		}
		kept = append(kept, n)
	}
	return kept, lapsed, err
}

// saw takes what a look saw. Of one that could not be made only why is taken:
// what was seen before stays.
func (v *Syncing) saw(m looked) tea.Cmd {
	if !v.work.IsCurrent(m.seq) {
		return nil
	}
	v.work.End(m.err)
	v.err, v.stopped, v.failed = v.work.Err, v.work.Stopped, nil
	if m.err != nil {
		v.failed = m.looked
		return nil
	}
	v.hosts, v.looked, v.taken, v.verdict, v.notSync = m.hosts, m.looked, m.taken, m.verdict, m.notSync
	v.notes, v.picked = m.notes, nil
	switch {
	case len(m.changes) > 0 && len(m.looked) == 0:
		v.outcome, v.all = operation.SyncOutcome{Changes: m.changes},
			operation.SyncWork{Action: operation.SyncAction(m.changes[0].Action)}
		if both := operation.BothLive(v.session.Remembered); v.resuming() && both != "" {
			v.notes = append(v.notes, both)
		}
		v.show(finished)
	case m.back:
		v.planBack()
	default:
		v.show(found)
	}
	cmds := []tea.Cmd{v.session.Reload()}
	if m.unkept != nil {
		cmds = append(cmds, screen.Refuse(problem.Line(m.unkept)))
	}
	return tea.Batch(cmds...)
}

// noted reports whether the view is about what result files told of work that was
// done by hand: of how it stands now they tell nothing.
func (v *Syncing) noted() bool { return v.mode == finished && len(v.looked) == 0 }

// noteByHand notes what scripts did that an admin ran.
func noteByHand(desk operation.SyncService, changes []*operation.SyncChange) (notes []string, err error) {
	for _, c := range changes {
		n, err := desk.ByHand(c)
		if err != nil {
			return notes, err
		}
		switch from := "the result from " + c.Host; {
		case n.Heard:
			notes = append(notes, from+" was already recorded")
		case n.Outdated:
			notes = append(notes, from+" is older than the last scan, so the scan's result is kept: scan again")
		default:
			notes = append(notes, from+" is recorded as done by hand: scan again to check it")
		}
	}
	return notes, nil
}

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
	m, machines := written{seq: v.work.Seq(), file: v.form.Value(0)}, v.session.Machines
	script, args := operation.SyncFind, operation.SyncArguments{}
	if v.place != byScript {
		script, args = v.byHand()
	}
	stream := v.work.Stream
	return tea.Batch(v.listen(), v.session.Work(func() tea.Msg {
		defer stream.Close()
		content, sum, err := script.File(args)
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
	typed := len(v.answer.Fields) - 1
	consent := operation.SyncConsent{Typed: v.answer.Value(typed)}
	if typed > 0 {
		consent.Force = v.answer.Value(0)
	}
	ctx := v.start(doing)
	// Stopped, the look afterwards is made all the same; stopped once more, it is not.
	look, leaveOut := context.WithCancel(context.WithoutCancel(ctx))
	v.leaveOut = leaveOut
	m, desk, stream := ended{seq: v.work.Seq()}, v.session.SyncService(), v.work.Stream
	v.show(running)
	return tea.Batch(v.listen(), v.session.Work(func() tea.Msg {
		defer stream.Close()
		defer leaveOut()
		if consent.Force != "" {
			if m.err = desk.ForceResumeWithSCIM(consent.Force); m.err != nil {
				return m
			}
		}
		m.outcome, m.err = desk.Do(look, ctx.Done(), work, consent, func(*operation.SyncChange) {}, stream.Send)
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
