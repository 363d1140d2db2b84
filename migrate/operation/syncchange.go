package operation

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
)

// SyncRequest says what to stop or resume.
type SyncRequest struct {
	Hosts HostInput
	// Tasks are the named tasks; empty for all that are at least likely to be AD sync.
	Tasks []adsync.TaskName
	// EndRunning ends a running instance.
	EndRunning bool
	// Force is the reason to resume AD sync while SCIM is on.
	Force string
}

// SyncResult is the result of stopping or resuming AD sync.
type SyncResult struct {
	// Already lists the tasks that are already in the requested state, and Unreached the
	// hosts that didn't answer, before anything was changed.
	Already   []adsync.TaskKey
	Unreached []error
	// Nothing says that there is nothing to do.
	Nothing bool
	// Awake lists what of AD sync is still running, or would start by itself.
	Awake []adsync.Candidate
	// Running says that an instance of a disabled task is still running.
	Running bool
	// CertainAt is from when a scan can show for certain that AD sync has stopped; zero if
	// waiting isn't enough.
	CertainAt time.Time
}

// Active reports whether something of AD sync is still active after a stop.
func (r SyncResult) Active() bool { return len(r.Awake) > 0 || r.Running }

// StopSync disables the scheduled tasks of AD sync. changed is called with each host's tasks
// when they are disabled. planned is called before a person is asked, with the tasks that are
// already disabled and the hosts that don't answer.
func (s *Service) StopSync(ctx context.Context, r SyncRequest, ask Prompter, show Progress, planned func(SyncResult),
	changed func(*SyncChange),
) (SyncResult, error) {
	return s.changeTasks(ctx, SyncStop, r, ask, show, planned, changed, func(report *adsync.Report, via string,
		m adsync.Memory,
	) adsync.Intent {
		return adsync.StopPlan(report, m, via, r.Tasks, r.EndRunning)
	})
}

// ResumeSync enables the tasks that were disabled. While SCIM is on, the reason is recorded as
// an override once a person has approved it.
func (s *Service) ResumeSync(ctx context.Context, r SyncRequest, ask Prompter, show Progress, planned func(SyncResult),
	changed func(*SyncChange),
) (SyncResult, error) {
	state, err := s.State()
	if err == nil {
		err = adsync.MayResume(state, r.Force)
	}
	if err != nil {
		return SyncResult{}, err
	}
	return s.changeTasks(ctx, SyncResume, r, ask, show, planned, changed, resumePlan)
}

// resumeBesideSCIM refuses a script that resumes AD sync while SCIM is on, or records the
// reason to write it anyway.
func (s *Service) resumeBesideSCIM(force string) error {
	state, err := s.State()
	if err != nil || len(state.SCIMOn()) == 0 {
		return err
	}
	return s.syncService().ForceResumeWithSCIM(force)
}

// changeTasks scans the hosts, plans for those that answer, shows the plan, asks, carries it
// out, and scans again.
func (s *Service) changeTasks(ctx context.Context, action adsync.Script, r SyncRequest, ask Prompter, show Progress,
	planned func(SyncResult), changed func(*SyncChange), plan adsync.Planner,
) (result SyncResult, err error) {
	hosts, scans, err := s.scanAndRemember(ctx, r.Hosts, false, ask, show)
	if err != nil {
		return result, err
	}
	if err := adsync.CheckNames(scans, r.Tasks); err != nil {
		return result, err
	}
	// Recorded before any change, so that the effect of a lost answer can be recognized.
	scripts := s.syncService()
	taken, err := scripts.RecordScan(scans)
	tellSettled(show, taken.Settled)
	if err != nil {
		return result, err
	}
	work := adsync.Plan(action, hosts, scans, taken.Memory, plan)
	result.Already, result.Nothing = work.Already, len(work.Parts) == 0
	for _, l := range scans {
		if l.Err != nil {
			result.Unreached = append(result.Unreached, l.Err)
		}
	}
	planned(result)
	if result.Nothing {
		if action == SyncStop {
			result.Awake = taken.Assessment.Awake()
		}
		return result, adsync.Unreached(scans, false)
	}
	approval, err := ask.Approve(ctx, work)
	if err != nil {
		return result, err
	}
	consent := adsync.Consent{Typed: approval.Typed, Force: r.Force}
	outcome, err := scripts.Do(context.WithoutCancel(ctx), ctx.Done(), approval.Work, consent, changed,
		show.Report(migrate.AD))
	if err != nil {
		return result, err
	}
	tellSettled(show, outcome.Recorded.Settled)
	err = cmp.Or(outcome.Failed, outcome.Rescan, adsync.Unreached(scans, true))
	if action != SyncStop {
		return result, err
	}
	result.Awake, result.Running = outcome.Recorded.Assessment.Awake(), outcome.Running
	state, unread := s.State()
	result.CertainAt = state.Playbook.CertainAt
	return result, cmp.Or(err, unread)
}

// NotedByHand is the result of recording a change that an admin made with a script.
type NotedByHand struct {
	Change *SyncChange
	// Heard says that it was recorded before, Outdated that a newer scan counts, and Running
	// that an instance was still running.
	Heard, Outdated, Running bool
	At                       time.Time
	// CertainAt is from when a scan can show for certain that AD sync has stopped; zero if
	// waiting isn't enough, or if this result doesn't show that it has.
	CertainAt time.Time
	// Incomplete says which tasks were not changed.
	Incomplete error
}

// NoteByHand records the results of scripts that an admin ran, each file also where one before
// it is incomplete. both says that AD sync was resumed while SCIM is on; nil if not.
func (s *Service) NoteByHand(files []string, action SyncAction) (all []NotedByHand, both *migrate.Problem, err error) {
	var changes []*SyncChange
	for _, file := range files {
		c, err := adsync.ReadChangeFile(file, action)
		if err != nil {
			return nil, nil, err
		}
		changes = append(changes, c)
	}
	return s.recordByHand(changes)
}

// recordByHand records changes that an admin made with a script, up to the first that can't
// be. both is as NoteByHand has it, by the state after the last of them.
func (s *Service) recordByHand(changes []*SyncChange) (all []NotedByHand, both *migrate.Problem, err error) {
	resumed := false
	for _, c := range changes {
		n, failed := s.recordOneByHand(c)
		if err = failed; err != nil {
			break
		}
		resumed = resumed || SyncAction(c.Action) == SyncResume
		all = append(all, n)
	}
	if resumed {
		state, unread := s.State()
		both, err = state.BothLive(), cmp.Or(err, unread)
	}
	return all, both, err
}

func (s *Service) recordOneByHand(c *SyncChange) (NotedByHand, error) {
	noted, err := s.syncService().ByHand(c)
	if err != nil {
		return NotedByHand{}, err
	}
	n := NotedByHand{
		Change: c, Heard: noted.Heard, Outdated: noted.Outdated, Running: noted.Running,
		At: time.Now().UTC(),
	}
	if n.Heard {
		return n, nil
	}
	var paths []string
	for _, t := range c.Tasks {
		paths = append(paths, t.Path)
	}
	n.Incomplete = c.Complete(paths)
	if SyncAction(c.Action) != SyncStop || n.Outdated {
		return n, nil
	}
	state, err := s.State()
	n.CertainAt = state.Playbook.CertainAt
	return n, err
}

// SyncScriptRequest says what a script does.
type SyncScriptRequest struct {
	Action     SyncAction
	Tasks      []string
	EndRunning bool
	// Host is the only host that the script changes; empty for any. To resume without Tasks,
	// it is the host whose tasks the journal has.
	Host  string
	Force string // the reason to resume AD sync while SCIM is on
}

// ScriptArgumentError says which arguments are wrong for a script's action: tasks are
// missing, or an argument has no effect on a script that changes nothing.
type ScriptArgumentError struct {
	Action SyncAction
	// Unused says that tasks or EndRunning were given for a script that only finds. Otherwise
	// tasks are missing; to resume, a host is enough.
	Unused bool
}

// Error says what is wrong.
func (e *ScriptArgumentError) Error() string {
	if e.Unused {
		return "a script to " + string(e.Action) + " takes no tasks"
	}
	return "the tasks to " + string(e.Action) + " are missing"
}

// checkArguments returns an error for a script without what its action needs, or with an
// argument that has no effect on it.
func (r SyncScriptRequest) checkArguments() error {
	named := len(r.Tasks) > 0
	switch {
	case r.Action == SyncFind && (named || r.EndRunning):
		return &ScriptArgumentError{Action: r.Action, Unused: true}
	case r.Action == SyncStop && !named, r.Action == SyncResume && !named && r.Host == "":
		return &ScriptArgumentError{Action: r.Action}
	}
	return nil
}

// SyncScript returns the script for a host that can't be reached from here, and its SHA-256.
func (s *Service) SyncScript(r SyncScriptRequest) (content []byte, sum string, err error) {
	if err := r.checkArguments(); err != nil {
		return nil, "", err
	}
	args := adsync.Arguments{Tasks: r.Tasks, EndRunning: r.EndRunning, Host: r.Host}
	if r.Action == SyncResume {
		if err := s.resumeBesideSCIM(r.Force); err != nil {
			return nil, "", err
		}
		if len(r.Tasks) == 0 {
			if args.Host, args.Tasks, err = s.stoppedTasks(r.Host); err != nil {
				return nil, "", err
			}
		}
	}
	content, sum, err = r.Action.File(args)
	if err != nil {
		return nil, "", &migrate.Problem{
			Class: migrate.BadInput, What: "a task's path can't be written into a script",
			Why:  err.Error(),
			Next: "disable that task in Task Scheduler",
		}
	}
	return content, sum, s.recordScript(r.Action, args, sum)
}

// recordScript records which script was written, so that the result of another script is
// recognized. Without a workspace nothing is recorded.
func (s *Service) recordScript(action SyncAction, args adsync.Arguments, sum string) error {
	if _, err := os.Stat(filepath.Join(s.Dir, "migration.json")); err != nil || action == SyncFind {
		return nil
	}
	w, err := s.hold(context.Background())
	if err != nil {
		return err
	}
	err = adsync.NoteScript(w.Journal(), NewRun(), adsync.WrittenScript{
		Action: action, Host: args.Host, Tasks: args.Tasks, SHA256: sum,
	})
	return cmp.Or(err, w.Close())
}

// stoppedTasks lists the tasks of one host that, by the journal, are to be enabled again, and
// the host's own name.
func (s *Service) stoppedTasks(host string) (own string, paths []string, err error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return "", nil, err
	}
	defer w.Close()
	m, err := adsync.Remember(w.Journal())
	if err != nil {
		return "", nil, err
	}
	plan := adsync.ResumePlan(m, host, "")
	for _, t := range plan.Tasks {
		paths = append(paths, t.Path)
	}
	if len(paths) == 0 {
		return "", nil, &migrate.Problem{
			Class: migrate.BadInput, What: "nothing to resume on " +
				migrate.Quote(host),
			Why: "the journal has no task there that ad2scim disabled", Next: "enable it in Task Scheduler",
		}
	}
	return plan.Host, paths, nil
}
