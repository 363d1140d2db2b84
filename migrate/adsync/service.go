package adsync

import (
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Service finds, stops, verifies and resumes AD sync for the commands and the app, and
// records everything in a workspace. The workspace is locked only while something is done or
// written, never while a person is asked.
type Service struct {
	Hold func() (*migration.Workspace, error) // opens the workspace for writing
	Who  string                               // who is recorded as the one who did it
}

// RecordedScan is the result of recording a scan.
type RecordedScan struct {
	Assessment Assessment
	Memory     Memory    // including this scan
	Settled    []Settled // results of earlier changes that are known now
}

// RecordScan settles the changes of earlier runs whose result was unknown, assesses the scan,
// and records both.
func (d Service) RecordScan(scans []ScanResult) (t RecordedScan, err error) {
	err = d.hold(func(w *migration.Workspace) (err error) {
		t, err = d.recordScan(w, store.NewRun(), scans)
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

func (d Service) recordScan(w *migration.Workspace, run string, scans []ScanResult) (t RecordedScan, err error) {
	if t.Settled, err = settleAll(w.Journal(), run, scans); err != nil {
		return t, err
	}
	if t.Memory, err = Remember(w.Journal()); err != nil {
		return t, err
	}
	t.Assessment = Assess(scans, t.Memory)
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

func settleAll(j Journal, run string, scans []ScanResult) (all []Settled, err error) {
	m, err := Remember(j)
	if err != nil {
		return nil, err
	}
	for _, l := range scans {
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

// AdminStatement is what an admin says in addition to a scan.
type AdminStatement struct {
	Console []ConsoleReading
	NotSync []TaskName // found as possible, and not AD sync
	Gone    []string   // hosts that no longer exist
	Audited bool       // an audit log was given, with these events
	Events  []groupfile.AuditEvent
	// AuditSHA256 is of the audit log's file, in hexadecimal.
	AuditSHA256 string
}

// InvalidExclusions lists which of names, excluded by an admin earlier as not AD sync, can't
// be excluded from this scan, each with the reason.
func (d Service) InvalidExclusions(scans []ScanResult, names []TaskName) (refused map[TaskName]error, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	err = d.hold(func(w *migration.Workspace) error {
		m, err := Remember(w.Journal())
		if err != nil {
			return err
		}
		found := Assess(scans, m)
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

// Verify decides whether AD sync has stopped, from a scan and an admin's statements, and
// records everything.
func (d Service) Verify(scans []ScanResult, said AdminStatement) (v Verdict, settled []Settled, err error) {
	err = d.hold(func(w *migration.Workspace) error {
		run := store.NewRun()
		if settled, err = settleAll(w.Journal(), run, scans); err != nil {
			return err
		}
		v, err = d.verify(w, run, scans, said)
		return err
	})
	return v, settled, err
}

func (d Service) verify(w *migration.Workspace, run string, scans []ScanResult, said AdminStatement) (v Verdict,
	err error,
) {
	m, err := d.without(w, run, said.Gone)
	if err != nil {
		return v, err
	}
	found, err := Assess(scans, m).Except(said.NotSync)
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
	v = Verify(now, found, m, said.Events...)
	since, ok := m.IdleSince()
	if said.Audited && ok {
		changes := v.ApplyAuditEvents(said.Events, since, SCIMStarted(w.State()))
		if err := noteAudit(w.Journal(), run, said.searched(v.quiet, changes)); err != nil {
			return v, err
		}
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
				Claim: string(playbook.StepScriptStopped), Says: says, Grade: migration.GradeConfirmed,
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

// confirmed lists the parts of it that only the admin's word supports.
func (s AdminStatement) confirmed() (all []string) {
	for _, n := range s.NotSync {
		all = append(all, "the task "+migrate.Quote(string(n))+" is not AD sync")
	}
	for _, host := range s.Gone {
		all = append(all, "the host "+migrate.Quote(host)+" no longer exists")
	}
	return all
}

// without records which hosts no longer exist, and returns what is known of the others.
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

// RememberTargets saves where AD sync was searched for, as the default for the next time. A
// search names all hosts. Other actions may name only some of them, and remove none.
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
