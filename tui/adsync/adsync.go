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

// mode is what the view shows.
type mode uint8

const (
	choosingPlace        mode = iota // the place to scan
	enteringPlace                    // the form of the place
	listingServers                   // the servers in AD
	found                            // the result of the scan
	enteringDate                     // the form for the last sync date and an audit log
	confirmingStatements             // the statements that only the admin can make
	choosingTasks                    // the list of tasks to choose from
	confirming                       // the confirmation
	enteringFile                     // the form for the script's file name
	exported                         // the exported scripts
	running                          // the work in progress
	finished                         // the result
)

// Syncing is the view that finds, stops, verifies and resumes AD sync.
type Syncing struct {
	flow.Frame[mode]
	session *session.Session
	job     playbook.Job
	offers  operation.SyncOffers // what the job can do
	windows bool                 // this computer runs Windows, so AD sync can be on it

	place   place
	form    *form.Form             // the open form
	forms   [placeCount]*form.Form // the forms of the places, kept with what was typed
	noTLS   bool
	servers []migrate.Server
	marked  map[int]bool
	table   table.Table

	targets          operation.Targets
	scan             operation.SyncScan   // the last successful scan
	failed           operation.SyncScan   // the last scan if it failed
	notSync          []operation.TaskName // tasks that the admin excluded during this visit
	auditLog         string               // file with the audit log that the admin gave during this visit
	chosenStatements map[int]bool         // indexes of the chosen statements

	all          operation.SyncWork               // all possible changes; its action is stop or resume
	likely       func(operation.SyncTaskKey) bool // whether a task is likely AD sync
	picked       map[operation.SyncTaskKey]bool
	cursor       int                   // index of the current line
	endInstances bool                  // also end running instances
	consent      operation.SyncConsent // the confirmation that the work needs
	answer       form.Form
	written      []written // the exported scripts
	outcome      operation.SyncOutcome
	notes        []string // about results of manual work

	skipRescan context.CancelFunc // cancels the scan after the work
}

// New returns the view for one of the jobs about AD sync.
func New(s *session.Session, job playbook.Job) *Syncing {
	v := &Syncing{session: s, job: job, offers: operation.SyncOffersOf(job), windows: operation.OnWindows()}
	v.begin()
	return v
}

// begin selects the place of the last visit.
func (v *Syncing) begin() {
	v.place = byWinRM
	if m := v.session.Remembered.Machines; v.windows && (m == nil || m.Local) {
		v.place = thisComputer
	}
}

// Available reports whether the view is available.
func Available(s *session.Session) bool {
	return s.Machines != nil && s.Workspace != nil && s.Runbook != nil
}

// Init does nothing: the first page asks where to scan.
func (v *Syncing) Init() tea.Cmd { return nil }

// Running reports whether tasks are being disabled or enabled.
func (v *Syncing) Running() bool { return v.Mode == running }

// Typing reports whether keys are text.
func (v *Syncing) Typing() bool {
	return !v.Busy() && (v.Mode == enteringPlace || v.Mode == enteringDate || v.Mode == confirming ||
		v.Mode == enteringFile)
}

// SetSize sets the size of the view.
func (v *Syncing) SetSize(width, height int) {
	v.Width, v.Height = width, height
	v.table.SetSize(width, max(1, height-listTop))
}

// Back goes back one page or stops running work. It reports false if the view should close.
func (v *Syncing) Back() (tea.Cmd, bool) {
	if v.Mode == running && v.Job.Stopping() {
		v.skipRescan()
	}
	return nil, v.Return(map[mode]mode{
		enteringPlace: choosingPlace, found: choosingPlace, listingServers: enteringPlace, enteringDate: found,
		confirmingStatements: found,
		choosingTasks:        found, confirming: choosingTasks, enteringFile: v.exportedFrom(), exported: v.exportedFrom(),
	})
}

// exportedFrom is the page from which a script is exported.
func (v *Syncing) exportedFrom() mode {
	if v.place == byScript {
		return choosingPlace
	}
	return choosingTasks
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
	case flow.Ended[scanned]:
		return v.showScan(msg)
	case flow.Ended[[]migrate.Server]:
		v.showServers(msg)
	case flow.Ended[[]written]:
		v.showExported(msg)
	case flow.Ended[operation.SyncOutcome]:
		return v.showResult(msg)
	}
	return nil
}
