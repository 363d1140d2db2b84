package operation

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
)

// ScanRequest says where AD sync is looked for.
type ScanRequest struct {
	Targets
	// Judge says that it is judged whether AD sync has stopped, by what an admin says
	// too.
	Judge bool
	Said  VerifyInput
}

// SyncScan is what a scan of the hosts gave, and what is planned from it.
type SyncScan struct {
	Hosts    []adsync.Host       // on which scripts can be run
	Scans    []adsync.ScanResult // none where only results of changes were given
	Recorded adsync.RecordedScan
	// Verdict is there where it was asked for.
	Verdict *SyncVerdict
	// NotSync lists, of the tasks of which an admin said that they aren't AD sync's, those
	// of which that still counts, and Lapsed the others.
	NotSync []TaskName
	Lapsed  []LapsedStatement
	// ByHand is what scripts did that an admin ran, and BothLive says that this brought AD
	// sync back while SCIM is on; nil if it didn't.
	ByHand   []NotedByHand
	BothLive *migrate.Problem
	// NotKept is why the hosts aren't remembered for the next visit.
	NotKept error
}

// LapsedStatement is a statement of an admin that no longer counts, and why.
type LapsedStatement struct {
	Task TaskName
	Why  error
}

// ScanSync records what scripts did that an admin ran, scans the hosts, records what it
// found and, where that is asked for, judges it. Where an error says that no host could be
// scanned, Scans says why of each.
func (s *Service) ScanSync(ctx context.Context, r ScanRequest, show Progress) (scan SyncScan, err error) {
	if scan.Hosts, err = s.hostsOf(r.Targets); err != nil {
		return scan, err
	}
	changes, files, err := adsync.ChangesAmong(r.Results)
	if err != nil {
		return scan, err
	}
	if err := s.recordByHand(&scan, changes); err != nil || len(changes) > 0 && len(files) == 0 {
		return scan, err
	}
	if scan.Scans, err = adsync.ScanTargets(ctx, scan.Hosts, files, show.Report(migrate.AD)); err != nil {
		return scan, err
	}
	scripts := s.syncService()
	scan.NotKept = s.rememberHosts(r.Targets, !r.Judge)
	if !r.Judge {
		scan.Recorded, err = scripts.RecordScan(scan.Scans)
		return scan, err
	}
	if err := scan.keepStatements(scripts, r.Said.NotSync); err != nil {
		return scan, err
	}
	said, err := r.Said.statement()
	if err != nil {
		return scan, err
	}
	said.NotSync = scan.NotSync
	var verdict adsync.Verdict
	verdict, scan.Recorded.Settled, err = scripts.Verify(scan.Scans, said)
	scan.Verdict, scan.Recorded.Assessment = &verdict, verdict.Assessment
	return scan, err
}

func (s *Service) hostsOf(t Targets) ([]adsync.Host, error) {
	if s.HostsOf != nil {
		return s.HostsOf(t)
	}
	return t.Hosts()
}

func (s *Service) recordByHand(scan *SyncScan, changes []*adsync.Change) error {
	for _, c := range changes {
		noted, err := s.syncService().ByHand(c)
		if err != nil {
			return err
		}
		scan.ByHand = append(scan.ByHand, NotedByHand{
			Change: c, Heard: noted.Heard, Outdated: noted.Outdated, Running: noted.Running,
		})
		if SyncAction(c.Action) == SyncResume {
			if scan.BothLive, err = s.BothLive(); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepStatements divides what an admin said isn't AD sync into what still counts by a scan
// and what doesn't.
func (scan *SyncScan) keepStatements(scripts adsync.Service, all []TaskName) error {
	refused, err := scripts.InvalidExclusions(scan.Scans, all)
	for _, n := range all {
		if why := refused[n]; why != nil {
			scan.Lapsed = append(scan.Lapsed, LapsedStatement{n, why})
		} else {
			scan.NotSync = append(scan.NotSync, n)
		}
	}
	return err
}

// StopChoices plans to disable every task that may be AD sync's, for a person to choose
// among; likely tells which are at least likely to be.
func (scan SyncScan) StopChoices(endRunning bool) (work SyncWork, likely func(SyncTaskKey) bool) {
	return adsync.StopChoices(scan.Hosts, scan.Scans, scan.Recorded, endRunning)
}

// ResumeChoices plans to enable the tasks that were enabled before they were disabled.
func (scan SyncScan) ResumeChoices() SyncWork {
	return adsync.Plan(SyncResume, scan.Hosts, scan.Scans, scan.Recorded.Memory, resumePlan)
}

// ApplySync disables or enables what a person chose and approved, and scans again. Once stop
// is closed, the hosts that are left aren't begun; ctx ends the scan alone. The error says
// that nothing was begun.
func (s *Service) ApplySync(ctx context.Context, stop <-chan struct{}, work SyncWork, typed, force string,
	show Progress,
) (SyncOutcome, error) {
	return s.syncService().Do(ctx, stop, work, adsync.Consent{Typed: typed, Force: force}, func(*adsync.Change) {},
		show.Report(migrate.AD))
}
