package adsync

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/form"
	"ad2scim/tui/page"
	"ad2scim/tui/session"
	"ad2scim/tui/table"
	"ad2scim/tui/task"
)

// mode is what is shown.
type mode uint8

const (
	choosing   mode = iota // where
	asking                 // what the place needs is typed
	listing                // the servers that AD knows
	found                  // what the look saw, and the verdict
	dating                 // the date of the last sync is typed
	saying                 // what goes by the admin's word alone
	planned                // the tasks, of which some are chosen
	confirming             // the words are typed
	saving                 // the name of a script's file is typed
	saved                  // it is written
	running                // the work is done
	finished               // what came of it
)

// The steps of the runbook at which the view helps.
const (
	StepFound    = playbook.StepScriptFound
	StepDisabled = playbook.StepScriptDisabled
	StepStopped  = playbook.StepScriptStopped
)

// Syncing is the view. It is used as a screen is.
type Syncing struct {
	session       *session.Session
	step          playbook.StepID
	windows       bool // AD sync can be on this machine
	width, height int
	mode          mode
	pager         page.Pager

	place   place
	form    *form.Form         // what is typed now
	asked   [places]*form.Form // of the places: what was typed is kept
	noTLS   bool
	servers []session.Server
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
	cursor  int      // among the tasks
	end     bool     // running instances are ended
	on      []string // SCIM is on, so that a reason is needed
	answer  form.Form
	script  string // the file that was written
	sum     string
	outcome operation.SyncOutcome
	notes   []string // about what was done by hand

	work    task.Job
	err     error
	stopped bool

	leaveOut context.CancelFunc // leaves out the look after what is done
}

// New returns the view for a step of the session's way.
func New(s *session.Session, step playbook.StepID) *Syncing {
	v := &Syncing{session: s, step: step, windows: operation.OnWindows()}
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

// Can reports whether the view can do anything at a step.
func Can(s *session.Session, step playbook.StepID) bool {
	return s.Machines != nil && s.Workspace != nil && s.Runbook != nil && (step == StepFound || step == StepDisabled ||
		step == StepStopped)
}

// Init does nothing: where to look is asked first.
func (v *Syncing) Init() tea.Cmd { return nil }

// Busy reports whether something runs.
func (v *Syncing) Busy() bool { return v.work.Running() }

// Work is what is under way.
func (v *Syncing) Work() *task.Task { return &v.work.Task }

// Running reports whether tasks are disabled or enabled.
func (v *Syncing) Running() bool { return v.mode == running }

// Typing reports whether keys are text.
func (v *Syncing) Typing() bool {
	return !v.Busy() && (v.mode == asking || v.mode == dating || v.mode == confirming || v.mode == saving)
}

// SetSize says how much room there is.
func (v *Syncing) SetSize(width, height int) {
	v.width, v.height = width, height
	v.table.SetSize(width, max(1, height-listTop))
}

// Back goes back one step, or stops what runs. It reports false where the view
// is to be left.
func (v *Syncing) Back() (tea.Cmd, bool) {
	if v.Busy() {
		if v.mode == running && v.work.Stopping() {
			v.leaveOut()
		}
		v.work.Stop()
		return nil, true
	}
	to, stays := map[mode]mode{
		asking: choosing, found: choosing, listing: asking, dating: found, saying: found,
		planned: found, confirming: planned, saving: v.savedFrom(), saved: v.savedFrom(),
	}[v.mode]
	if !stays {
		return nil, false
	}
	v.err = nil
	v.show(to)
	return nil, true
}

// savedFrom is where a script is asked for.
func (v *Syncing) savedFrom() mode {
	if v.place == byScript {
		return choosing
	}
	return planned
}

func (v *Syncing) show(m mode) { v.mode, v.pager = m, page.Pager{} }

// Update handles a message.
func (v *Syncing) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.key(msg)
	case tea.MouseMsg:
		v.mouse(msg)
	case advanced:
		if v.work.IsCurrent(msg.seq) {
			v.work.Progress(msg.progress)
			return v.listen()
		}
	case looked:
		return v.saw(msg)
	case listed:
		v.listed(msg)
	case written:
		v.wrote(msg)
	case ended:
		return v.ended(msg)
	}
	return nil
}
