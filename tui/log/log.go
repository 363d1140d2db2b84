package log

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/table"
	"ad2scim/tui/theme"
)

// History is the screen.
type History struct {
	session       *session.Session
	clipboard     *clipboard.Clipboard
	width, height int

	entries []operation.JournalEntry // newest first
	lower   []string                 // the text that the filter searches, by entry
	titles  titles
	read    bool
	err     error

	rows       []row
	table      table.Table
	input      textinput.Model
	filtering  bool // the filter has the focus
	detailOpen bool // an entry is open
	scroll     int
	seq        int64 // the sequence number of the current entry
}

// row is an entry, or the heading of a run if n is positive. n counts the entries below the
// heading.
type row struct {
	index   int
	entries int
}

// New returns the screen for a session.
func New(s *session.Session, c *clipboard.Clipboard) *History {
	h := &History{session: s, clipboard: c, input: textinput.New()}
	h.input.Prompt, h.input.CharLimit, h.input.Placeholder = "", 200, "type to filter"
	h.input.PlaceholderStyle, h.input.Cursor.Style = theme.Faint, theme.Accent
	h.input.Cursor.SetMode(cursor.CursorStatic)
	return h
}

// Title is "Log".
func (h *History) Title() string { return screen.Log }

// Init does nothing: the journal is read after the workspace.
func (h *History) Init() tea.Cmd { return nil }

// Typing reports whether the filter has the focus.
func (h *History) Typing() bool { return h.filtering }

// SetSize sets the size of the screen.
func (h *History) SetSize(width, height int) {
	h.width, h.height = width, height
	h.table.SetSize(width, height-headLines)
}

// Back closes the filter's input or the entry, or clears the filter.
func (h *History) Back() (tea.Cmd, bool) {
	switch {
	case h.filtering:
		h.filtering = false
		h.input.Blur()
	case h.detailOpen:
		h.detailOpen = false
	case h.input.Value() != "":
		h.input.SetValue("")
		h.arrange()
	default:
		return nil, false
	}
	return nil, true
}

// Update handles a message.
func (h *History) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return h.key(msg)
	case tea.MouseMsg:
		h.mouse(msg)
	case journalLoaded:
		h.showJournal(msg)
	case session.WorkspaceLoaded, session.Saved, session.Changed:
		return h.readJournal()
	}
	return nil
}

// journalLoaded is the message with the entries of the journal and the text to search.
// Preparing a long journal takes longer than a frame.
type journalLoaded struct {
	entries []operation.JournalEntry // newest first
	lower   []string
	titles  titles
	err     error
}

// readJournal reads the journal.
func (h *History) readJournal() tea.Cmd {
	read := h.session.ReadJournal()
	if read == nil {
		return nil
	}
	steps := titlesOf(h.session.Steps)
	return func() tea.Msg {
		j, _ := read().(session.Journal)
		return prepare(j, steps)
	}
}

func prepare(j session.Journal, steps titles) journalLoaded {
	n := len(j.Entries)
	m := journalLoaded{make([]operation.JournalEntry, n), make([]string, n), steps, j.Err}
	for i, e := range j.Entries {
		m.entries[n-1-i] = e
		m.lower[n-1-i] = strings.ToLower(strings.Join([]string{
			e.Kind, kindWord(e.Kind), steps.words(e), e.Who, e.Host, render.TimeSeconds(e.Time),
		}, " "))
	}
	return m
}

// showJournal shows the entries. The cursor stays on its entry; on the newest entry it moves to
// the new newest one, unless the entry is open.
func (h *History) showJournal(m journalLoaded) {
	h.read, h.err = true, m.err
	if m.err != nil {
		return
	}
	if first, _ := h.table.Visible(); first == 0 && h.table.Cursor() <= newest && !h.detailOpen {
		h.seq = 0
		h.table.MoveTo(newest)
	}
	h.entries, h.lower, h.titles = m.entries, m.lower, m.titles
	h.arrange()
}

// newest is the row of the newest entry, below its heading.
const newest = 1

// arrange computes the rows that match the filter. Consecutive entries of one run are below one
// heading.
func (h *History) arrange() {
	h.rows = h.rows[:0]
	words := strings.Fields(strings.ToLower(h.input.Value()))
	run, head, at := "", -1, -1
	for i, e := range h.entries {
		if !hasAll(h.lower[i], words) {
			continue
		}
		if head < 0 || e.Run != run {
			run, head = e.Run, len(h.rows)
			h.rows = append(h.rows, row{index: i})
		}
		h.rows[head].entries++
		if e.Seq == h.seq {
			at = len(h.rows)
		}
		h.rows = append(h.rows, row{index: i})
	}
	h.table.SetLen(len(h.rows))
	if at >= 0 && h.seq != 0 {
		h.table.MoveTo(at)
	}
	h.follow(1)
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// follow moves the cursor from a heading to an entry, in the direction of the last move.
func (h *History) follow(delta int) {
	i := h.table.Cursor()
	if i < 0 {
		return
	}
	if h.rows[i].entries > 0 {
		if i == 0 {
			delta = 1
		}
		h.table.Move(delta)
		i = h.table.Cursor()
	}
	h.seq = h.entries[h.rows[i].index].Seq
}

// current is the current entry.
func (h *History) current() (operation.JournalEntry, bool) {
	i := h.table.Cursor()
	if i < 0 {
		return operation.JournalEntry{}, false
	}
	return h.entries[h.rows[i].index], true
}
