package adsync

import (
	"context"
	"fmt"
	"slices"

	"ad2scim/migrate"
)

// StopPlan returns the change that disables tasks on one scanned host. Without names, it
// disables the candidates that are certain or likely, by m too. With names, it disables these
// tasks of the report, whatever their confidence. CheckNames refuses names that no host has.
func StopPlan(r *Report, m Memory, via string, names []TaskName, end bool) Intent {
	zone := r.timeZone()
	in := Intent{Action: StopScript, Host: r.Host, Via: via, End: end, Zone: &zone}
	add := func(t *Task) {
		interval, _ := t.Interval()
		in.Tasks = append(in.Tasks, Before{t.Path, t.Standing, interval, t.schedule(), t.Definition})
	}
	if len(names) == 0 {
		for _, c := range Candidates(r, m) {
			if c.Task != nil && c.Confidence != Possible && (c.Armed || end && c.Active) {
				add(c.Task)
			}
		}
		return in
	}
	for i := range r.Tasks {
		if slices.ContainsFunc(names, func(n TaskName) bool { return n.names(r.Host, r.Tasks[i].Path) }) {
			add(&r.Tasks[i])
		}
	}
	return in
}

// ResumePlan returns the change that enables the tasks on one host that were enabled before
// ad2scim disabled them.
func ResumePlan(m Memory, host, via string) Intent {
	in := Intent{Action: ResumeScript, Host: host, Via: via}
	for _, k := range slices.Concat(m.Stopped, m.Uncertain) {
		if sameHost(k.Host, host) {
			in.Host = k.Host
			in.Tasks = append(in.Tasks, Before{Path: k.Path})
		}
	}
	return in
}

// Apply makes a planned change, with a journal entry before and after. The error is Partial
// if not every task is in the planned state, and Unreachable if the result isn't known.
func Apply(ctx context.Context, h Host, j Journal, run string, in Intent) (*Change, error) {
	verb := map[Script]string{StopScript: "disable", ResumeScript: "enable"}[in.Action]
	args := in.arguments()
	about := fmt.Sprintf("%s %d scheduled tasks on %s", verb, len(in.Tasks), shown(in.Host))
	entry, err := note(j, run, kindIntent, "about to "+about, in)
	if err != nil {
		return nil, err
	}
	result := outcome{Intent: entry.Seq, Action: in.Action, Host: in.Host}
	var change *Change
	out, err := h.Run(ctx, in.Action, args)
	if err == nil {
		change, err = parseChange(out, h.String(), in.Action)
	}
	if err == nil && !sameHost(change.Host, in.Host) {
		if err := noteStray(j, run, change, in); err != nil {
			return nil, err
		}
		err = &migrate.Problem{
			Class: migrate.BadInput, What: "the answer is from another host",
			Why: shown(change.Host) + " and not " + shown(in.Host), Remedies: remedy(migrate.RemedyScanAgain),
		}
	}
	text := "done: " + about
	if err != nil {
		result.Error, text = err.Error(), "result unknown: "+about
	} else {
		result.Time, result.Tasks = change.Time, change.Tasks
	}
	if _, e := note(j, run, kindResult, text, result); e != nil {
		return change, e
	}
	if err != nil {
		return nil, err
	}
	return change, change.Complete(args.Tasks)
}

// arguments are the arguments of the script that makes the change.
func (in Intent) arguments() Arguments {
	args := Arguments{EndRunning: in.End, Host: in.Host}
	for _, t := range in.Tasks {
		args.Tasks = append(args.Tasks, t.Path)
		if t.definition != "" {
			if args.Definitions == nil {
				args.Definitions = map[string]string{}
			}
			args.Definitions[t.Path] = t.definition
		}
	}
	return args
}

// noteStray records a change that was made on a host other than the planned one, so that it
// can be undone there.
func noteStray(j Journal, run string, c *Change, in Intent) error {
	touched := slices.DeleteFunc(slices.Clone(c.Tasks), func(t TaskChange) bool {
		return t.Before == nil &&
			t.After == nil
	})
	if len(touched) == 0 {
		return nil
	}
	_, err := note(j, run, kindResult, fmt.Sprintf("%s on %s, where %s was meant: %d scheduled tasks", c.Action,
		shown(c.Host), shown(in.Host), len(touched)),
		outcome{Action: in.Action, Host: c.Host, Time: c.Time, Tasks: touched, Stray: true})
	return err
}

// Complete returns a Partial error if one of the tasks is not in the planned state.
func (c *Change) Complete(tasks []string) error {
	for _, path := range tasks {
		i := slices.IndexFunc(c.Tasks, func(t TaskChange) bool { return samePath(t.Path, path) })
		if i >= 0 && c.Tasks[i].Done {
			continue
		}
		why, next := "the host's answer doesn't mention it", remedy(migrate.RemedyFindTask)
		if i >= 0 {
			why = c.Tasks[i].Why
		}
		if i >= 0 && c.Tasks[i].Before != nil {
			next = migrate.Advise("run it as administrator, or do it in Task Scheduler; the journal says what was done")
		}
		return &migrate.Problem{
			Class: migrate.Partial, What: "the task " + shown(path) + " on " + shown(c.Host) +
				" is not in the expected state",
			Why: why, Remedies: next,
		}
	}
	return nil
}
