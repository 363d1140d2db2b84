package adsync

import (
	"fmt"
	"maps"
	"slices"

	"ad2scim/migrate"
)

// Settled is a task whose change was announced in the journal, of which it was
// not known what came, and which a look has now seen.
type Settled struct {
	Host, Path string
	Action     Script
	Done       bool // it stands as the change would have it
}

// String says it in one line, which is safe for a terminal.
func (s Settled) String() string {
	verb, state := "disabling", "disabled"
	if s.Action == ResumeScript {
		verb = "enabling"
	}
	if s.Done == (s.Action == ResumeScript) {
		state = "enabled"
	}
	return fmt.Sprintf("it was not known what came of %s the task %s on %s: it is %s now", verb, migrate.Quote(s.Path), migrate.Quote(s.Host), state)
}

// Settle writes to the journal how a look shows the tasks of its host of which
// it is not known what came: the program was killed, or an answer was lost. A
// task that the look does not show stays unknown. Whoever made the change, the
// task is to be brought back if it was enabled and is not any more.
func Settle(j Journal, run string, m Memory, r *Report) ([]Settled, error) {
	var all []Settled
	for _, seq := range slices.Sorted(maps.Keys(m.open)) {
		in := m.open[seq]
		if !sameHost(in.Host, r.Host) {
			continue
		}
		out := outcome{Intent: seq, Action: in.Action, Host: in.Host, Seen: true}
		for _, before := range in.Tasks {
			i := slices.IndexFunc(r.Tasks, func(t Task) bool { return t.Path == before.Path })
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
		text := fmt.Sprintf("seen afterwards what came of entry %d: %d scheduled tasks on %s", seq, len(out.Tasks), migrate.Quote(in.Host))
		if _, err := note(j, run, kindResult, text, out); err != nil {
			return all, err
		}
	}
	return all, nil
}

// Due divides what is planned by what a look shows: what is still to be done,
// and the paths of the tasks that stand as they should already.
func (in Intent) Due(r *Report) (due Intent, already []string) {
	due = in
	due.Tasks = nil
	for _, b := range in.Tasks {
		i := slices.IndexFunc(r.Tasks, func(t Task) bool { return t.Path == b.Path })
		if i >= 0 && r.Tasks[i].Enabled == (in.Action == ResumeScript) && !(in.End && r.Tasks[i].State == "running") {
			already = append(already, b.Path)
			continue
		}
		due.Tasks = append(due.Tasks, b)
	}
	return due, already
}
