package doctor

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	rules "ad2scim/migrate/doctor"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/table"
)

// Doctor is the screen.
type Doctor struct {
	session       *session.Session
	width, height int
	table         table.Table
	scroll        int // of the findings
	aside         int // how far what stands below the facts is scrolled

	// draft are the answers that are not saved yet; an empty one says that the
	// fact is not known.
	draft      map[rules.Fact]string
	remembered rules.Facts // that are still true
	report     rules.Report
	asked      []rules.Question
	sent       map[rules.Fact]string // what is being saved; nil: nothing
	leaving    bool                  // it was said that going back drops the draft
	err        error
}

// New returns the screen on a session.
func New(s *session.Session) *Doctor {
	d := &Doctor{session: s, draft: map[rules.Fact]string{}}
	d.table.SetLen(len(rules.AllFacts()))
	d.examine()
	return d
}

// Title is "Doctor".
func (d *Doctor) Title() string { return screen.Doctor }

// Init does nothing: the session reads what is known.
func (d *Doctor) Init() tea.Cmd { return nil }

// Typing is false: there is nothing to type here.
func (d *Doctor) Typing() bool { return false }

// SetSize says how much room there is.
func (d *Doctor) SetSize(width, height int) {
	d.width, d.height = width, height
	d.table.SetSize(d.listWidth()-1, len(rules.AllFacts()))
	d.clamp()
}

// Unsaved says how many answers are lost when the app is left. A trial that cannot
// be saved is no loss.
func (d *Doctor) Unsaved() (string, bool) {
	n := len(d.answers())
	if n == 0 || d.sent != nil || d.session.Workspace == nil {
		return "", false
	}
	return render.Count(n, "answer is", "answers are") + " not saved: a saves", true
}

// Back drops what was toggled and not saved, but says so first.
func (d *Doctor) Back() (tea.Cmd, bool) {
	switch {
	case d.err != nil:
		d.err = nil
	case len(d.draft) > 0 && d.sent == nil && !d.leaving:
		d.leaving = true
		text := render.Count(len(d.draft), "answer is", "answers are")
		if d.session.Workspace == nil {
			return screen.Notify(text + " not saved, because this run has no workspace: q again discards"), true
		}
		return screen.Notify(text + " not saved: a saves, q again discards"), true
	case len(d.draft) > 0 && d.sent == nil:
		d.drop()
	default:
		return nil, false
	}
	d.clamp()
	return nil, true
}

func (d *Doctor) drop() {
	d.leaving = false
	clear(d.draft)
	d.examine()
}

// Update handles a message.
func (d *Doctor) Update(msg tea.Msg) tea.Cmd {
	cmd := d.update(msg)
	d.clamp()
	return cmd
}

func (d *Doctor) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		d.leaving = false
		return d.key(msg)
	case tea.MouseMsg:
		d.leaving = false
		d.mouse(msg)
	case session.Saved:
		if msg.Of == "facts" && d.sent != nil {
			return d.saved(msg.Err)
		}
		d.examine()
	case session.WorkspaceLoaded, session.Changed:
		d.examine()
	}
	return nil
}

// facts are what is known, with what was toggled over it.
func (d *Doctor) facts() rules.Facts { return d.remembered.Answered(d.draft) }

// examine finds what follows from the facts.
func (d *Doctor) examine() {
	d.remembered = operation.RememberedFacts(d.session.Remembered)
	f := d.facts()
	d.report, d.asked = rules.Examine(f), rules.Questions(f)
}

// fact is the one under the cursor.
func (d *Doctor) fact() rules.Fact { return rules.AllFacts()[d.table.Cursor()] }

// toggle goes on to the next answer of the fact under the cursor.
func (d *Doctor) toggle(by int) {
	if d.sent != nil {
		return
	}
	k := d.fact()
	all := append([]string{""}, k.Answers()...) // the first: not known
	now := ""
	if f := d.facts(); f.Knows(k) {
		now = f[k]
	}
	d.set(k, all[(slices.Index(all, now)+by+len(all))%len(all)])
}

func (d *Doctor) set(k rules.Fact, value string) {
	if d.remembered[k] == value || value == "" && !d.remembered.Knows(k) {
		delete(d.draft, k)
	} else {
		d.draft[k] = value
	}
	d.err = nil
	d.scroll, d.aside = 0, 0 // what follows is seen at the top
	d.examine()
}

// askNext puts the cursor on the fact whose answer tells most.
func (d *Doctor) askNext() tea.Cmd {
	if len(d.asked) > 0 {
		d.table.MoveTo(slices.Index(rules.AllFacts(), d.asked[0].Fact))
		d.aside = 0
	}
	return nil
}
