package adsync

import (
	"ad2scim/migrate/operation"
	"ad2scim/tui/form"
)

// choice is a task that can be chosen.
type choice struct {
	operation.SyncTaskKey
	says   string
	byHand bool // only a result file tells of it
	doubt  bool // it is only possibly AD sync
}

// planStop lists every task that may be AD sync; those that are likely to be are
// chosen.
func (v *Syncing) planStop() {
	v.plan(operation.SyncStopChoices(v.hosts, v.looked, v.taken, v.end))
}

// planBack lists the tasks that were enabled before they were disabled.
func (v *Syncing) planBack() {
	all := operation.SyncResumeChoices(v.hosts, v.looked, v.taken.Memory)
	v.on = v.session.Remembered.SCIMOn()
	v.plan(all, func(operation.SyncTaskKey) bool { return true })
}

// plan shows the tasks. What was chosen since the last look stays so.
func (v *Syncing) plan(all operation.SyncWork, meant func(operation.SyncTaskKey) bool) {
	if v.mode != planned {
		v.cursor = 0
	}
	if v.picked == nil || v.all.Action != all.Action {
		v.picked = map[operation.SyncTaskKey]bool{}
	}
	v.all, v.likely = all, meant
	for _, c := range v.choices() {
		if _, known := v.picked[c.SyncTaskKey]; !known {
			v.picked[c.SyncTaskKey] = meant(c.SyncTaskKey)
		}
	}
	v.cursor = max(0, min(v.cursor, v.lines()-1))
	if v.mode != planned {
		v.show(planned)
	}
}

// resuming reports whether what is planned, or was done, brings AD sync back.
func (v *Syncing) resuming() bool { return v.all.Action == operation.SyncResume }

// besideSCIM reports whether AD sync is brought back while SCIM is on.
func (v *Syncing) besideSCIM() bool { return v.resuming() && len(v.on) > 0 }

// choices are the tasks in the order of the work, then those that are done by
// hand.
func (v *Syncing) choices() (all []choice) {
	add := func(in operation.SyncIntent, byHand bool) {
		for _, t := range in.Tasks {
			all = append(all, choice{operation.SyncTaskKey{Host: in.Host, Path: t.Path}, in.Says(t), byHand, false})
			c := &all[len(all)-1]
			c.doubt = !v.likely(c.SyncTaskKey)
		}
	}
	for _, p := range v.all.Parts {
		add(p.Intent, false)
	}
	for _, in := range v.all.ByHand {
		add(in, true)
	}
	return all
}

// offersEnd reports whether instances that run now can be ended, too.
func (v *Syncing) offersEnd() bool { return !v.resuming() && len(v.choices()) > 0 }

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
	return v.all.Only(func(i int) bool { return v.picked[all[i].SyncTaskKey] })
}

// byHand is the script for the chosen tasks of which only a result file tells.
func (v *Syncing) byHand() (operation.SyncAction, operation.SyncArguments) {
	args := operation.SyncArguments{EndRunning: v.end && !v.resuming()}
	for _, c := range v.choices() {
		if c.byHand && v.picked[c.SyncTaskKey] {
			args.Tasks = append(args.Tasks, c.Path)
		}
	}
	return v.all.Action, args
}

// canWrite reports whether there is something for a script to do. The way back
// beside SCIM needs a reason, which the command takes.
func (v *Syncing) canWrite() bool {
	_, args := v.byHand()
	return len(args.Tasks) > 0 && !v.besideSCIM()
}

// confirm asks for the words that begin the work: to stop, the runbook's of the
// risk; to resume, a yes, and beside SCIM a reason.
func (v *Syncing) confirm() {
	words := "yes"
	if !v.resuming() {
		words = operation.DeletionRisk().Type
	}
	fields := []*form.Field{form.Typed("Type: "+words, words, "type "+words+", exactly; esc goes back")}
	if v.besideSCIM() {
		fields = append([]*form.Field{form.Reason()}, fields...)
	}
	v.answer = form.New(fields...)
	v.show(confirming)
}
