package adsync

import (
	"ad2scim/migrate/operation"
	"ad2scim/tui/form"
)

// planStop lists every task that may be AD sync and selects the likely ones.
func (v *Syncing) planStop() {
	v.plan(v.scan.StopChoices(v.endInstances))
}

// planResume lists the tasks that were enabled before they were disabled.
func (v *Syncing) planResume() {
	v.plan(v.scan.ResumeChoices(), func(operation.SyncTaskKey) bool { return true })
}

// plan shows the tasks. It keeps the selection made since the last scan.
func (v *Syncing) plan(all operation.SyncWork, selected func(operation.SyncTaskKey) bool) {
	if v.Mode != choosingTasks {
		v.cursor = 0
	}
	if v.picked == nil || v.all.Action != all.Action {
		v.picked = map[operation.SyncTaskKey]bool{}
	}
	v.all, v.likely, v.consent = all, selected, operation.ConsentTo(all.Action, v.session.Remembered)
	for _, c := range v.choices() {
		if _, known := v.picked[c.TaskKey]; !known {
			v.picked[c.TaskKey] = selected(c.TaskKey)
		}
	}
	v.cursor = max(0, min(v.cursor, v.lines()-1))
	if v.Mode != choosingTasks {
		v.Show(choosingTasks)
	}
}

// resuming reports whether the planned or finished work resumes AD sync.
func (v *Syncing) resuming() bool { return v.all.Resumes() }

// choices lists the tasks in working order, then those that the admin changes manually.
func (v *Syncing) choices() []operation.SyncChoice { return v.all.Choices(v.likely) }

// offersEnd reports whether running instances can be ended too.
func (v *Syncing) offersEnd() bool { return v.all.CanEnd() && len(v.choices()) > 0 }

// lines is the number of lines that can be selected: the tasks, and the option to end running
// instances.
func (v *Syncing) lines() int {
	n := len(v.choices())
	if v.offersEnd() {
		n++
	}
	return n
}

// selectedWork is the work with only the selected tasks.
func (v *Syncing) selectedWork() operation.SyncWork {
	all := v.choices()
	return v.all.Only(func(i int) bool { return v.picked[all[i].TaskKey] })
}

// manualScripts lists the scripts, one per host, for the selected tasks that are known only
// from a result file.
func (v *Syncing) manualScripts() []operation.SyncScriptRequest {
	return operation.ScriptsByHand(v.all, func(k operation.SyncTaskKey) bool { return v.picked[k] }, v.endInstances)
}

// canWrite reports whether scripts can be exported for the selected tasks.
func (v *Syncing) canWrite() bool { return v.consent.OffersScripts(v.manualScripts()) }

// confirm asks for the confirmation, and for a reason if one is needed.
func (v *Syncing) confirm() {
	words := v.consent.Words
	v.answer = form.Consent(form.ExactWords("Type: "+words, words, "type "+words+", exactly; esc goes back"),
		v.consent.NeedsReason())
	v.Show(confirming)
}
