package adsync

import (
	"ad2scim/migrate/operation"
	"ad2scim/tui/form"
)

// planStop lists every task that may be AD sync; those that are likely to be are
// chosen.
func (v *Syncing) planStop() {
	v.plan(v.scan.StopChoices(v.end))
}

// planBack lists the tasks that were enabled before they were disabled.
func (v *Syncing) planBack() {
	v.plan(v.scan.ResumeChoices(), func(operation.SyncTaskKey) bool { return true })
}

// plan shows the tasks. What was chosen since the last look stays so.
func (v *Syncing) plan(all operation.SyncWork, meant func(operation.SyncTaskKey) bool) {
	if v.Mode != planned {
		v.cursor = 0
	}
	if v.picked == nil || v.all.Action != all.Action {
		v.picked = map[operation.SyncTaskKey]bool{}
	}
	v.all, v.likely, v.consent = all, meant, operation.ConsentTo(all.Action, v.session.Remembered)
	for _, c := range v.choices() {
		if _, known := v.picked[c.TaskKey]; !known {
			v.picked[c.TaskKey] = meant(c.TaskKey)
		}
	}
	v.cursor = max(0, min(v.cursor, v.lines()-1))
	if v.Mode != planned {
		v.Show(planned)
	}
}

// resuming reports whether what is planned, or was done, brings AD sync back.
func (v *Syncing) resuming() bool { return v.all.Resumes() }

// choices are the tasks in the order of the work, then those that are done by
// hand.
func (v *Syncing) choices() []operation.SyncChoice { return v.all.Choices(v.likely) }

// offersEnd reports whether instances that run now can be ended, too.
func (v *Syncing) offersEnd() bool { return v.all.CanEnd() && len(v.choices()) > 0 }

// lines is how many lines can be chosen: the tasks, and whether running instances
// are ended.
func (v *Syncing) lines() int {
	n := len(v.choices())
	if v.offersEnd() {
		n++
	}
	return n
}

// meant is the work with the tasks that are chosen.
func (v *Syncing) meant() operation.SyncWork {
	all := v.choices()
	return v.all.Only(func(i int) bool { return v.picked[all[i].TaskKey] })
}

// byHand are the scripts, one per host, for the chosen tasks of which only a result file
// tells.
func (v *Syncing) byHand() []operation.SyncScriptRequest {
	return operation.ScriptsByHand(v.all, func(k operation.SyncTaskKey) bool { return v.picked[k] }, v.end)
}

// canWrite reports whether scripts can be exported for the chosen tasks.
func (v *Syncing) canWrite() bool { return v.consent.OffersScripts(v.byHand()) }

// confirm asks for the words that begin the work, and for a reason where one is needed.
func (v *Syncing) confirm() {
	words := v.consent.Words
	v.answer = form.Consent(form.Typed("Type: "+words, words, "type "+words+", exactly; esc goes back"),
		v.consent.NeedsReason())
	v.Show(confirming)
}
