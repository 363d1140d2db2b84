package enable

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Kinds of journal entries about a run that releases the workspace while the admin makes a step.
const (
	KindWait   = "enable-wait"   // a run waits for the admin
	KindWaited = "enable-waited" // it no longer waits
)

// doWait is the operation of such a record.
const doWait = "wait"

// Waiting is a run that has released the workspace while the admin makes a step. Ended says that its process has
// been killed; for a process on another host that isn't known, and it counts as waiting.
type Waiting struct {
	Since     time.Time
	Who, Host string
	Step      string
	PID       int // 0 if it isn't known
	Ended     bool

	seq int64
}

// String returns it in one line.
func (w Waiting) String() string {
	text := fmt.Sprintf("%s's run on %s waits at %s since %s", w.Who, w.Host, migrate.Quote(w.Step),
		w.Since.UTC().Format("2006-01-02 15:04 UTC"))
	if w.Ended {
		text = fmt.Sprintf("%s's run on %s ended while it waited at %s (process %d, since %s)", w.Who, w.Host,
			migrate.Quote(w.Step), w.PID, w.Since.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return names.Visible(text)
}

// Blocker returns the blocker for other runs at the same app.
func (w Waiting) Blocker() playbook.Blocker {
	return playbook.Blocker{
		ID: "run-open", What: w.String(), Why: "two runs on one app undo each other's changes",
		Next: migrate.Advise(
			"let it end or stop it there; if it was killed, override this with that reason, and the other run never continues"),
	}
}

// Wait records that the workspace is about to be released because the admin makes a step.
func (e *Engine) Wait(step idp.Step) (seq int64, err error) {
	r := e.record(doWait, idp.Step{ID: step.ID, Title: step.Title, Mode: step.Mode})
	r.PID = os.Getpid()
	return e.write(store.NewRun(), KindWait, r)
}

// ResumeWait records that the wait is over. It returns an error if another run has superseded this one.
func (e *Engine) ResumeWait(seq int64) error {
	all, err := e.Waiting()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(w Waiting) bool { return w.seq == seq })
	if i < 0 {
		return &migrate.Problem{
			Class: migrate.Partial, What: "this run does not continue",
			Why:  "another run was started while it waited",
			Next: "see in the journal who started it, and show the plan again before you continue", Err: migrate.ErrChanged,
		}
	}
	return e.waited(all[i])
}

// Supersede ends every run that waits at this app.
func (e *Engine) Supersede() error {
	all, err := e.Waiting()
	for _, w := range all {
		if err == nil {
			err = e.waited(w)
		}
	}
	return err
}

func (e *Engine) waited(w Waiting) error {
	r := e.record(doWait, idp.Step{Title: w.Step})
	r.Of = w.seq
	if w.Ended {
		r.Why = fmt.Sprintf("its process %d has ended", w.PID)
	}
	_, err := e.write(store.NewRun(), KindWaited, r)
	return err
}

// Waiting returns the runs that wait at this app, oldest first.
func (e *Engine) Waiting() ([]Waiting, error) {
	var all []Waiting
	err := each(e.Journal, []string{KindWait, KindWaited}, func(entry store.Entry, r record) {
		switch {
		case !e.about(r):
		case entry.Kind == KindWait:
			all = append(all, Waiting{
				Since: entry.Time, Who: entry.Who, Host: entry.Host, Step: r.Step.Title, PID: r.PID,
				seq: entry.Seq,
			})
		default:
			all = slices.DeleteFunc(all, func(w Waiting) bool { return w.seq == r.Of })
		}
	})
	for i := range all {
		all[i].Ended = ended(all[i].Host, all[i].PID)
	}
	return all, err
}

// ended reports whether a process on this host is known to have ended. If its id was given to another process, it
// counts as running.
func ended(host string, pid int) bool {
	if here, err := os.Hostname(); err != nil || host != here || pid <= 0 {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil { // Windows only: access is denied to a running process
		return !errors.Is(err, os.ErrPermission)
	}
	defer p.Release()
	return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// AddBlockers adds the waiting runs to the blockers from the workspace. A run whose process has ended can be
// superseded without a reason.
func AddBlockers(blockers []playbook.Blocker, waiting []Waiting) []playbook.Blocker {
	all := slices.Clone(blockers)
	for _, w := range waiting {
		if !w.Ended {
			all = append(all, w.Blocker())
		}
	}
	return all
}
