package provisioning

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/flow"
	"ad2scim/tui/form"
	"ad2scim/tui/page"
	"ad2scim/tui/session"
	"ad2scim/tui/table"
)

// mode is what is shown.
type mode uint8

const (
	choosing mode = iota // the apps
	asking               // the endpoint and the token are typed
	planned              // the plan, and the question
	taking               // what would be taken back, and the question
	running              // it is done
	finished             // what became of it
)

// Enabling is the view. It is used as a screen is.
type Enabling struct {
	flow.Frame[mode]
	session *session.Session
	path    playbook.Path
	id      playbook.IDP

	provider operation.Provider
	lacks    []string // rights that the account lacks
	setup    operation.Setup
	apps     []operation.App
	table    table.Table
	app      operation.App
	form     form.Form
	keyring  bool // the token is kept there too

	plan     *operation.StepPlan
	want     operation.Target
	blockers []playbook.Blocker
	made     []operation.Outcome    // that would be taken back
	cut      []operation.Outcome    // what became of steps of a run that was cut off
	waiting  []operation.WaitingRun // runs whose place this one takes
	warnings []string               // what to know before the plan is applied
	answer   form.Form              // to the question
	open     *question              // a step that the admin makes
	reached  int                    // the step of the plan that is being made
	report   operation.StepReport
	notes    []string
	back     bool                 // the run takes back
	number   migrate.NumberToType // that the run asks for, where asks is set
	asks     bool
	typed    string // the number that was typed for this app

	questions chan question

	every time.Duration // how often a first cycle is asked after; zero for the usual
}

// New returns the view on a session in which a way is chosen.
func New(s *session.Session) *Enabling {
	return &Enabling{session: s, path: s.Runbook.Path, id: s.Runbook.IDP}
}

// Can reports whether the view can do anything here: whether there is somebody
// who opens the chosen provider.
func Can(s *session.Session) bool {
	return s.OpenIDP != nil && s.Workspace != nil && s.Runbook != nil &&
		operation.ProviderTitle(s.Runbook.IDP) != ""
}

// Init signs in and lists the apps.
func (e *Enabling) Init() tea.Cmd { return e.signIn() }

// Running reports whether steps are made or taken back.
func (e *Enabling) Running() bool { return e.Mode == running }

// Typing reports whether keys are text.
func (e *Enabling) Typing() bool {
	if e.Mode == running {
		return e.open != nil
	}
	return !e.Busy() && (e.Mode == asking || e.Mode == planned || e.Mode == taking || e.asksNumber())
}

// asksNumber reports whether the run that ended needs a number typed to be made again.
func (e *Enabling) asksNumber() bool { return e.Mode == finished && e.asks }

// SetSize says how much room there is.
func (e *Enabling) SetSize(width, height int) {
	e.Width, e.Height = width, height
	e.table.Border = false
}

// Back goes back one step, or stops what runs. It reports false where the view
// is to be left.
func (e *Enabling) Back() (tea.Cmd, bool) {
	return nil, e.Return(map[mode]mode{asking: choosing, taking: choosing, planned: asking})
}

// Update handles a message.
func (e *Enabling) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return e.key(msg)
	case tea.MouseMsg:
		e.mouse(msg)
	case flow.Ended[signedIn]:
		e.signedIn(msg)
	case flow.Ended[read]:
		return e.read(msg)
	case flow.Advance:
		return e.advanced(msg)
	case asked:
		if e.Job.IsCurrent(msg.seq) && e.Busy() {
			e.open, e.answer, e.Pager = &msg.question, newAnswer(false), page.Pager{}
			return e.hear()
		}
	case flow.Ended[operation.EnableResult]:
		return e.ended(msg)
	}
	return nil
}
