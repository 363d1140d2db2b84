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

// The kinds of the journal's entries around a step of the admin's during which
// the workspace is let go.
const (
	KindWait   = "enable-wait"   // a run waits for the admin
	KindWaited = "enable-waited" // it waits no more
)

// doWait is what such a record is about.
const doWait = "wait"

// Waiting is a run that has let go of the workspace while the admin makes a step.
// Ended says that its process was killed meanwhile; one on another host cannot be
// told of, and reads as if it waited.
type Waiting struct {
	Since     time.Time
	Who, Host string
	Step      string
	PID       int // 0 where it is not known
	Ended     bool

	seq int64
}

// String says it in one line.
func (w Waiting) String() string {
	text := fmt.Sprintf("%s's run on %s waits at %s since %s", w.Who, w.Host, migrate.Quote(w.Step),
		w.Since.UTC().Format("2006-01-02 15:04 UTC"))
	if w.Ended {
		text = fmt.Sprintf("%s's run on %s ended while it waited at %s (process %d, since %s)", w.Who, w.Host,
			migrate.Quote(w.Step), w.PID, w.Since.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return names.Visible(text)
}

// Blocker is what stands against another run at the same app.
func (w Waiting) Blocker() playbook.Blocker {
	return playbook.Blocker{
		ID: "run-open", What: w.String(), Why: "two runs on one app undo each other's changes",
		Next: migrate.Advise(
			"let it end or stop it there; if it was killed, override this with that reason, and the other run never continues"),
	}
}

// Wait notes that the workspace is about to be let go, for the admin makes a step.
func (e *Engine) Wait(step idp.Step) (seq int64, err error) {
	r := e.record(doWait, idp.Step{ID: step.ID, Title: step.Title, Mode: step.Mode})
	r.PID = os.Getpid()
	return e.write(store.NewRun(), KindWait, r)
}

// ResumeWait notes that the wait is over. It fails where another run has taken the
// place of this one.
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

// Supersede ends every run that waits at this app: it does not go on.
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

// Waiting lists the runs that wait at this app, oldest first.
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

// ended reports whether a process is known to run no more: only of one on this
// host. A number that was given to another process since reads as running.
func ended(host string, pid int) bool {
	if here, err := os.Hostname(); err != nil || host != here || pid <= 0 {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil { // Windows alone; access is denied to what runs
		return !errors.Is(err, os.ErrPermission)
	}
	defer p.Release()
	return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// AddBlockers is what stands against a run: what the workspace knows, and the runs that
// wait. One whose process has ended is taken over without a reason.
func AddBlockers(blockers []playbook.Blocker, waiting []Waiting) []playbook.Blocker {
	all := slices.Clone(blockers)
	for _, w := range waiting {
		if !w.Ended {
			all = append(all, w.Blocker())
		}
	}
	return all
}
