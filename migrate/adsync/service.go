package adsync

import (
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// Service notes in a workspace what is seen and done of AD sync, for the commands
// and the app alike. The workspace is held only while something is done or
// written, never while a person thinks.
type Service struct {
	Hold func() (*migration.Workspace, error) // opens it for writing
	Who  string                               // who the record says did it
}

// RecordedScan is what a look tells once it is noted.
type RecordedScan struct {
	Assessment Assessment
	Memory     Memory    // this look included
	Settled    []Settled // what came of what an earlier run began
}

// RecordScan finds out what came of what an earlier run began, judges a look by what is
// known, and notes both.
func (d Service) RecordScan(looked []ScanResult) (t RecordedScan, err error) {
	err = d.hold(func(w *migration.Workspace) (err error) {
		t, err = d.recordScan(w, store.NewRun(), looked)
		return err
	})
	return t, err
}

func (d Service) hold(do func(*migration.Workspace) error) error {
	w, err := d.Hold()
	if err != nil {
		return err
	}
	err = do(w)
	if e := w.Close(); err == nil {
		err = e
	}
	return err
}

func (d Service) recordScan(w *migration.Workspace, run string, looked []ScanResult) (t RecordedScan, err error) {
	if t.Settled, err = settleAll(w.Journal(), run, looked); err != nil {
		return t, err
	}
	if t.Memory, err = Remember(w.Journal()); err != nil {
		return t, err
	}
	t.Assessment = Assess(looked, t.Memory)
	if err := NoteScan(w.Journal(), run, t.Assessment); err != nil {
		return t, err
	}
	if t.Memory, err = Remember(w.Journal()); err != nil {
		return t, err
	}
	for i := range t.Assessment.Hosts {
		h := &t.Assessment.Hosts[i]
		if about := t.Memory.find(h.Host); h.FromFile && about != nil && h.Time.Before(about.newest()) {
			h.later = about.newest()
		}
	}
	return t, w.Update(func(s *migration.State) error {
		RecordAssessment(s, t.Assessment, t.Memory, time.Now().UTC(), d.Who)
		return nil
	})
}

func settleAll(j Journal, run string, looked []ScanResult) (all []Settled, err error) {
	m, err := Remember(j)
	if err != nil {
		return nil, err
	}
	for _, l := range looked {
		if l.Err != nil {
			continue
		}
		settled, err := Settle(j, run, m, l)
		if all = append(all, settled...); err != nil {
			return all, err
		}
	}
	return all, nil
}

// AdminStatement is what an admin says beside a look.
type AdminStatement struct {
	Console []ConsoleReading
	NotSync []TaskName // only possibly AD sync, and not it
	Gone    []string   // machines that are no more
	Audited bool       // an audit log is given, which has these events
	Events  []groupfile.AuditEvent
}

// InvalidExclusions lists those of the names of which an admin said earlier that they are
// not AD sync and that a look does not leave out any more, each with why.
func (d Service) InvalidExclusions(looked []ScanResult, names []TaskName) (refused map[TaskName]error, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	err = d.hold(func(w *migration.Workspace) error {
		m, err := Remember(w.Journal())
		if err != nil {
			return err
		}
		found := Assess(looked, m)
		refused = map[TaskName]error{}
		for _, n := range names {
			if _, err := found.Except([]TaskName{n}); err != nil {
				refused[n] = err
			}
		}
		return nil
	})
	return refused, err
}

// Verify judges whether AD sync has stopped, by a look and by what is said, and
// notes all of it.
func (d Service) Verify(looked []ScanResult, said AdminStatement) (v Verdict, settled []Settled, err error) {
	err = d.hold(func(w *migration.Workspace) error {
		run := store.NewRun()
		if settled, err = settleAll(w.Journal(), run, looked); err != nil {
			return err
		}
		v, err = d.verify(w, run, looked, said)
		return err
	})
	return v, settled, err
}

func (d Service) verify(w *migration.Workspace, run string, looked []ScanResult, said AdminStatement) (v Verdict,
	err error,
) {
	m, err := d.without(w, run, said.Gone)
	if err != nil {
		return v, err
	}
	found, err := Assess(looked, m).Except(said.NotSync)
	if err != nil {
		return v, err
	}
	if err := NoteScan(w.Journal(), run, found); err != nil {
		return v, err
	}
	for _, r := range said.Console {
		if err := NoteConsole(w.Journal(), run, r); err != nil {
			return v, err
		}
	}
	if m, err = Remember(w.Journal()); err != nil {
		return v, err
	}
	now := time.Now().UTC()
	v = Verify(now, found, m)
	since, ok := m.IdleSince()
	if said.Audited && ok {
		v.ApplyAuditEvents(said.Events, since, SCIMStarted(w.State()))
	} else if said.Audited {
		v.Reasons = append(v.Reasons, "the audit log was not searched: it is not known when AD sync was stopped")
	}
	still := v.ApplyConsoleReadings(m.Console, len(said.Console) > 0, m.Interval(), since)
	attested := said.confirmed()
	for _, says := range attested {
		v.Reasons = append(v.Reasons, says+", according to "+d.Who)
	}
	return v, w.Update(func(s *migration.State) error {
		for _, says := range attested {
			s.Evidence = append(s.Evidence, migration.Evidence{
				Claim: stepStopped, Says: says, Grade: migration.GradeAttested,
				Time: now, Source: d.Who,
			})
		}
		RecordVerdict(s, v, m, now, d.Who)
		if still {
			RecordConsole(s, now, d.Who)
		}
		return nil
	})
}

// confirmed is what of it rests on the admin's word alone.
func (s AdminStatement) confirmed() (all []string) {
	for _, n := range s.NotSync {
		all = append(all, "the task "+migrate.Quote(string(n))+" is not AD sync")
	}
	for _, host := range s.Gone {
		all = append(all, "the host "+migrate.Quote(host)+" no longer exists")
	}
	return all
}

// without notes which machines are no more, and returns what is known of the
// others.
func (d Service) without(w *migration.Workspace, run string, gone []string) (Memory, error) {
	m, err := Remember(w.Journal())
	for _, host := range gone {
		if err == nil {
			err = NoteGone(w.Journal(), run, m, host, d.Who)
		}
	}
	if err != nil || len(gone) == 0 {
		return m, err
	}
	return Remember(w.Journal())
}

// RememberTargets keeps where AD sync was looked for, for the next visit. A search names
// all hosts; what else is done may be about some of them, and forgets none.
func (d Service) RememberTargets(r Targets, search bool) error {
	return d.hold(func(w *migration.Workspace) error {
		return w.Update(func(s *migration.State) error {
			m := r.Machines()
			if s.Machines != nil && !search {
				m = s.Machines.With(m)
			}
			s.Machines = &m
			return nil
		})
	})
}
