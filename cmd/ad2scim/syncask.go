package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// consent holds confirmations given by flags instead of at a prompt.
type consent struct {
	action operation.SyncAction
	yes    bool
	words  string // the words that confirm the risk
	force  string // the reason to resume while SCIM is on
}

// requiredWords are the words to type. The reason to resume while SCIM is on comes from a flag,
// and operation.ResumeSync requires it.
func (o consent) requiredWords() operation.SyncWords { return operation.WordsTo(o.action) }

// check refuses --yes for disabling tasks without the words that confirm the risk.
func (o consent) check() error {
	ask := o.requiredWords()
	if ask.Risk == "" || o.words == ask.Words || o.words == "" && !o.yes {
		return nil
	}
	return nothingChanged(strings.TrimSuffix(ask.Risk, "."), "give --type "+migrate.Quote(ask.Words)+" to confirm it")
}

// terminal returns a console on which the admin selects and confirms the tasks.
func (o *consent) terminal(global *globalOptions) *console {
	c := global.console()
	c.approve = func(ctx context.Context, proposal any) (operation.Approval, error) {
		chosen, err := o.choose(ctx, proposal.(operation.SyncWork), global.streams)
		return operation.Approval{Work: chosen, Typed: o.words}, err
	}
	return c
}

// choose shows the plan and asks which tasks to change: all, or some by their numbers. It
// stores the words that confirm the risk.
func (o *consent) choose(ctx context.Context, all operation.SyncWork, s streams) (operation.SyncWork, error) {
	tasks := showPlan(s.out, all)
	if o.yes {
		return all, nil
	}
	if !s.onTerminal() {
		return all, nothingChanged("there is no terminal to ask for confirmation",
			"check the plan, then add --yes (and to stop AD sync, --type with the words that confirm the risk)")
	}
	question := "Type yes to continue: "
	if tasks > 1 {
		question = "Type yes to continue with all, or the numbers of the tasks: "
	}
	answer, err := s.ask(ctx, question)
	if err != nil {
		return all, err
	}
	chosen := all
	if answer != "yes" {
		if chosen, err = selectTasks(all, answer, tasks); err != nil {
			return all, err
		}
	}
	ask := o.requiredWords()
	if ask.Risk == "" || o.words != "" {
		return chosen, nil
	}
	fmt.Fprintln(s.err, ask.Risk)
	if o.words, err = s.ask(ctx, "Type "+migrate.Quote(ask.Words)+" to continue: "); err == nil && o.words != ask.Words {
		err = nothingChanged("the words don't match", "")
	}
	return chosen, err
}

// showPlanned shows the hosts that didn't answer and the tasks that are already as wanted.
func (o *consent) showPlanned(c *console) func(operation.SyncResult) {
	already := map[operation.SyncAction]string{operation.SyncStop: "disabled", operation.SyncResume: "enabled"}[o.action]
	return func(r operation.SyncResult) {
		c.line.clear()
		for _, err := range r.Unreached {
			c.warn(err.Error())
		}
		for _, k := range r.Already {
			fmt.Fprintf(c.out, "%s on %s: already %s\n", oneLine(k.Path), oneLine(k.Host), already)
		}
		if r.Nothing {
			c.say("There is nothing to do.")
		}
	}
}

func showChange(c *console) func(*operation.SyncChange) {
	return func(change *operation.SyncChange) {
		c.line.clear()
		for _, t := range change.Tasks {
			fmt.Fprintf(c.out, "%s on %s: %s\n", oneLine(t.Path), oneLine(change.Host), t)
		}
	}
}

// showActive shows which parts of AD sync are still active.
func showActive(c *console, awake []operation.SyncCandidate) {
	for _, a := range awake {
		state := "can start by itself"
		if a.Active {
			state = "is running"
		}
		fmt.Fprintf(c.err, "not stopped: the %s %s on %s %s\n", a.Kind, oneLine(a.Name), oneLine(a.Host), state)
	}
}

func nothingChanged(why, next string) error {
	return &migrate.Problem{Class: migrate.BadInput, What: "nothing was changed", Why: why, Next: next}
}

// showPlan prints a line for each task, numbered if there are several, and returns their
// number.
func showPlan(out io.Writer, all operation.SyncWork) (tasks int) {
	tasks = all.Tasks()
	n := 0
	for _, p := range all.Parts {
		for _, t := range p.Intent.Tasks {
			if n++; tasks > 1 {
				fmt.Fprintf(out, "%2d  ", n)
			}
			fmt.Fprintln(out, oneLine(p.Intent.Says(t)))
		}
	}
	return tasks
}

// selectTasks keeps the tasks of a plan whose numbers are in the answer. Numbers start at 1.
func selectTasks(all operation.SyncWork, answer string, tasks int) (operation.SyncWork, error) {
	words := strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' })
	if len(words) == 0 || tasks < 2 {
		return all, nothingChanged("the answer was not yes", "")
	}
	chosen := map[int]bool{}
	for _, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > tasks {
			return all, nothingChanged("the answer was neither yes nor numbers from the list", "")
		}
		chosen[n-1] = true
	}
	return all.Only(func(i int) bool { return chosen[i] }), nil
}
