package rename

import (
	"context"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/session"
)

// undoable is one line of what can be undone: a run that renamed groups, or a
// decision about two groups.
type undoable struct {
	run      fix.Run
	decision *operation.MadeDecision
}

// listed is the message that the journal's runs were read.
type listed struct {
	runs []fix.Run
	made []operation.MadeDecision
	err  error
}

// listRuns reads the runs of the journal.
func (f *Fixes) listRuns() tea.Cmd {
	s := f.session
	o, err := s.Service()
	return func() tea.Msg {
		if err != nil {
			return listed{err: err}
		}
		runs, err := o.RenameRuns(s.Context())
		if err != nil {
			return listed{err: err}
		}
		made, err := o.MadeDecisions()
		return listed{runs, made, err}
	}
}

// listed shows the runs, then the decisions, each newest first.
func (f *Fixes) listed(m listed) {
	if f.Err = m.err; m.err != nil || f.Mode != choosing {
		return
	}
	f.undo = nil
	for _, r := range slices.Backward(m.runs) {
		f.undo = append(f.undo, undoable{run: r})
	}
	for _, d := range slices.Backward(m.made) {
		f.undo = append(f.undo, undoable{decision: &d})
	}
	if len(f.undo) == 0 {
		f.Err = &migrate.Problem{
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
		return line(verdict+layout.Safe(operation.DecisionPair(d.Decision)), width, cursor)
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
	return f.plan(func(ctx context.Context, o *operation.Service, read operation.ReadSides,
		show session.Shown,
	) (*operation.RenamePlan, error) {
		return o.PlanUndoRun(ctx, run, read, show)
	})
}
