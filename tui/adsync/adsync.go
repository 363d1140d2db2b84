package adsync

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/flow"
	"ad2scim/tui/form"
	"ad2scim/tui/session"
	"ad2scim/tui/table"
)

// mode is what is shown.
type mode uint8

const (
	choosing   mode = iota // where
	asking                 // what the place needs is typed
	listing                // the servers that AD knows
	found                  // what the look saw, and the verdict
	dating                 // the date of the last sync is typed, or the file of an audit log
	saying                 // what goes by the admin's word alone
	planned                // the tasks, of which some are chosen
	confirming             // the words are typed
	saving                 // the name of a script's file is typed
	saved                  // it is written
	running                // the work is done
	finished               // what came of it
)

// Syncing is the view. It is used as a screen is.
type Syncing struct {
	flow.Frame[mode]
	session *session.Session
	job     playbook.Job
	offers  operation.SyncOffers // of the job
	windows bool                 // AD sync can be on this machine

	place   place
	form    *form.Form         // what is typed now
	asked   [places]*form.Form // of the places: what was typed is kept
	noTLS   bool
	servers []migrate.Server
	marked  map[int]bool
	table   table.Table

	reach   operation.Targets
	scan    operation.SyncScan   // the last one that could be made
	failed  operation.SyncScan   // the last one, where it could not
	notSync []operation.TaskName // what the admin said is not AD sync, in this visit
	said    map[int]bool         // among the words, while they are chosen

	all     operation.SyncWork               // everything that could be done; it says which way
	likely  func(operation.SyncTaskKey) bool // a task of it is AD sync's
	picked  map[operation.SyncTaskKey]bool
	cursor  int                   // among the tasks
	end     bool                  // running instances are ended
	consent operation.SyncConsent // what is asked before it begins
	answer  form.Form
	written []written // the scripts that were exported
	outcome operation.SyncOutcome
	notes   []string // about what was done by hand

	leaveOut context.CancelFunc // leaves out the look after what is done
}

// New returns the view for one of the jobs about the script.
func New(s *session.Session, job playbook.Job) *Syncing {
	v := &Syncing{session: s, job: job, offers: operation.SyncOffersOf(job), windows: operation.OnWindows()}
	v.begin()
	return v
}

// begin goes by what was remembered of the last visit.
func (v *Syncing) begin() {
	v.place = byWinRM
	if m := v.session.Remembered.Machines; v.windows && (m == nil || m.Local) {
		v.place = here
	}
}

// Can reports whether the view can do anything.
func Can(s *session.Session) bool {
	return s.Machines != nil && s.Workspace != nil && s.Runbook != nil
}

// Init does nothing: where to look is asked first.
func (v *Syncing) Init() tea.Cmd { return nil }

// Running reports whether tasks are disabled or enabled.
func (v *Syncing) Running() bool { return v.Mode == running }

// Typing reports whether keys are text.
func (v *Syncing) Typing() bool {
	return !v.Busy() && (v.Mode == asking || v.Mode == dating || v.Mode == confirming || v.Mode == saving)
}

// SetSize says how much room there is.
func (v *Syncing) SetSize(width, height int) {
	v.Width, v.Height = width, height
	v.table.SetSize(width, max(1, height-listTop))
}

// Back goes back one step, or stops what runs. It reports false where the view
// is to be left.
func (v *Syncing) Back() (tea.Cmd, bool) {
	if v.Mode == running && v.Job.Stopping() {
		v.leaveOut()
	}
	return nil, v.Return(map[mode]mode{
		asking: choosing, found: choosing, listing: asking, dating: found, saying: found,
		planned: found, confirming: planned, saving: v.savedFrom(), saved: v.savedFrom(),
	})
}

// savedFrom is where a script is asked for.
func (v *Syncing) savedFrom() mode {
	if v.place == byScript {
		return choosing
	}
	return planned
}

// Update handles a message.
func (v *Syncing) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.key(msg)
	case tea.MouseMsg:
		v.mouse(msg)
	case flow.Advance:
		more, _ := v.Advance(msg)
		return more
	case flow.Ended[looked]:
		return v.saw(msg)
	case flow.Ended[[]migrate.Server]:
		v.listed(msg)
	case flow.Ended[[]written]:
		v.wrote(msg)
	case flow.Ended[operation.SyncOutcome]:
		return v.ended(msg)
	}
	return nil
}
