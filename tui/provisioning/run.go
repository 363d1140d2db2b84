package provisioning

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// question is a step that the admin makes; answer is closed once it is made.
type question struct {
	step   idp.Step
	why    string // what the last look at it found wanting
	answer chan struct{}
}

// asked is the message that a step is the admin's.
type asked struct {
	seq      int
	question question
}

// ended is the message that a run is over.
type ended struct {
	seq    int
	report enable.Report
	notes  []string
	err    error
}

// job is what a run needs, apart from the view: it works while the view draws.
// What became of an earlier run that was cut off was read with the plan.
type job struct {
	provider     idp.Provider
	id           playbook.IDP
	app          idp.App
	want         idp.Want
	plan         *enable.Plan
	reason, who  string
	begin        func() (*migration.Workspace, error) // with what is compared noted, before anything is made
	hold         func() (*migration.Workspace, error)
	guide        guideFunc
	report       migrate.Report
	every, limit time.Duration
}

// carryOut makes the steps of the plan that is shown, or takes back what is.
func (e *Enabling) carryOut(back bool) tea.Cmd {
	s := e.session
	j := job{provider: e.provider, id: e.id, app: e.app, want: e.want, plan: e.plan, who: s.Workspace.Who(), begin: s.HoldingCompared(), hold: s.Holding(), every: e.every, limit: e.limit}
	if len(e.answer.Fields) > 1 {
		j.reason = e.answer.Value(0)
	}
	doing := "making the steps"
	if back {
		doing = "taking back"
	}
	ctx := e.begin(doing)
	j.report = e.work.Stream.Send
	questions := make(chan question)
	j.guide = guide(questions, j.who)
	do := j.enable
	if back {
		do = j.disable
	}
	e.questions, e.back, e.open, e.reached = questions, back, nil, 0
	e.show(running)
	seq, stream := e.work.Seq(), e.work.Stream
	return tea.Batch(e.listen(), e.hear(), s.Work(func() tea.Msg {
		defer close(questions)
		defer stream.Close()
		m := ended{seq: seq}
		m.report, m.notes, m.err = do(ctx)
		return m
	}))
}

// hear waits for the next step that is the admin's.
func (e *Enabling) hear() tea.Cmd {
	seq, questions := e.work.Seq(), e.questions
	return func() tea.Msg {
		if q, more := <-questions; more {
			return asked{seq, q}
		}
		return nil
	}
}

// guide hands a step to the admin and waits for the word.
func guide(questions chan<- question, who string) guideFunc {
	return func(ctx context.Context, step idp.Step, why string) (string, error) {
		q := question{step, why, make(chan struct{})}
		select {
		case questions <- q:
		case <-ctx.Done():
			return "", ctx.Err()
		}
		select {
		case <-q.answer:
			return who + " said that it is made", nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// enable makes the steps, notes them, follows the first cycle and notes the
// start. The workspace is held only while something is written.
func (j job) enable(ctx context.Context) (report enable.Report, notes []string, err error) {
	report.Outcomes, notes, err = j.make(ctx)
	if err != nil {
		return report, notes, err
	}
	c, err := j.follow(ctx)
	report.Cycle = &c
	if err != nil {
		return report, notes, err
	}
	w, err := j.hold()
	if err != nil {
		return report, notes, err
	}
	defer w.Close()
	_, start := report.Parts()
	more, err := j.note(w, start)
	return report, append(notes, more...), err
}

func (j job) make(ctx context.Context) ([]enable.Outcome, []string, error) {
	k, err := j.keep()
	if err != nil {
		return nil, nil, err
	}
	defer k.Close()
	engine := &enable.Engine{Provider: j.provider, App: j.app, Want: j.want, Journal: k, Report: j.report,
		Gate: func() error { return enable.MayStart(k.w, j.want.Path, j.id, j.reason, j.who) }}
	engine.Guide = k.without(j.guide, engine)
	waiting, err := engine.Waiting()
	if err != nil {
		return nil, nil, err
	}
	if err := enable.Open(k.w, j.want.Path, j.id, waiting, j.reason, j.who, true); err != nil {
		return nil, nil, err
	}
	if err := engine.TakeOver(); err != nil {
		return nil, nil, err
	}
	outcomes, failed := engine.Apply(ctx, j.plan)
	if k.w == nil { // it could not be taken again, and failed says why
		return outcomes, nil, failed
	}
	before, _ := enable.Report{Outcomes: outcomes}.Parts()
	notes, err := j.note(k.w, before)
	return outcomes, notes, errors.Join(failed, err)
}

func (j job) note(w *migration.Workspace, report enable.Report) ([]string, error) {
	r := enable.Recorder{Path: j.want.Path, Provider: j.id, At: time.Now().UTC(), By: j.who, Force: j.reason}
	return enable.Note(w, func(s *migration.State) ([]store.Entry, []string) { return r.Record(s, report) })
}

func (j job) follow(ctx context.Context) (idp.Cycle, error) {
	limited, cancel := context.WithTimeout(ctx, j.limit)
	defer cancel()
	c, err := enable.Follow(limited, j.provider, j.app, j.every, j.report)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		err = &migrate.Problem{Class: migrate.Partial, What: "the first cycle has not ended yet", Why: "it was waited for " + j.limit.String(),
			Next: "look again later: check the step of the start", Err: err}
	}
	return c, err
}

func (j job) disable(ctx context.Context) (report enable.Report, notes []string, err error) {
	w, err := j.hold()
	if err != nil {
		return report, nil, err
	}
	defer w.Close()
	engine := &enable.Engine{Provider: j.provider, App: j.app, Journal: w.Journal(), Report: j.report}
	made, err := engine.Made()
	if err != nil {
		return report, nil, err
	}
	if err := engine.TakeOver(); err != nil {
		return report, nil, err
	}
	byHand, err := enable.TakingBack(w, j.id, made, j.who)
	if err != nil {
		return report, nil, err
	}
	report.Outcomes, err = engine.Disable(ctx)
	for i, text := range byHand {
		byHand[i] = "for you to undo: " + text
	}
	return report, byHand, err
}

// advanced takes note of how far the work is. The cycle is told of once every
// step is made.
func (e *Enabling) advanced(p migrate.Progress) tea.Cmd {
	e.work.Progress(p)
	if e.mode == running && e.plan != nil {
		e.reached = len(e.plan.Steps)
		if i := p.Done; i < len(e.plan.Steps) && p.Total == len(e.plan.Steps) && e.plan.Steps[i].Title == p.Doing {
			e.reached = i
		}
	}
	return e.listen()
}

func (e *Enabling) ended(m ended) tea.Cmd {
	if !e.work.Mine(m.seq) {
		return nil
	}
	e.work.End(m.err)
	e.err, e.stopped = e.work.Err, e.work.Stopped
	e.report, e.notes, e.open = m.report, m.notes, nil
	e.show(finished)
	return e.session.Reload()
}
