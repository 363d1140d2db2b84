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

// mode is what the view shows.
type mode uint8

const (
	choosing mode = iota // the list of apps
	entering             // the form for the endpoint and the token
	planned              // the plan and its confirmation
	undoing              // the steps to undo and the confirmation
	running              // the work in progress
	finished             // the result
)

// Enabling is the view that turns provisioning on and off.
type Enabling struct {
	flow.Frame[mode]
	session *session.Session
	path    playbook.Path
	id      playbook.IDP

	provider      operation.Provider
	missingRights []string // rights that the account is missing
	setup         operation.Setup
	apps          []operation.App
	table         table.Table
	app           operation.App
	form          form.Form
	keyring       bool // save the token in the keyring

	plan        *operation.StepPlan
	target      operation.Target
	blockers    []playbook.Blocker
	applied     []operation.Outcome    // steps to undo
	interrupted []operation.Outcome    // results of an interrupted run's steps
	waiting     []operation.WaitingRun // waiting runs that this one replaces
	warnings    []string               // to show before the plan is applied
	answer      form.Form              // to the open question
	question    *question              // a step that the admin does
	current     int                    // index of the current step of the plan
	report      operation.StepReport
	notes       []string
	undo        bool                 // the run undoes steps
	number      migrate.NumberToType // the number that the run asks for, valid if asks is set
	needsNumber bool
	typedNumber string // the number typed for this app

	questions chan question

	pollInterval time.Duration // interval for polling the first cycle; zero for the default
}

// New returns the view for a session with a chosen path.
func New(s *session.Session) *Enabling {
	return &Enabling{session: s, path: s.Runbook.Path, id: s.Runbook.IDP}
}

// Available reports whether the view is available: whether the chosen provider can be opened.
func Available(s *session.Session) bool {
	return s.OpenIDP != nil && s.Workspace != nil && s.Runbook != nil &&
		operation.ProviderTitle(s.Runbook.IDP) != ""
}

// Init signs in and lists the apps.
func (e *Enabling) Init() tea.Cmd { return e.signIn() }

// Running reports whether steps are being applied or undone.
func (e *Enabling) Running() bool { return e.Mode == running }

// Typing reports whether keys are text.
func (e *Enabling) Typing() bool {
	if e.Mode == running {
		return e.question != nil
	}
	return !e.Busy() && (e.Mode == entering || e.Mode == planned || e.Mode == undoing || e.asksNumber())
}

// asksNumber reports whether the finished run needs a number to be typed.
func (e *Enabling) asksNumber() bool { return e.Mode == finished && e.needsNumber }

// SetSize sets the size of the view.
func (e *Enabling) SetSize(width, height int) {
	e.Width, e.Height = width, height
	e.table.Border = false
}

// Back goes back one page or stops running work. It reports false if the view should close.
func (e *Enabling) Back() (tea.Cmd, bool) {
	return nil, e.Return(map[mode]mode{entering: choosing, undoing: choosing, planned: entering})
}

// Update handles a message.
func (e *Enabling) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return e.key(msg)
	case tea.MouseMsg:
		e.mouse(msg)
	case flow.Ended[signedIn]:
		e.showApps(msg)
	case flow.Ended[settingsRead]:
		return e.showPlan(msg)
	case flow.Advance:
		return e.advanced(msg)
	case asked:
		if e.Job.IsCurrent(msg.seq) && e.Busy() {
			e.question, e.answer, e.Pager = &msg.question, newAnswer(false), page.Pager{}
			return e.nextQuestion()
		}
	case flow.Ended[operation.EnableResult]:
		return e.showResult(msg)
	}
	return nil
}
