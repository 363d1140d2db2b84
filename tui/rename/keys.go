package rename

import (
	"cmp"

	"ad2scim/migrate/render"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/names"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// Actions lists what can be done in the list.
func (f *Fixes) Actions() []screen.Action {
	if f.Mode != choosing {
		return nil
	}
	row, why, differs := f.current(), "", ""
	switch {
	case f.Job.Running():
		why = "work is in progress: esc stops it"
	case row == nil:
		why = "no name is shown"
	case !fix.Renamable(row):
		differs = "press enter to choose a match first"
	}
	differs = cmp.Or(why, differs)
	enter := screen.Action{Key: keys.Open, Words: "plan the renames", Hint: "plan", Why: why, Run: f.makePlan}
	if row != nil && fix.NeedsMatch(row) {
		enter.Words, enter.Hint, enter.Run = "choose the matching group", "choose match", f.startMatch
	}
	return []screen.Action{
		{Key: keys.Select, Hint: "select", Why: why, Run: f.selectRow},
		{Key: keys.SelectAll, Hint: "all", Why: why, Run: f.selectAll},
		enter,
		{Key: keys.Turn, Hint: "other side", Why: why, Run: f.turnSide},
		{Key: keys.Edit, Words: "type the name", Hint: "edit", Why: differs, Run: f.startEdit},
		{Key: keys.Undo, Words: "undo a run or a decision", Hint: "undo", Run: f.listUndo},
		{Key: keys.Filter, Hint: "filter", Run: f.startFilter},
		{Key: keys.Kind, Hint: "kind", Run: f.chooseKind},
		{Key: keys.Apart, Hint: "different groups", Why: differs, Run: f.askApart},
		{Key: keys.Read, Run: f.session.Retry},
	}
}

// ShortHelp lists the keys for the footer.
func (f *Fixes) ShortHelp() []key.Binding {
	enter := func(what string) key.Binding { return keys.As(keys.Open, what) }
	cancel := keys.As(keys.Escape, "cancel")
	switch f.Mode {
	case editing:
		return []key.Binding{enter("use this name"), cancel}
	case filtering:
		return []key.Binding{enter("keep the filter"), keys.As(keys.Escape, "back to the list")}
	case planning:
		if f.review.Review.Plan.Synced > 0 {
			return []key.Binding{enter("apply"), keys.ThroughAD, cancel}
		}
		return []key.Binding{enter("apply"), cancel}
	case running:
		return []key.Binding{keys.As(keys.Escape, "stop after this rename")}
	case finished:
		return []key.Binding{keys.As(keys.Escape, "back to the list"), keys.Undo}
	case undoing:
		return []key.Binding{enter("undo this"), cancel}
	case matching:
		return []key.Binding{enter("match"), cancel}
	case deciding:
		return []key.Binding{enter(f.question.action), cancel}
	}
	return screen.Hints(f.Actions())
}

// FullHelp lists all keys.
func (f *Fixes) FullHelp() [][]key.Binding {
	if f.Mode != choosing {
		return [][]key.Binding{keys.Movement(), f.ShortHelp()}
	}
	return [][]key.Binding{keys.Movement(), screen.Help(f.Actions())}
}

func (f *Fixes) key(msg tea.KeyMsg) tea.Cmd {
	switch f.Mode {
	case editing:
		return f.editKey(msg)
	case filtering:
		return f.filterKey(msg)
	case planning:
		return f.planKey(msg)
	case running:
		return nil
	case finished:
		if key.Matches(msg, keys.Undo) {
			f.show(choosing)
			return f.listUndo()
		}
		f.scrollKey(msg)
		return nil
	case deciding:
		if key.Matches(msg, keys.Open) {
			return f.confirmDecision()
		}
		return nil
	}
	if f.table.Update(msg) {
		return nil
	}
	enter := key.Matches(msg, keys.Open)
	switch f.Mode {
	case undoing:
		if enter {
			return f.undoThis()
		}
		return nil
	case matching:
		if enter {
			return f.match()
		}
		return nil
	}
	return f.listKey(msg)
}

func (f *Fixes) listKey(msg tea.KeyMsg) tea.Cmd {
	cmd, _ := screen.Press(f.Actions(), msg)
	return cmd
}

func (f *Fixes) startFilter() tea.Cmd {
	f.Mode = filtering
	return f.filter.Focus()
}

func (f *Fixes) selectRow() tea.Cmd {
	f.toggle(f.current())
	f.table.Move(1)
	return nil
}

func (f *Fixes) startEdit() tea.Cmd {
	row := f.current()
	_, after := f.choiceOf(row).Names(row)
	f.name.SetValue(after)
	f.name.CursorEnd()
	f.Mode = editing
	return f.name.Focus()
}

// choiceOf is the choice for a row, or the default.
func (f *Fixes) choiceOf(row *diff.Row) fix.Choice {
	if c, ok := f.choices[session.KeyOf(row)]; ok {
		return c
	}
	return fix.Choice{Side: fix.DefaultSide}
}

func (f *Fixes) toggle(row *diff.Row) {
	k := session.KeyOf(row)
	if _, has := f.choices[k]; has {
		f.deselect(k)
	} else if fix.Renamable(row) {
		f.selectKey(k)
	}
}

// selectKey selects a row, with the name typed for it earlier, if any.
func (f *Fixes) selectKey(k session.Key) {
	f.choices[k] = fix.Choice{Side: fix.DefaultSide}
	if c, typed := f.typedNames[k]; typed {
		f.choices[k] = c
	}
}

// deselect deselects a row. A typed name is kept in case the row is selected again.
func (f *Fixes) deselect(k session.Key) {
	if c := f.choices[k]; c.Value != nil {
		f.typedNames[k] = c
	}
	delete(f.choices, k)
}

// selectAll selects every visible row except merely similar ones, or deselects all if all are
// selected.
func (f *Fixes) selectAll() tea.Cmd {
	allSelected := true
	for _, row := range f.rows {
		k := session.KeyOf(row)
		if _, has := f.choices[k]; !has && fix.Plannable(row) {
			f.selectKey(k)
			allSelected = false
		}
	}
	if allSelected {
		for _, row := range f.rows {
			f.deselect(session.KeyOf(row))
		}
	}
	return nil
}

// turnSide changes the side of all selected visible rows, or only of the current row if it
// isn't selected.
func (f *Fixes) turnSide() tea.Cmd {
	row := f.current()
	c, has := f.choices[session.KeyOf(row)]
	if c.Value != nil {
		return screen.Refuse("you typed this name for this side: e changes it, space discards it")
	}
	if !has {
		if fix.Renamable(row) {
			f.choices[session.KeyOf(row)] = f.choiceOf(row).OtherSide()
		}
		return nil
	}
	to, n := c.OtherSide(), 0
	for _, r := range f.rows {
		if k := session.KeyOf(r); f.choices[k].Side == c.Side && f.choices[k].Value == nil {
			f.choices[k] = to
			n++
		}
	}
	return screen.Notify(render.Count(n, "name", "names") + " to change: " + sideName(to.Side))
}

// chooseKind opens the list of kinds of difference.
func (f *Fixes) chooseKind() tea.Cmd {
	only := func(k *names.Kind) func() tea.Cmd {
		return func() tea.Cmd {
			f.kind = k
			f.arrange()
			return nil
		}
	}
	c := screen.Choice{Title: "Show names that differ in", Items: []screen.Item{{Text: "any kind", Do: only(nil)}}}
	for i, k := range names.AllKinds() {
		n := 0
		if f.result != nil {
			n = f.result.Summary.ByKind[k]
		}
		c.Items = append(c.Items, screen.Item{Text: k.String(), Note: render.Number(n), Do: only(&k)})
		if f.kind != nil && *f.kind == k {
			c.At = i + 1
		}
	}
	return screen.Choose(c)
}

func (f *Fixes) editKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keys.Open) {
		row := f.rows[f.table.Cursor()]
		f.choices[session.KeyOf(row)] = f.choiceOf(row).WithName(f.name.Value())
		f.show(choosing)
		return nil
	}
	var cmd tea.Cmd
	f.name, cmd = f.name.Update(keys.Printable(msg))
	return cmd
}

func (f *Fixes) filterKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keys.Open) {
		f.Mode = choosing
		f.filter.Blur()
		return nil
	}
	if msg.Type == tea.KeyUp || msg.Type == tea.KeyDown {
		f.table.Update(msg)
		return nil
	}
	var cmd tea.Cmd
	f.filter, cmd = f.filter.Update(keys.Printable(msg))
	f.arrange()
	return cmd
}

// planKey handles the keys of the plan. Only the typed number starts a run.
func (f *Fixes) planKey(msg tea.KeyMsg) tea.Cmd {
	if msg.Type == tea.KeyUp || msg.Type == tea.KeyDown || msg.Type == tea.KeyPgUp || msg.Type == tea.KeyPgDown {
		f.scrollKey(msg)
		return nil
	}
	if key.Matches(msg, keys.Open) {
		if !f.review.NeedsApproval() || f.Busy() || f.Err != nil {
			return nil
		}
		if f.invalid != "" {
			return screen.Refuse("nothing was changed: this plan can't be applied")
		}
		if !f.review.Confirmed(f.count.Value()) {
			return screen.Refuse("nothing was changed: type " + f.review.Number() + " first")
		}
		return f.apply()
	}
	if key.Matches(msg, keys.ThroughAD) {
		return f.planThroughAD()
	}
	var cmd tea.Cmd
	f.count, cmd = f.count.Update(keys.Printable(msg))
	return cmd
}

func (f *Fixes) scrollKey(msg tea.KeyMsg) {
	switch {
	case key.Matches(msg, keys.Up):
		f.scroll--
	case key.Matches(msg, keys.Down):
		f.scroll++
	case key.Matches(msg, keys.PageUp):
		f.scroll -= f.Height / 2
	case key.Matches(msg, keys.PageDown):
		f.scroll += f.Height / 2
	}
}

func (f *Fixes) mouse(msg tea.MouseMsg) {
	switch f.Mode {
	case planning, finished:
		switch msg.Button {
		case tea.MouseButtonWheelUp:
			f.scroll -= 3
		case tea.MouseButtonWheelDown:
			f.scroll += 3
		}
	case choosing, undoing, matching:
		msg.Y -= f.listTop()
		f.table.Update(msg)
	}
}
