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
	lower   []string                 // what the filter searches
	titles  titles
	read    bool
	err     error

	rows   []row
	table  table.Table
	input  textinput.Model
	typing bool // keys go to the filter
	large  bool // one entry is shown whole
	scroll int
	seq    int64 // of the entry under the cursor
}

// row is an entry, or the heading of a run: then n is how many of its entries
// are shown below it.
type row struct {
	entry int
	n     int
}

// New returns the screen on a session.
func New(s *session.Session, c *clipboard.Clipboard) *History {
	h := &History{session: s, clipboard: c, input: textinput.New()}
	h.input.Prompt, h.input.CharLimit, h.input.Placeholder = "", 200, "type to filter"
	h.input.PlaceholderStyle, h.input.Cursor.Style = theme.Faint, theme.Accent
	h.input.Cursor.SetMode(cursor.CursorStatic)
	return h
}

// Title is "Log".
func (h *History) Title() string { return screen.Log }

// Init does nothing: the journal is read once the workspace is.
func (h *History) Init() tea.Cmd { return nil }

// Typing reports whether keys go to the filter.
func (h *History) Typing() bool { return h.typing }

// SetSize says how much room there is.
func (h *History) SetSize(width, height int) {
	h.width, h.height = width, height
	h.table.SetSize(width, height-headLines)
}

// Back closes the filter's line, the entry, or takes the filter off.
func (h *History) Back() (tea.Cmd, bool) {
	switch {
	case h.typing:
		h.typing = false
		h.input.Blur()
	case h.large:
		h.large = false
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
	case taken:
		h.take(msg)
	case session.WorkspaceLoaded, session.Saved, session.Changed:
		return h.readJournal()
	}
	return nil
}

// taken is the message that the journal was read, with what the filter looks at
// ready: of a long journal that takes longer than a frame may.
type taken struct {
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

func prepare(j session.Journal, steps titles) taken {
	n := len(j.Entries)
	m := taken{make([]operation.JournalEntry, n), make([]string, n), steps, j.Err}
	for i, e := range j.Entries {
		m.entries[n-1-i] = e
		m.lower[n-1-i] = strings.ToLower(strings.Join([]string{
			e.Kind, kindWord(e.Kind), steps.words(e), e.Who, e.Host, render.TimeSeconds(e.Time),
		}, " "))
	}
	return m
}

// take shows what was read. The cursor stays on its entry; on the newest it stays
// on the newest, unless that entry is being read.
func (h *History) take(m taken) {
	h.read, h.err = true, m.err
	if m.err != nil {
		return
	}
	if first, _ := h.table.Visible(); first == 0 && h.table.Cursor() <= newest && !h.large {
		h.seq = 0
		h.table.MoveTo(newest)
	}
	h.entries, h.lower, h.titles = m.entries, m.lower, m.titles
	h.arrange()
}

// newest is the row of the newest entry, below its heading.
const newest = 1

// arrange finds the rows that the filter lets through. Entries of one run that
// follow on one another stand together below a heading.
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
			h.rows = append(h.rows, row{entry: i})
		}
		h.rows[head].n++
		if e.Seq == h.seq {
			at = len(h.rows)
		}
		h.rows = append(h.rows, row{entry: i})
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

// follow takes the cursor off a heading, in the direction in which it went.
func (h *History) follow(by int) {
	i := h.table.Cursor()
	if i < 0 {
		return
	}
	if h.rows[i].n > 0 {
		if i == 0 {
			by = 1
		}
		h.table.Move(by)
		i = h.table.Cursor()
	}
	h.seq = h.entries[h.rows[i].entry].Seq
}

// current is the entry under the cursor.
func (h *History) current() (operation.JournalEntry, bool) {
	i := h.table.Cursor()
	if i < 0 {
		return operation.JournalEntry{}, false
	}
	return h.entries[h.rows[i].entry], true
}
