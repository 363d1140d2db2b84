package operation

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
)

// ScanRequest says where to search for AD sync.
type ScanRequest struct {
	Targets
	// Judge verifies whether AD sync has stopped, also by what an admin states.
	Judge bool
	Said  VerifyInput
}

// SyncScan is the result of scanning the hosts, and what is planned from it.
type SyncScan struct {
	Hosts    []adsync.Host       // on which scripts can be run
	Scans    []adsync.ScanResult // empty if only results of changes were given
	Recorded adsync.RecordedScan
	// Verdict is set if it was requested.
	Verdict *SyncVerdict
	// NotSync lists the tasks that an admin excluded as not AD sync and that still count as
	// such, and Lapsed those that don't.
	NotSync []TaskName
	Lapsed  []LapsedStatement
	// ByHand are the recorded results of scripts that an admin ran. BothLive says that they
	// resumed AD sync while SCIM is on; nil if they didn't.
	ByHand   []NotedByHand
	BothLive *migrate.Problem
	// NotKept is why the hosts aren't remembered for the next time.
	NotKept error
}

// LapsedStatement is a statement of an admin that no longer counts, and why.
type LapsedStatement struct {
	Task TaskName
	Why  error
}

// ScanSync records the results of scripts that an admin ran, scans the hosts, records what it
// found and, if requested, verifies it. If an error says that no host could be scanned, Scans
// has the reason for each.
func (s *Service) ScanSync(ctx context.Context, r ScanRequest, show Progress) (scan SyncScan, err error) {
	said, err := r.Said.statement()
	if err != nil {
		return scan, err
	}
	if scan.Hosts, err = s.hostsOf(r.Targets); err != nil {
		return scan, err
	}
	changes, files, err := adsync.ChangesAmong(r.Results)
	if err != nil {
		return scan, err
	}
	scan.ByHand, scan.BothLive, err = s.recordByHand(changes)
	if err != nil || len(changes) > 0 && len(files) == 0 {
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

// keepStatements divides the tasks that an admin excluded into those that a scan still allows
// to exclude and the others.
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

// StopChoices plans to disable every task that may belong to AD sync, for a person to choose
// from. likely says whether a task is at least likely to belong to it.
func (scan SyncScan) StopChoices(endRunning bool) (work SyncWork, likely func(SyncTaskKey) bool) {
	return adsync.StopChoices(scan.Hosts, scan.Scans, scan.Recorded, endRunning)
}

// ResumeChoices plans to enable the tasks that were enabled before they were disabled.
func (scan SyncScan) ResumeChoices() SyncWork {
	return adsync.Plan(SyncResume, scan.Hosts, scan.Scans, scan.Recorded.Memory, resumePlan)
}

// ApplySync disables or enables what a person chose and approved, and scans again. Once stop
// is closed, no other host is started; ctx cancels only the scan. A non-nil error means that
// no change was attempted.
func (s *Service) ApplySync(ctx context.Context, stop <-chan struct{}, work SyncWork, typed, force string,
	show Progress,
) (SyncOutcome, error) {
	return s.syncService().Do(ctx, stop, work, adsync.Consent{Typed: typed, Force: force}, func(*adsync.Change) {},
		show.Report(migrate.AD))
}
