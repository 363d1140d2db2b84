package adsync

import "fmt"

// Work is what is to be done on several machines.
type Work struct {
	Action Script // stop or resume
	Parts  []Part
	// ByHand is what is planned where only a result file tells: the admin runs a
	// script there.
	ByHand  []Intent
	Already []TaskKey // they stand as they should

	hosts []Host // all that were looked at
}

// Part is what is to be done on one machine.
type Part struct {
	Host   Host
	Intent Intent
}

// Planner plans for one machine that was looked at.
type Planner func(r *Report, via string, m Memory) Intent

// Plan plans for the machines that answered. The first of what was looked at are
// the hosts, in their order.
func Plan(action Script, hosts []Host, looked []ScanResult, m Memory, plan Planner) Work {
	w := Work{Action: action, hosts: hosts}
	for i, l := range looked {
		if l.Err != nil {
			continue
		}
		in, already := plan(l.Report, l.Name, m).Due(l.Report)
		for _, path := range already {
			w.Already = append(w.Already, TaskKey{in.Host, path})
		}
		switch {
		case len(in.Tasks) == 0:
		case i < len(hosts):
			w.Parts = append(w.Parts, Part{hosts[i], in})
		default:
			w.ByHand = append(w.ByHand, in)
		}
	}
	return w
}

// StopChoices plans for every task that may be AD sync, for a person to choose
// among; meant tells of each whether it is at least likely to be.
func StopChoices(hosts []Host, looked []ScanResult, t RecordedScan, end bool) (w Work, meant func(TaskKey) bool) {
	var names []TaskName
	belief := map[TaskKey]Confidence{}
	for _, c := range t.Assessment.Candidates {
		if c.Task != nil {
			names = append(names, TaskName(c.Host+c.Task.Path))
			belief[TaskKey{c.Host, c.Task.Path}] = c.Confidence
		}
	}
	meant = func(k TaskKey) bool { return belief[k] != Possible }
	return Plan(StopScript, hosts, looked, t.Memory, func(r *Report, via string, m Memory) Intent {
		if len(names) == 0 {
			return Intent{Action: StopScript, Host: r.Host}
		}
		return StopPlan(r, m, via, names, end)
	}), meant
}

// Choice is a task of some work, for a person to choose.
type Choice struct {
	TaskKey
	Says     string // what is done with it
	ByHand   bool   // only a result file tells of it
	Possible bool   // it is only possibly AD sync's
}

// Choices lists the tasks of the work in their order, then those that an admin changes by
// hand. likely tells which are at least likely to be AD sync's.
func (w Work) Choices(likely func(TaskKey) bool) (all []Choice) {
	add := func(in Intent, byHand bool) {
		for _, t := range in.Tasks {
			k := TaskKey{in.Host, t.Path}
			all = append(all, Choice{k, in.Says(t), byHand, !likely(k)})
		}
	}
	for _, p := range w.Parts {
		add(p.Intent, false)
	}
	for _, in := range w.ByHand {
		add(in, true)
	}
	return all
}

// CanEnd reports whether instances that run can be ended with it, too.
func (w Work) CanEnd() bool { return w.Action == StopScript }

// Resumes reports whether it brings AD sync back.
func (w Work) Resumes() bool { return w.Action == ResumeScript }

// Tasks is how many tasks the work is about.
func (w Work) Tasks() (n int) {
	for _, p := range w.Parts {
		n += len(p.Intent.Tasks)
	}
	return n
}

// Only leaves of the work the tasks that are kept, which are counted from 0.
func (w Work) Only(keep func(i int) bool) Work {
	all, n := w.Parts, 0
	w.Parts = nil
	for _, p := range all {
		var kept []Before
		for _, t := range p.Intent.Tasks {
			if keep(n) {
				kept = append(kept, t)
			}
			n++
		}
		if p.Intent.Tasks = kept; len(kept) > 0 {
			w.Parts = append(w.Parts, p)
		}
	}
	return w
}

// Says says in one line what is to be done with a task.
func (in Intent) Says(t Before) string {
	verb := "disable"
	if in.Action == ResumeScript {
		verb = "enable"
	}
	line := fmt.Sprintf("will %s the task %s on %s", verb, t.Path, in.Host)
	switch {
	case in.Action != StopScript || t.State != "running":
	case in.End:
		line += " and end the running instance"
	default:
		line += "; the running instance is not ended"
	}
	return line
}

// Awake lists what of AD sync disabling its tasks does not end: instances,
// processes, and services that run or would start by themselves.
func (f Assessment) Awake() (all []Candidate) {
	for _, c := range f.Candidates {
		if c.Confidence != Possible && (c.Active || c.Task == nil && c.Armed) {
			all = append(all, c)
		}
	}
	return all
}
