package operation

import (
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/playbook"
)

// SyncOffers says what a step about the script of AD sync offers after the hosts were
// scanned.
type SyncOffers struct {
	Stop   bool // choosing tasks and disabling them
	Verify bool // verifying that AD sync has stopped, also by what an admin states
	Resume bool // enabling the tasks again
}

// SyncOffersOf returns what a step with a job offers.
func SyncOffersOf(job playbook.Job) SyncOffers {
	return SyncOffers{
		Stop: job == playbook.JobDisableScript, Verify: job == playbook.JobVerifyScript,
		Resume: job != playbook.JobFindScript,
	}
}

// ScriptsByHand returns the requests for the scripts with which an admin changes the chosen
// tasks of which there is only a result file: one for each host, which changes no other host,
// because another host may have a task of the same path that was not chosen. endRunning ends
// running instances, if the work can.
func ScriptsByHand(work SyncWork, chosen func(SyncTaskKey) bool, endRunning bool) (all []SyncScriptRequest) {
	for _, in := range work.ByHand {
		r := SyncScriptRequest{Action: work.Action, EndRunning: endRunning && work.CanEnd(), Host: in.Host}
		for _, t := range in.Tasks {
			if chosen(SyncTaskKey{Host: in.Host, Path: t.Path}) {
				r.Tasks = append(r.Tasks, t.Path)
			}
		}
		if len(r.Tasks) > 0 {
			all = append(all, r)
		}
	}
	return all
}

// HostSignIns lists the ways to sign in to a host of AD sync.
func HostSignIns() []string { return adsync.SignIns() }
