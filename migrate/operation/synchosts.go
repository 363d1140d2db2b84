package operation

import "ad2scim/migrate/adsync"

// OnWindows reports whether AD sync can be on this computer.
func OnWindows() bool { return adsync.LocalWindows() }

func resumePlan(report *adsync.Report, via string, m adsync.Memory) adsync.Intent {
	return adsync.ResumePlan(m, report.Host, via)
}
