package rename

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/operation"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// planned is the message that a plan was made, or could not be.
type planned struct {
	seq    int
	review operation.RenamePlan
	spots  []spots // of its fixes
	err    error
}

// advanced is the message that work has come further.
type advanced struct {
	seq      int
	progress migrate.Progress
}

// ended is the message that a run is over.
type ended struct {
	seq    int
	report fix.Report
	err    error
}

// begin starts a piece of work, one at a time.
func (f *Fixes) begin(doing string) context.Context {
	f.err = nil
	return f.work.Start(f.session.Context(), doing)
}

func (f *Fixes) listen() tea.Cmd {
	return f.work.Listen(func(seq int, p migrate.Progress) tea.Msg { return advanced{seq, p} })
}

// makePlan plans what is chosen, or the row under the cursor if nothing is.
// What is done in the command is done on copies.
func (f *Fixes) makePlan() tea.Cmd {
	if len(f.choices) == 0 {
		f.toggle(f.current())
	}
	if len(f.choices) == 0 || f.session.Busy() {
		return nil
	}
	result := *f.result
	var chosen []operation.RowChoice
	for i := range f.result.Rows {
		row := f.result.Rows[i]
		if c, ok := f.choices[session.KeyOf(&row)]; ok {
			chosen = append(chosen, operation.RowChoice{Row: row, Side: c.side, Value: c.value})
		}
	}
	through := f.throughAD
	return f.plan(func(ctx context.Context, o *operation.Service, read operation.ReadSides,
		show session.Shown) (*operation.RenamePlan, error) {
		return o.PlanChosen(ctx, result, chosen, through, read, show)
	})
}

// planThroughAD plans again, with displayName in AD in place of the names that a directory
// sync takes from it.
func (f *Fixes) planThroughAD() tea.Cmd {
	if f.review.Review.Plan.Synced == 0 {
		return nil
	}
	err := operation.MayChangeThroughAD(f.session.Remembered, operation.NameAttribute(f.session.AD.Connection))
	if err != nil {
		return screen.Refuse(problem.Line(err))
	}
	f.throughAD = true
	return f.makePlan()
}

// plan makes a plan in a command.
func (f *Fixes) plan(with func(context.Context, *operation.Service, operation.ReadSides,
	session.Shown) (*operation.RenamePlan, error),
) tea.Cmd {
	s, read := f.session, f.session.ReadSides()
	ctx := f.begin("planning")
	seq, stream := f.work.Seq(), f.work.Stream
	return tea.Batch(f.listen(), func() tea.Msg {
		defer stream.Close()
		o, err := s.Service()
		if err != nil {
			return planned{seq: seq, err: err}
		}
		p, err := with(ctx, o, read, session.Shown{Send: stream.Send})
		if err != nil {
			return planned{seq: seq, err: err}
		}
		return planOf(seq, *p)
	})
}

// shut says why a plan can't be carried out; empty where it can.
func shut(p operation.RenamePlan) string {
	if p.Unwritable == "" {
		return ""
	}
	return "the names of " + sideName(p.Unwritable) +
		" come from a source that can't be changed. Connect its server in Connection, or press esc and then t to change the other side"
}

func sideName(s migrate.Side) string {
	if s == migrate.AD {
		return "AD"
	}
	return "the SCIM side"
}

func (f *Fixes) planned(m planned) {
	if !f.work.IsCurrent(m.seq) {
		return
	}
	f.work.End(m.err)
	if f.err = f.work.Err; m.err != nil {
		return
	}
	f.review, f.spots, f.shut = m.review, m.spots, shut(m.review)
	f.count.SetValue("")
	f.show(planning)
	f.count.Focus()
	f.fold()
}

// carryOut makes the changes of the plan that is shown.
func (f *Fixes) carryOut() tea.Cmd {
	plan, s, read := f.review, f.session, f.session.ReadSides()
	ctx := f.begin("renaming")
	seq, stream := f.work.Seq(), f.work.Stream
	f.show(running)
	return tea.Batch(f.listen(), s.Work(func() tea.Msg {
		defer stream.Close()
		m := ended{seq: seq, report: fix.Report{Result: &fix.Result{}}}
		o, err := s.Service()
		if m.err = err; err == nil {
			m.report, m.err = o.ApplyRenames(ctx, plan, read, session.Shown{Send: stream.Send})
		}
		return m
	}))
}

func (f *Fixes) ended(m ended) {
	if !f.work.IsCurrent(m.seq) {
		return
	}
	f.work.End(m.err)
	f.err = f.work.Err
	var b strings.Builder
	if m.report.Result.Run != "" {
		// A strings.Builder cannot fail.
		_ = m.report.WriteTable(&b, diff.TableOptions{Width: f.width - 2})
	}
	f.show(finished)
	f.lines = strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	f.choices, f.typed = map[session.Key]choice{}, map[session.Key]choice{}
}
