package adsync

import (
	"fmt"
	"maps"
	"slices"
)

// Settled is a task with a change in the journal whose result wasn't known until a scan saw
// the task.
type Settled struct {
	Host, Path string
	Action     Script
	Done       bool // it is in the state that the change was to make
}

// String says it in one line that is safe for a terminal.
func (s Settled) String() string {
	verb, state := "disabling", "disabled"
	if s.Action == ResumeScript {
		verb = "enabling"
	}
	if s.Done == (s.Action == ResumeScript) {
		state = "enabled"
	}
	return fmt.Sprintf("the result of %s the task %s on %s was unknown: the task is %s now", verb, shown(s.Path),
		shown(s.Host), state)
}

// Settle records in the journal the state that a scan shows of tasks with an unknown result:
// the program was killed, or an answer was lost. A task that the scan doesn't show stays
// unknown. Whoever made the change, the task counts as stopped by ad2scim if it was enabled
// before and isn't any longer. A result file that is older than what is known of its host
// settles nothing.
func Settle(j Journal, run string, m Memory, l ScanResult) ([]Settled, error) {
	var all []Settled
	r := l.Report
	if about := m.find(r.Host); l.FromFile && about != nil && r.Time.Before(about.newest()) {
		return nil, nil
	}
	for _, seq := range slices.Sorted(maps.Keys(m.open)) {
		in := m.open[seq]
		if !sameHost(in.Host, r.Host) {
			continue
		}
		out := outcome{Intent: seq, Action: in.Action, Host: in.Host, Time: r.Time, Seen: true}
		for _, before := range in.Tasks {
			i := slices.IndexFunc(r.Tasks, func(t Task) bool { return samePath(t.Path, before.Path) })
			if i < 0 {
				continue
			}
			was, after := before.Standing, r.Tasks[i].Standing
			t := TaskChange{Path: before.Path, After: &after, Done: after.Enabled == (in.Action == ResumeScript)}
			if in.Action == StopScript {
				t.Before = &was
			}
			out.Tasks = append(out.Tasks, t)
			all = append(all, Settled{in.Host, t.Path, in.Action, t.Done})
		}
		if len(out.Tasks) == 0 {
			continue
		}
		text := fmt.Sprintf("result of entry %d, read later: %d scheduled tasks on %s", seq, len(out.Tasks),
			shown(in.Host))
		if _, err := note(j, run, kindResult, text, out); err != nil {
			return all, err
		}
	}
	return all, nil
}

// Due divides the planned tasks by their state in a scan: the changes that are still needed,
// and the paths of the tasks that are already in the planned state.
func (in Intent) Due(r *Report) (due Intent, already []string) {
	due = in
	due.Tasks = nil
	for _, b := range in.Tasks {
		i := slices.IndexFunc(r.Tasks, func(t Task) bool { return samePath(t.Path, b.Path) })
		if i >= 0 && r.Tasks[i].Enabled == (in.Action == ResumeScript) && !(in.End && r.Tasks[i].active()) {
			already = append(already, b.Path)
			continue
		}
		due.Tasks = append(due.Tasks, b)
	}
	return due, already
}
