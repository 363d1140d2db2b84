package operation

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
)

// OnWindows reports whether AD sync can be on this host.
func OnWindows() bool { return adsync.LocalWindows() }

// ScanHosts scans hosts, and reads what result files tell, side by side. The error
// says that none could be scanned.
func ScanHosts(ctx context.Context, hosts []SyncHost, results []string, report migrate.Report) ([]SyncScanResult,
	error,
) {
	return adsync.ScanTargets(ctx, hosts, results, report)
}

// SyncStopChoices lists every task that may be AD sync's. The function says which of
// them are likely to be.
func SyncStopChoices(hosts []SyncHost, scans []SyncScanResult, taken SyncRecordedScan, endRunning bool) (SyncWork,
	func(SyncTaskKey) bool,
) {
	return adsync.StopChoices(hosts, scans, taken, endRunning)
}

// SyncResumeChoices lists the tasks that were enabled before they were disabled.
func SyncResumeChoices(hosts []SyncHost, scans []SyncScanResult, memory SyncMemory) SyncWork {
	return adsync.Plan(SyncResume, hosts, scans, memory, resumePlan)
}

func resumePlan(report *adsync.Report, via string, m adsync.Memory) adsync.Intent {
	return adsync.ResumePlan(m, report.Host, via)
}

// SyncChangesAmong returns what scripts did that an admin ran, of result files of any
// kind, and the files that tell of something else.
func SyncChangesAmong(files []string) (changes []*SyncChange, others []string, err error) {
	return adsync.ChangesAmong(files)
}

// BothLive says that AD sync is back while SCIM is on; empty if SCIM is not.
func BothLive(state migration.State) string { return adsync.BothLive(state) }
