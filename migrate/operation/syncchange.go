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

// SyncRequest says what is to be stopped or resumed.
type SyncRequest struct {
	Hosts HostInput
	// Tasks are those that were asked for by name; none for all that are likely.
	Tasks []adsync.TaskName
	// EndRunning ends an instance that runs.
	EndRunning bool
	// Force is the reason to resume AD sync while SCIM is on.
	Force string
}

// SyncResult is the result of stopping or resuming AD sync.
type SyncResult struct {
	// Already lists the tasks that stand as they should, and Unreached the hosts
	// that did not answer, before anything was changed.
	Already   []adsync.TaskKey
	Unreached []error
	// Nothing says that there is nothing to do.
	Nothing bool
	// Awake lists what of AD sync still runs, or would start by itself.
	Awake []adsync.Candidate
	// Running says that an instance of a task that was disabled still runs.
	Running bool
	// CertainAt is from when a scan can make it certain that AD sync has stopped; zero
	// where time alone doesn't.
	CertainAt time.Time
}

// Active reports whether something of AD sync is still active after a stop.
func (r SyncResult) Active() bool { return len(r.Awake) > 0 || r.Running }

// StopSync disables the scheduled tasks of AD sync. changed is told of each host's
// tasks as they are disabled, and planned of what stands already and what does not
// answer, before a person is asked.
func (s *Service) StopSync(ctx context.Context, r SyncRequest, ask Prompter, show Progress, planned func(SyncResult),
	changed func(*SyncChange),
) (SyncResult, error) {
	return s.changeTasks(ctx, SyncStop, r, ask, show, planned, changed, func(report *adsync.Report, via string,
		m adsync.Memory,
	) adsync.Intent {
		return adsync.StopPlan(report, m, via, r.Tasks, r.EndRunning)
	})
}

// ResumeSync enables the tasks again that were disabled. Beside SCIM the reason is recorded
// as an override once a person has approved it.
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

// resumeBesideSCIM refuses a script that brings AD sync back while SCIM is on, or records
// the reason for it.
func (s *Service) resumeBesideSCIM(force string) error {
	state, err := s.State()
	if err != nil || len(state.SCIMOn()) == 0 {
		return err
	}
	return s.syncService().ForceResumeWithSCIM(force)
}

// changeTasks scans the hosts, plans for those that answer, shows the plan, asks,
// carries it out, and scans again.
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
	// Recorded before any change, so that the effect of an answer that is lost later shows.
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
		if err := adsync.Unreached(scans, false); err != nil || action != SyncStop {
			return result, err
		}
		result.Awake = taken.Assessment.Awake()
		return result, nil
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
	if err := cmp.Or(outcome.Failed, outcome.Rescan, adsync.Unreached(scans, true)); err != nil || action != SyncStop {
		return result, err
	}
	result.Awake, result.Running = outcome.Recorded.Assessment.Awake(), outcome.Running
	state, err := s.State()
	result.CertainAt = state.Playbook.CertainAt
	return result, err
}

// BothLive says that AD sync is back while SCIM is on; nil if it is not.
func (s *Service) BothLive() (*migrate.Problem, error) {
	state, err := s.State()
	if err != nil {
		return nil, err
	}
	return adsync.BothLive(state), nil
}

// NotedByHand is the result of recording what a script did that an admin ran.
type NotedByHand struct {
	Change *SyncChange
	// Heard says that it was noted before, Outdated that a later scan counts, and
	// Running that an instance still ran.
	Heard, Outdated, Running bool
	At                       time.Time
	// CertainAt is from when a scan can make it certain that AD sync has stopped; zero
	// where time alone doesn't.
	CertainAt time.Time
	// Incomplete says which tasks were not changed.
	Incomplete error
}

// NoteByHand notes what scripts did that an admin ran, file by file. It ends at the
// first that is not complete.
func (s *Service) NoteByHand(files []string, action SyncAction) (all []NotedByHand, err error) {
	var changes []*SyncChange
	for _, file := range files {
		c, err := adsync.ReadChangeFile(file, action)
		if err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	for _, c := range changes {
		noted, err := s.syncService().ByHand(c)
		if err != nil {
			return all, err
		}
		n := NotedByHand{
			Change: c, Heard: noted.Heard, Outdated: noted.Outdated, Running: noted.Running,
			At: time.Now().UTC(),
		}
		if !n.Heard {
			var paths []string
			for _, t := range c.Tasks {
				paths = append(paths, t.Path)
			}
			n.Incomplete = c.Complete(paths)
			state, err := s.State()
			if err != nil {
				return all, err
			}
			n.CertainAt = state.Playbook.CertainAt
		}
		if all = append(all, n); n.Incomplete != nil {
			return all, nil
		}
	}
	return all, nil
}

// SyncScriptRequest says what a script is to do.
type SyncScriptRequest struct {
	Action     SyncAction
	Tasks      []string
	EndRunning bool
	// Host is the only one that the script changes; empty for any. To resume without Tasks
	// it is the one whose tasks the journal names.
	Host  string
	Force string // the reason to resume AD sync while SCIM is on
}

// ScriptArgumentError says which arguments are wrong for the action of a script: the tasks
// are missing, or what a script that changes nothing can't use was given.
type ScriptArgumentError struct {
	Action SyncAction
	// Unused says that tasks or EndRunning were given to a script that finds; else the tasks
	// are missing, and to resume, a host would stand for them.
	Unused bool
}

// Error says what is wrong.
func (e *ScriptArgumentError) Error() string {
	if e.Unused {
		return "a script to " + string(e.Action) + " takes no tasks"
	}
	return "the tasks to " + string(e.Action) + " are missing"
}

// checkArguments refuses a script without what its action needs, or with what has no effect
// on it.
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

// SyncScript writes the script for a host that cannot be reached from here, with its
// SHA-256.
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

// recordScript keeps which script was written, so that the result of another one is
// recognized. Without a workspace nothing is kept.
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

// stoppedTasks lists the tasks of one host that the journal says are to be brought
// back, with the host as it calls itself.
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
