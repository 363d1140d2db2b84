package adsync

import "fmt"

// Work is the planned changes on several hosts.
type Work struct {
	Action Script // stop or resume
	Parts  []Part
	// ByHand are the changes on hosts of which there is only a result file: an admin makes
	// them by running a script.
	ByHand  []Intent
	Already []TaskKey // already in the planned state

	hosts []Host       // all that were asked
	scans []ScanResult // of hosts, in the same order
}

// Part is the planned changes on one host.
type Part struct {
	Host   Host
	Intent Intent
}

// Planner plans the changes on one scanned host.
type Planner func(r *Report, via string, m Memory) Intent

// Plan plans the changes on the hosts that could be scanned. scans begins with the results
// of hosts, in the same order.
func Plan(action Script, hosts []Host, scans []ScanResult, m Memory, plan Planner) Work {
	w := Work{Action: action, hosts: hosts, scans: scans[:len(hosts)]}
	for i, l := range scans {
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

// StopChoices plans to disable every task that may belong to AD sync, for a person to choose
// from. meant says whether a task is at least likely to belong to it.
func StopChoices(hosts []Host, scans []ScanResult, t RecordedScan, end bool) (w Work, meant func(TaskKey) bool) {
	var names []TaskName
	belief := map[TaskKey]Confidence{}
	for _, c := range t.Assessment.Candidates {
		if c.Task != nil {
			names = append(names, TaskName(c.Host+c.Task.Path))
			belief[TaskKey{c.Host, c.Task.Path}] = c.Confidence
		}
	}
	meant = func(k TaskKey) bool { return belief[k] != Possible }
	return Plan(StopScript, hosts, scans, t.Memory, func(r *Report, via string, m Memory) Intent {
		if len(names) == 0 {
			return Intent{Action: StopScript, Host: r.Host}
		}
		return StopPlan(r, m, via, names, end)
	}), meant
}

// Choice is a task of some work that a person can choose.
type Choice struct {
	TaskKey
	Says     string // what will be done with it
	ByHand   bool   // there is only a result file of its host
	Possible bool   // it only possibly belongs to AD sync
}

// Choices lists the tasks of the work in order, then those that an admin changes by running a
// script. likely says whether a task is at least likely to belong to AD sync.
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

// CanEnd reports whether the work can also end running instances.
func (w Work) CanEnd() bool { return w.Action == StopScript }

// Resumes reports whether the work resumes AD sync.
func (w Work) Resumes() bool { return w.Action == ResumeScript }

// Tasks returns how many tasks the work has.
func (w Work) Tasks() (n int) {
	for _, p := range w.Parts {
		n += len(p.Intent.Tasks)
	}
	return n
}

// Only returns the work with only those tasks that keep returns true for, counted from 0.
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

// Says returns in one line what will be done with a task.
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

// Awake lists what of AD sync goes on although its tasks are disabled: running instances,
// processes, and services that are running or would start by themselves.
func (f Assessment) Awake() (all []Candidate) {
	for _, c := range f.Candidates {
		if c.Confidence != Possible && (c.Active || c.Task == nil && c.Armed) {
			all = append(all, c)
		}
	}
	return all
}
