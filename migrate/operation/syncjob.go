package operation

import (
	"ad2scim/migrate/playbook"
)

// SyncOffers says what a step about AD sync's script offers once the hosts were scanned.
type SyncOffers struct {
	Stop   bool // choosing tasks and disabling them
	Verify bool // judging whether AD sync has stopped, by what an admin states too
	Resume bool // enabling the tasks again
}

// SyncOffersOf returns what the step with a job offers.
func SyncOffersOf(job playbook.Job) SyncOffers {
	return SyncOffers{
		Stop: job == playbook.JobDisableScript, Verify: job == playbook.JobVerifyScript,
		Resume: job != playbook.JobFindScript,
	}
}

// ScriptByHand is the script for the chosen tasks that an admin changes by hand, because only
// a result file tells of them. endRunning ends instances that run, where the work can.
func ScriptByHand(work SyncWork, chosen func(SyncTaskKey) bool, endRunning bool) SyncScriptRequest {
	r := SyncScriptRequest{Action: work.Action, EndRunning: endRunning && work.CanEnd()}
	for _, in := range work.ByHand {
		for _, t := range in.Tasks {
			if chosen(SyncTaskKey{Host: in.Host, Path: t.Path}) {
				r.Tasks = append(r.Tasks, t.Path)
			}
		}
	}
	return r
}
