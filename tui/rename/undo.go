package rename

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/session"
)

// undoablesLoaded is the message with what can be undone.
type undoablesLoaded struct {
	undo []operation.Undoable
	err  error
}

// listUndo lists what can be undone.
func (f *Fixes) listUndo() tea.Cmd {
	s := f.session
	o, err := s.Service()
	return func() tea.Msg {
		if err != nil {
			return undoablesLoaded{err: err}
		}
		all, err := o.Undoables(s.Context())
		return undoablesLoaded{all, err}
	}
}

func (f *Fixes) showUndoables(m undoablesLoaded) {
	if f.Err = m.err; m.err != nil || f.Mode != choosing {
		return
	}
	f.undo = m.undo
	f.show(undoing)
}

// undoThis plans to undo the current run, or asks about the current decision.
func (f *Fixes) undoThis() tea.Cmd {
	i := f.table.Cursor()
	if i < 0 {
		return nil
	}
	if d := f.undo[i].Decision; d != nil {
		f.ask(undoQuestion(*d))
		return nil
	}
	return f.makeUndo(f.undo[i].Run.ID)
}

func (f *Fixes) undoRow(i, width int, cursor bool) string {
	if d := f.undo[i].Decision; d != nil {
		verdict := "matched by hand      "
		if d.Apart {
			verdict = "different groups     "
		}
		return line(verdict+layout.Safe(operation.DecisionPair(d.Decision)), width, cursor)
	}
	r := f.undo[i].Run
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
		show session.Reporter,
	) (*operation.RenamePlan, error) {
		return o.PlanUndoRun(ctx, run, read, show)
	})
}
