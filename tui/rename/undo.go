package rename

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/session"
)

// undoable is one line of what can be undone: a run that renamed groups, or a
// decision about two groups.
type undoable struct {
	run      fix.Run
	decision *diff.Decision
}

// listed is the message that the journal's runs were read.
type listed struct {
	runs []fix.Run
	err  error
}

// listRuns reads the runs of the journal.
func (f *Fixes) listRuns() tea.Cmd {
	s := f.session
	return func() tea.Msg {
		j, held, err := s.HoldJournal(false)
		if err != nil {
			return listed{err: err}
		}
		defer held.Close()
		runs, err := fix.Runs(j)
		return listed{runs, err}
	}
}

// listed shows the runs, then the decisions, each newest first.
func (f *Fixes) listed(m listed) {
	if f.err = m.err; m.err != nil || f.mode != choosing {
		return
	}
	f.undo = nil
	for _, r := range slices.Backward(m.runs) {
		f.undo = append(f.undo, undoable{run: r})
	}
	for _, d := range slices.Backward(f.session.Remembered.Decisions) {
		f.undo = append(f.undo, undoable{decision: &d})
	}
	if len(f.undo) == 0 {
		f.err = &migrate.Problem{
			What: "nothing to undo",
			Why:  "no group was renamed and no pair was matched in this workspace",
		}
		return
	}
	f.show(undoing)
}

// undoThis plans to undo the run under the cursor, or asks about the decision.
func (f *Fixes) undoThis() tea.Cmd {
	i := f.table.Cursor()
	if i < 0 {
		return nil
	}
	if d := f.undo[i].decision; d != nil {
		f.ask(undoQuestion(*d))
		return nil
	}
	return f.makeUndo(f.undo[i].run.ID)
}

func (f *Fixes) undoRow(i, width int, cursor bool) string {
	if d := f.undo[i].decision; d != nil {
		verdict := "matched by hand      "
		if d.Apart {
			verdict = "different groups     "
		}
		return line(verdict+layout.Safe(pairText(*d)), width, cursor)
	}
	r := f.undo[i].run
	what := render.Count(r.Done, "group", "groups") + " renamed"
	if r.NotDone > 0 {
		what += fmt.Sprintf(", %d not renamed", r.NotDone)
	}
	if r.InDoubt > 0 {
		what += fmt.Sprintf(", %d unknown", r.InDoubt)
	}
	if r.Undoes != "" {
		what += "; undid " + layout.Safe(r.Undoes)
	}
	return line(render.Time(r.Began)+"  "+layout.Safe(r.Who)+"  "+what, width, cursor)
}

// makeUndo plans to undo one run.
func (f *Fixes) makeUndo(run string) tea.Cmd {
	s, ends := f.session, f.session.Ends()
	lists := fix.Lists{AD: s.AD.Groups, SCIM: s.SCIM.Groups, ADName: adName(s.AD.Connection)}
	ctx := f.begin("planning")
	seq, stream := f.work.Seq(), f.work.Stream
	return tea.Batch(f.listen(), func() tea.Msg {
		defer stream.Close()
		targets, done, err := s.Targets(ctx, ends)
		if err != nil {
			return planned{seq: seq, err: err}
		}
		defer done()
		p, err := undoOf(ctx, s, run, fix.SettleOptions{Targets: targets, Wait: true, Report: stream.Send})
		if err != nil {
			return planned{seq: seq, err: err}
		}
		if err := p.Look(ctx, targets, stream.Send); err != nil {
			return planned{seq: seq, err: err}
		}
		return planOf(seq, fix.Examine(p, lists))
	})
}

// undoOf plans to undo a run, once it is known which of its changes were made.
func undoOf(ctx context.Context, s *session.Session, run string, o fix.SettleOptions) (p *fix.Plan, err error) {
	j, held, err := s.HoldJournal(false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	if _, err := fix.Settle(ctx, j, o); err != nil {
		return nil, err
	}
	return fix.Undo(j, fix.Selection{Run: run})
}
