package rename

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

var (
	selecting = keys.Bind("space", "select", " ")
	all       = keys.Bind("a", "select all that are shown, or none", "a")
	kindKey   = keys.Bind("d", "kind of difference", "d")
	turning   = keys.Bind("t", "change the other side", "t")
	edit      = keys.Bind("e", "type the name", "e")
	plan      = keys.Bind("enter", "plan", "enter")
	partner   = keys.Bind("enter", "choose its partner", "enter")
	apart     = keys.Bind("b", "not the same group", "b")
	undo      = keys.Bind("u", "undo a run or a decision", "u")
	cancel    = keys.Bind("esc", "cancel", "esc")
	apply     = keys.Bind("enter", "apply", "enter")
	stop      = keys.Bind("esc", "stop after this rename", "esc")
	goOn      = keys.Bind("esc", "compare again", "esc")
)

// ShortHelp lists the keys for the footer.
func (f *Fixes) ShortHelp() []key.Binding {
	switch f.mode {
	case editing:
		return []key.Binding{keys.Bind("enter", "take this name", "enter"), cancel}
	case filtering:
		return []key.Binding{keys.Bind("enter", "keep the filter", "enter"), keys.Bind("esc", "back to the list", "esc")}
	case planning:
		return []key.Binding{apply, cancel}
	case running:
		return []key.Binding{stop}
	case finished:
		return []key.Binding{goOn}
	case undoing:
		return []key.Binding{keys.Bind("enter", "undo this", "enter"), cancel}
	case matching:
		return []key.Binding{keys.Bind("enter", "match", "enter"), cancel}
	case deciding:
		return []key.Binding{keys.Bind("enter", f.asked.do, "enter"), cancel}
	}
	enter := plan
	if row := f.current(); row != nil && row.Status == diff.Conflict {
		enter = partner
	}
	return []key.Binding{selecting, keys.Bind("a", "all", "a"), enter, keys.Bind("t", "other side", "t"), keys.Bind("e", "edit", "e"), keys.Filter, keys.Bind("u", "undo", "u"), keys.Bind("d", "kind", "d"), apart}
}

// FullHelp lists all keys.
func (f *Fixes) FullHelp() [][]key.Binding {
	return [][]key.Binding{keys.Movement(), {selecting, all, kindKey, keys.Filter}, {turning, edit, apart, plan, undo, keys.Read}}
}

func (f *Fixes) key(msg tea.KeyMsg) tea.Cmd {
	switch f.mode {
	case editing:
		return f.editKey(msg)
	case filtering:
		return f.filterKey(msg)
	case planning:
		return f.planKey(msg)
	case running:
		return nil
	case finished:
		f.scrollKey(msg)
		return nil
	case deciding:
		if key.Matches(msg, plan) {
			return f.confirmDecision()
		}
		return nil
	}
	if f.table.Update(msg) {
		return nil
	}
	enter := key.Matches(msg, plan)
	switch f.mode {
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
	row := f.current()
	switch {
	case key.Matches(msg, keys.Filter):
		f.mode = filtering
		return f.filter.Focus()
	case key.Matches(msg, kindKey):
		f.nextKind()
	case key.Matches(msg, keys.Read):
		return f.session.Retry()
	case key.Matches(msg, undo):
		return f.listRuns()
	case row == nil || f.work.Running():
	case key.Matches(msg, selecting):
		f.toggle(row)
		f.table.Move(1)
	case key.Matches(msg, all):
		f.selectAll()
	case key.Matches(msg, turning):
		f.turn(row)
	case key.Matches(msg, edit) && row.Status == diff.Differs:
		_, after := f.choiceOf(row).names(row)
		f.name.SetValue(after)
		f.name.CursorEnd()
		f.mode = editing
		return f.name.Focus()
	case key.Matches(msg, apart) && row.Status == diff.Differs:
		f.ask(apartQuestion(row))
	case key.Matches(msg, partner) && row.Status == diff.Conflict:
		f.of, f.other = row, opposite(row)
		f.show(matching)
	case key.Matches(msg, plan):
		return f.makePlan()
	}
	return nil
}

// choiceOf is what was chosen for a row, or the usual.
func (f *Fixes) choiceOf(row *diff.Row) choice {
	if c, ok := f.choices[session.KeyOf(row)]; ok {
		return c
	}
	return choice{side: migrate.SCIM}
}

func (f *Fixes) toggle(row *diff.Row) {
	k := session.KeyOf(row)
	if _, has := f.choices[k]; has {
		delete(f.choices, k)
	} else if row.Status == diff.Differs {
		f.choices[k] = choice{side: migrate.SCIM}
	}
}

// selectAll chooses every row that is shown but the merely similar ones, which
// are chosen one by one; or none, if all are chosen.
func (f *Fixes) selectAll() {
	every := true
	for _, row := range f.rows {
		k := session.KeyOf(row)
		if _, has := f.choices[k]; !has && row.Status == diff.Differs && (row.Identified || row.Kinds.Certain()) && !row.Kinds.Has(names.SideWide) {
			f.choices[k], every = choice{side: migrate.SCIM}, false
		}
	}
	if every {
		for _, row := range f.rows {
			delete(f.choices, session.KeyOf(row))
		}
	}
}

// turn changes the side of all that is chosen and shown, or of the row under the
// cursor if it is not chosen.
func (f *Fixes) turn(row *diff.Row) {
	other := func(c choice) choice {
		if c.side == migrate.AD {
			return choice{side: migrate.SCIM}
		}
		return choice{side: migrate.AD}
	}
	c, has := f.choices[session.KeyOf(row)]
	if !has {
		if row.Status == diff.Differs {
			f.choices[session.KeyOf(row)] = choice{side: migrate.AD}
		}
		return
	}
	to := other(c)
	for _, r := range f.rows {
		if k := session.KeyOf(r); f.choices[k].side == c.side {
			f.choices[k] = to
		}
	}
}

func (f *Fixes) nextKind() {
	all := names.AllKinds()
	switch {
	case f.kind == nil:
		f.kind = &all[0]
	case *f.kind == all[len(all)-1]:
		f.kind = nil
	default:
		for i, k := range all {
			if k == *f.kind {
				f.kind = &all[i+1]
				break
			}
		}
	}
	f.arrange()
}

func (f *Fixes) editKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, plan) {
		row, i := f.rows[f.table.Cursor()], session.Key{}
		i = session.KeyOf(row)
		c := f.choiceOf(row)
		value := f.name.Value()
		c.value = &value
		if value == "" {
			c.value = nil
		}
		f.choices[i] = c
		f.show(choosing)
		return nil
	}
	var cmd tea.Cmd
	f.name, cmd = f.name.Update(keys.Printable(msg))
	return cmd
}

func (f *Fixes) filterKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, plan) {
		f.mode = choosing
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

// planKey takes the number that the question asks for; nothing else begins a
// run.
func (f *Fixes) planKey(msg tea.KeyMsg) tea.Cmd {
	if msg.Type == tea.KeyUp || msg.Type == tea.KeyDown || msg.Type == tea.KeyPgUp || msg.Type == tea.KeyPgDown {
		f.scrollKey(msg)
		return nil
	}
	if key.Matches(msg, apply) {
		n := len(f.review.Plan.Fixes)
		if n == 0 {
			return nil
		}
		if f.shut != "" {
			return screen.Refuse("nothing was changed: the plan cannot be carried out")
		}
		if strings.TrimSpace(f.count.Value()) != strconv.Itoa(n) {
			return screen.Refuse("nothing was changed: type " + strconv.Itoa(n) + " to do it")
		}
		return f.carryOut()
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
		f.scroll -= f.height / 2
	case key.Matches(msg, keys.PageDown):
		f.scroll += f.height / 2
	}
}

func (f *Fixes) mouse(msg tea.MouseMsg) {
	switch f.mode {
	case planning, finished:
		switch msg.Button {
		case tea.MouseButtonWheelUp:
			f.scroll -= 3
		case tea.MouseButtonWheelDown:
			f.scroll += 3
		}
	case choosing, undoing, matching:
		msg.Y -= listTop
		f.table.Update(msg)
	}
}
