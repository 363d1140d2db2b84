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
	session        *session.Session
	width, height  int
	table          table.Table
	scroll         int // first visible line of the findings
	questionScroll int // first visible line of the question

	// draft holds the answers that aren't saved yet. An empty answer means that the fact is
	// unknown.
	draft          map[rules.Fact]string
	known          rules.Facts // saved facts that are still true
	report         rules.Report
	questions      []rules.Question
	saving         map[rules.Fact]string // the answers being saved, or nil
	confirmingBack bool                  // the next "back" discards the draft
	err            error
}

// New returns the screen for a session.
func New(s *session.Session) *Doctor {
	d := &Doctor{session: s, draft: map[rules.Fact]string{}}
	d.table.SetLen(len(rules.AllFacts()))
	d.examine()
	return d
}

// Title is "Doctor".
func (d *Doctor) Title() string { return screen.Doctor }

// Init does nothing: the session loads the facts.
func (d *Doctor) Init() tea.Cmd { return nil }

// Typing is false: the screen has no text fields.
func (d *Doctor) Typing() bool { return false }

// SetSize sets the size of the screen.
func (d *Doctor) SetSize(width, height int) {
	d.width, d.height = width, height
	d.table.SetSize(d.listWidth()-1, len(rules.AllFacts()))
	d.clamp()
}

// Unsaved says how many answers are lost on quitting. Answers that can't be saved don't count.
func (d *Doctor) Unsaved() (string, bool) {
	n := len(d.answers())
	if n == 0 || d.saving != nil || d.session.Workspace == nil {
		return "", false
	}
	return render.Count(n, "answer is", "answers are") + " not saved: a saves", true
}

// Back discards unsaved answers, after a warning.
func (d *Doctor) Back() (tea.Cmd, bool) {
	switch {
	case d.err != nil:
		d.err = nil
	case len(d.draft) > 0 && d.saving == nil && !d.confirmingBack:
		d.confirmingBack = true
		text := render.Count(len(d.draft), "answer is", "answers are")
		if d.session.Workspace == nil {
			return screen.Notify(text + " not saved, because this run has no workspace: q again discards"), true
		}
		return screen.Notify(text + " not saved: a saves, q again discards"), true
	case len(d.draft) > 0 && d.saving == nil:
		d.discard()
	default:
		return nil, false
	}
	d.clamp()
	return nil, true
}

func (d *Doctor) discard() {
	d.confirmingBack = false
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
		d.confirmingBack = false
		return d.key(msg)
	case tea.MouseMsg:
		d.confirmingBack = false
		d.mouse(msg)
	case session.Saved:
		if msg.Of == "facts" && d.saving != nil {
			return d.saved(msg.Err)
		}
		d.examine()
	case session.WorkspaceLoaded, session.Changed:
		d.examine()
	}
	return nil
}

// facts returns the known facts with the draft's answers.
func (d *Doctor) facts() rules.Facts { return d.known.WithAnswers(d.draft) }

// examine updates the findings and the open questions.
func (d *Doctor) examine() {
	d.known = operation.RememberedFacts(d.session.Remembered)
	f := d.facts()
	d.report, d.questions = rules.Examine(f), rules.Questions(f)
}

// fact is the current fact.
func (d *Doctor) fact() rules.Fact { return rules.AllFacts()[d.table.Cursor()] }

// toggle selects the next answer of the current fact.
func (d *Doctor) toggle(by int) {
	if d.saving != nil {
		return
	}
	k := d.fact()
	all := append([]string{""}, k.Answers()...) // "" means unknown
	now := ""
	if f := d.facts(); f.Knows(k) {
		now = f[k]
	}
	d.set(k, all[(slices.Index(all, now)+by+len(all))%len(all)])
}

func (d *Doctor) set(k rules.Fact, value string) {
	if d.known[k] == value || value == "" && !d.known.Knows(k) {
		delete(d.draft, k)
	} else {
		d.draft[k] = value
	}
	d.err = nil
	d.scroll, d.questionScroll = 0, 0 // show the new findings from the top
	d.examine()
}

// askNext moves to the fact whose answer is most useful.
func (d *Doctor) askNext() tea.Cmd {
	if len(d.questions) > 0 {
		d.table.MoveTo(slices.Index(rules.AllFacts(), d.questions[0].Fact))
		d.questionScroll = 0
	}
	return nil
}
