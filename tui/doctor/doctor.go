package doctor

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	rules "ad2scim/migrate/doctor"
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

	// draft are the answers that are not saved yet; an empty one says that the
	// fact is not known.
	draft  map[rules.Fact]string
	report rules.Report
	asked  []rules.Question
	saving bool
	err    error
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
}

// Back drops what was toggled and not saved.
func (d *Doctor) Back() (tea.Cmd, bool) {
	switch {
	case d.err != nil:
		d.err = nil
	case len(d.draft) > 0 && !d.saving:
		d.drop()
	default:
		return nil, false
	}
	return nil, true
}

func (d *Doctor) drop() {
	clear(d.draft)
	d.examine()
}

// Update handles a message.
func (d *Doctor) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return d.key(msg)
	case tea.MouseMsg:
		d.mouse(msg)
		return nil
	case session.Saved:
		if msg.Of == "facts" && d.saving {
			d.saving, d.err = false, msg.Err
			if msg.Err == nil {
				d.drop()
				return screen.Notify("the answers are saved, as attested")
			}
		}
		d.examine()
	case session.Remembrance, session.Changed:
		d.examine()
	}
	return nil
}

// facts are what is known, with what was toggled over it.
func (d *Doctor) facts() rules.Facts {
	f := d.session.Known()
	for k, v := range d.draft {
		if v == "" {
			delete(f, k)
		} else {
			f[k] = v
		}
	}
	return f
}

// examine finds what follows from the facts.
func (d *Doctor) examine() {
	f := d.facts()
	d.report, d.asked = rules.Examine(f), rules.Questions(f)
}

// fact is the one under the cursor.
func (d *Doctor) fact() rules.Fact { return rules.AllFacts()[d.table.Cursor()] }

// choices are the answers to a fact; the first is that it is not known.
func choices(k rules.Fact) []string {
	all := []string{""}
	for _, v := range k.Values() {
		if v != rules.Unknown {
			all = append(all, v)
		}
	}
	return all
}

// toggle goes on to the next answer of the fact under the cursor.
func (d *Doctor) toggle(by int) {
	if d.saving {
		return
	}
	k := d.fact()
	all := choices(k)
	now := ""
	if f := d.facts(); f.Knows(k) {
		now = f[k]
	}
	d.set(k, all[(slices.Index(all, now)+by+len(all))%len(all)])
}

func (d *Doctor) set(k rules.Fact, value string) {
	known := d.session.Known()
	if known[k] == value || value == "" && !known.Knows(k) {
		delete(d.draft, k)
	} else {
		d.draft[k] = value
	}
	d.err = nil
	d.examine()
}

// askNext puts the cursor on the fact whose answer tells most.
func (d *Doctor) askNext() {
	if len(d.asked) > 0 {
		d.table.MoveTo(slices.Index(rules.AllFacts(), d.asked[0].Fact))
	}
}

// save keeps what was toggled. The way itself is chosen in Migrate, where it
// means more than a fact.
func (d *Doctor) save() tea.Cmd {
	answers := map[rules.Fact]string{}
	for k, v := range d.draft {
		if k != rules.Path || d.session.Walk == nil {
			answers[k] = v
		}
	}
	switch {
	case d.session.Workspace == nil:
		return screen.Notify("this run has no workspace to save in")
	case len(answers) == 0 && len(d.draft) > 0:
		return screen.Notify("the way is changed in Migrate, with w; here it is a trial")
	case len(answers) == 0 || d.saving:
		return nil
	}
	d.saving = true
	return d.session.Answer(answers)
}
