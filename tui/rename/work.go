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
	review fix.Review
	spots  []spots // of its fixes
	shut   string  // why it cannot be carried out, if so
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
	result.Rows = nil
	var o fix.Options
	// Only the chosen rows are handed on, so that two groups of one name are
	// never taken for each other.
	for i := range f.result.Rows {
		row := f.result.Rows[i]
		c, ok := f.choices[session.KeyOf(&row)]
		if !ok {
			continue
		}
		result.Rows = append(result.Rows, row)
		o.Choices = append(o.Choices, fix.Choice{Group: groupOf(&row, c.side), Side: c.side, Value: c.value})
	}
	o.ADName, o.ThroughAD = adName(f.session.AD.Connection), f.throughAD
	lists := fix.Lists{AD: f.session.AD.Groups, SCIM: f.session.SCIM.Groups, ADName: o.ADName}
	ends, s := f.session.Ends(), f.session
	ctx := f.begin("planning")
	seq, stream := f.work.Seq(), f.work.Stream
	return tea.Batch(f.listen(), func() tea.Msg {
		defer stream.Close()
		targets, done, err := s.Targets(ctx, ends)
		if err != nil {
			return planned{seq: seq, err: err}
		}
		defer done()
		name(&result, targets)
		p, err := fix.Make(ctx, &result, o, targets, stream.Send)
		if err != nil {
			return planned{seq: seq, err: err}
		}
		m := planOf(seq, fix.Examine(p, lists))
		m.shut = unwritable(m.review.Plan, targets)
		return m
	})
}

// planThroughAD plans again, with displayName in AD in place of the names that a directory
// sync takes from it.
func (f *Fixes) planThroughAD() tea.Cmd {
	if f.review.Plan.Synced == 0 {
		return nil
	}
	if err := operation.MayChangeThroughAD(f.session.Remembered, adName(f.session.AD.Connection)); err != nil {
		return screen.Refuse(problem.Line(err))
	}
	f.throughAD = true
	return f.makePlan()
}

// unwritable says which side of a plan cannot be written to.
func unwritable(p *fix.Plan, targets fix.Targets) string {
	for _, one := range p.Fixes {
		if targets[one.Side] == nil {
			return "the names of " + sideName(one.Side) +
				" come from a source that can't be changed. Connect its server in Connection, or press esc and then t to change the other side"
		}
	}
	return ""
}

func sideName(s migrate.Side) string {
	if s == migrate.AD {
		return "AD"
	}
	return "the SCIM side"
}

// name gives the result the names of the servers as the run will know them.
func name(r *diff.Result, targets fix.Targets) {
	if t := targets[migrate.AD]; t != nil {
		r.ADSource = t.String()
	}
	if t := targets[migrate.SCIM]; t != nil {
		r.SCIMSource = t.String()
	}
}

func adName(c migrate.Connection) migrate.Attribute {
	if c.NameAttribute == "" || c.NameAttribute == "cn" {
		return migrate.CommonName
	}
	return migrate.Attribute(c.NameAttribute)
}

// groupOf names the group that changes.
func groupOf(row *diff.Row, side migrate.Side) string {
	g := row.SCIM
	if side == migrate.AD {
		g = row.AD
	}
	if g.ID != "" {
		return g.ID
	}
	return g.Name
}

func (f *Fixes) planned(m planned) {
	if !f.work.IsCurrent(m.seq) {
		return
	}
	f.work.End(m.err)
	if f.err = f.work.Err; m.err != nil {
		return
	}
	f.review, f.spots, f.shut = m.review, m.spots, m.shut
	f.count.SetValue("")
	f.show(planning)
	f.count.Focus()
	f.fold()
}

// carryOut makes the changes of the plan that is shown.
func (f *Fixes) carryOut() tea.Cmd {
	p, s, ends, review := f.review.Plan, f.session, f.session.Ends(), f.review
	if p.ThroughAD() {
		if err := operation.MayChangeThroughAD(s.Remembered, adName(s.AD.Connection)); err != nil {
			return screen.Refuse(problem.Line(err))
		}
	}
	ctx := f.begin("renaming")
	seq, stream := f.work.Seq(), f.work.Stream
	f.show(running)
	return tea.Batch(f.listen(), s.Work(func() tea.Msg {
		defer stream.Close()
		m := ended{seq: seq, report: fix.Report{Result: &fix.Result{}}}
		targets, done, err := s.Targets(ctx, ends)
		if err != nil {
			m.err = err
			return m
		}
		defer done()
		j, held, err := s.HoldJournal(true)
		if err != nil {
			m.err = err
			return m
		}
		defer held.Close()
		m.report.Result, m.err = fix.Apply(ctx, p, fix.ApplyOptions{Targets: targets, Journal: j, Report: stream.Send})
		for _, finding := range review.Findings {
			if finding.Severity == fix.Error {
				m.report.LeftOut = append(m.report.LeftOut, finding)
			}
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
