package rename

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/names"
	"ad2scim/migrate/operation"
	"ad2scim/tui/flow"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/table"
	"ad2scim/tui/theme"
)

// mode is what the screen shows.
type mode uint8

const (
	choosing  mode = iota // the list of names
	editing               // the input for a new name
	filtering             // the input of the filter
	planning              // a plan and its confirmation
	running               // the run in progress
	finished              // the result of a run
	undoing               // the list of what can be undone
	matching              // the possible matches of a conflict
	deciding              // a decision and its confirmation
)

// Fixes is the screen.
type Fixes struct {
	flow.Frame[mode]
	session *session.Session

	result     *diff.Result
	rows       []*diff.Row // the visible rows
	choices    map[session.Key]fix.Choice
	typedNames map[session.Key]fix.Choice // deselected rows for which a name was typed
	kind       *names.Kind                // show only this kind
	table      table.Table
	filter     textinput.Model
	name       textinput.Model // the new name while it is edited
	count      textinput.Model // the number that confirms a plan

	review  operation.RenamePlan
	spots   []spots
	invalid string // why the plan can't be applied
	// throughAD plans to change displayName in AD where a directory sync copies it.
	throughAD  bool
	lines      []string // the text above the rows of the plan, or of the result
	scroll     int
	undo       []operation.Undoable
	conflicts  diff.ConflictRows
	pairs      []diff.ConflictPair // of the conflict being resolved
	more       int                 // number of its pairs that aren't listed
	groups     int                 // number of its groups; a new comparison renumbers conflicts
	question   *question           // the open question about a decision
	currentKey session.Key         // the current row of the list, kept while another page is open
	outdated   string              // says that the comparison is outdated, above the table
}

// New returns the screen for a session.
func New(s *session.Session) *Fixes {
	f := &Fixes{
		session: s, choices: map[session.Key]fix.Choice{}, typedNames: map[session.Key]fix.Choice{}, filter: textinput.New(),
		name: textinput.New(), count: textinput.New(),
	}
	for _, in := range []*textinput.Model{&f.filter, &f.name, &f.count} {
		in.Prompt, in.CharLimit = "", 1024
		in.PlaceholderStyle, in.Cursor.Style = theme.Faint, theme.Accent
		in.Cursor.SetMode(cursor.CursorStatic)
	}
	f.filter.Placeholder = "type to filter"
	return f
}

// Title is "Fix".
func (f *Fixes) Title() string { return screen.Fix }

// Init does nothing: the rows come with the comparison.
func (f *Fixes) Init() tea.Cmd { return nil }

// Running reports whether names are being changed.
func (f *Fixes) Running() bool { return f.Mode == running }

// Typing reports whether keys are text.
func (f *Fixes) Typing() bool { return f.Mode == editing || f.Mode == filtering || f.Mode == planning }

// SetSize sets the size of the screen.
func (f *Fixes) SetSize(width, height int) {
	f.Width, f.Height = width, height
	f.table.SetSize(width, f.listHeight())
	if f.Mode == planning {
		f.layOut()
	}
}

// Back closes the open page, or stops the run between two changes.
func (f *Fixes) Back() (tea.Cmd, bool) {
	switch f.Mode {
	case choosing:
		if f.Job.Running() {
			f.Job.Stop()
			return nil, true
		}
		if f.filtered() || f.Err != nil {
			f.filter.SetValue("")
			f.kind, f.Err = nil, nil
			f.arrange()
			return nil, true
		}
		return nil, false
	case running:
		f.Job.Stop()
	case planning:
		// A plan that isn't ready yet must not open over another page.
		f.Job.Stop()
		f.show(choosing)
	case finished:
		f.show(choosing)
	case deciding:
		f.show(f.question.from)
	default:
		f.show(choosing)
	}
	return nil, true
}

// show opens a page. The list, the runs and the possible matches share a table, so the list's
// cursor is restored.
func (f *Fixes) show(m mode) {
	if row := f.current(); row != nil {
		f.currentKey = session.KeyOf(row)
	}
	f.Mode, f.scroll = m, 0
	f.filter.Blur()
	f.name.Blur()
	f.count.Blur()
	switch m {
	case undoing:
		f.table.SetLen(len(f.undo))
		f.table.MoveTo(0)
	case matching:
		f.table.SetLen(len(f.pairs) + 1)
		f.table.MoveTo(0)
	case choosing:
		f.throughAD = false
		f.arrange()
		if i := slices.IndexFunc(f.rows, func(r *diff.Row) bool { return session.KeyOf(r) == f.currentKey }); i >= 0 {
			f.table.MoveTo(i)
		}
	}
	f.table.SetSize(f.Width, f.listHeight())
}

// Update handles a message.
func (f *Fixes) Update(msg tea.Msg) tea.Cmd {
	cmd := f.handle(msg)
	if old := f.session.Outdated(); old != f.outdated {
		f.outdated = old
		f.table.SetSize(f.Width, f.listHeight())
	}
	return cmd
}

func (f *Fixes) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return f.key(msg)
	case tea.MouseMsg:
		f.mouse(msg)
	case session.Comparison:
		f.showComparison()
	case screen.Destination:
		if msg.Title == screen.Fix {
			f.importSelection()
		}
	case screen.Row:
		if msg.Title == screen.Fix {
			f.showRow(msg.Row)
		}
	case flow.Ended[planned]:
		f.showPlan(msg)
	case flow.Advance:
		more, _ := f.Advance(msg)
		return more
	case flow.Ended[applied]:
		return f.showResult(msg)
	case undoablesLoaded:
		f.showUndoables(msg)
	case session.Saved:
		return f.saved(msg)
	}
	return nil
}

// showComparison shows a new comparison. Rows that can still be renamed stay selected.
func (f *Fixes) showComparison() {
	if f.session.Result == nil || f.session.Result == f.result {
		return
	}
	f.result = f.session.Result
	f.conflicts = f.result.ConflictRows()
	renamable := map[session.Key]bool{}
	for i := range f.result.Rows {
		row := &f.result.Rows[i]
		k := session.KeyOf(row)
		if _, has := f.choices[k]; has && fix.Renamable(row) {
			renamable[k] = true
		}
	}
	for k := range f.choices {
		if !renamable[k] {
			f.deselect(k)
		}
	}
	if f.Mode == choosing || f.Mode == filtering {
		f.arrange()
	}
}

// importSelection selects what is selected in Groups, and moves to the first of it.
func (f *Fixes) importSelection() {
	if f.result == nil || f.Mode != choosing {
		return
	}
	var first *diff.Row
	for i := range f.result.Rows {
		row := &f.result.Rows[i]
		k := session.KeyOf(row)
		_, has := f.choices[k]
		if has || !f.session.Selected[k] || !fix.Renamable(row) {
			continue
		}
		f.selectKey(k)
		if first == nil {
			first = row
		}
	}
	if first != nil {
		f.showRow(first)
	}
}

// showRow moves to a row, which may be from an earlier comparison. It clears a filter that
// hides the row.
func (f *Fixes) showRow(row *diff.Row) {
	if f.Mode != choosing {
		return
	}
	if row = session.RowIn(f.result, row); row == nil {
		return
	}
	row = f.conflicts.Lead(row)
	if !slices.Contains(f.rows, row) {
		f.kind = nil
		f.filter.SetValue("")
		f.arrange()
	}
	if i := slices.Index(f.rows, row); i >= 0 {
		f.table.MoveTo(i)
	}
}

// filtered reports whether a filter is set.
func (f *Fixes) filtered() bool { return f.filter.Value() != "" || f.kind != nil }

// arrange computes the rows that match the filters. Each conflict has one row.
func (f *Fixes) arrange() {
	f.rows = f.rows[:0]
	if f.result == nil {
		f.table.SetLen(0)
		return
	}
	words := strings.Fields(strings.ToLower(f.filter.Value()))
	var found []int32
	for i := range f.result.Rows {
		row := &f.result.Rows[i]
		if !fix.Fixable(row) || f.kind != nil && !row.Kinds.Has(*f.kind) {
			continue
		}
		text := strings.ToLower(nameOf(row.AD) + " " + nameOf(row.SCIM))
		matches := true
		for _, w := range words {
			matches = matches && strings.Contains(text, w)
		}
		if matches {
			found = append(found, int32(i))
		}
	}
	for _, i := range f.conflicts.Merge(found) {
		f.rows = append(f.rows, &f.result.Rows[i])
	}
	f.table.SetLen(len(f.rows))
}

func nameOf(g *migrate.Group) string {
	if g == nil {
		return ""
	}
	return g.Name
}

// current is the current row, or nil.
func (f *Fixes) current() *diff.Row {
	if i := f.table.Cursor(); f.Mode <= filtering && i >= 0 && i < len(f.rows) {
		return f.rows[i]
	}
	return nil
}
