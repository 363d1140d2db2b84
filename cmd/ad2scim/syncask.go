package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/playbook"
)

// consent is what was said beforehand, in place of answers at a terminal.
type consent struct {
	action adsync.Script
	yes    bool
	typed  string // the words of the risk
}

// check refuses a yes to disabling tasks without the words that go with it.
func (o consent) check() error {
	risk := deletionRisk()
	if o.action != adsync.StopScript || o.typed == risk.Type || o.typed == "" && !o.yes {
		return nil
	}
	return notDone(strings.TrimSuffix(risk.Why, "."), "give --type "+migrate.Quote(risk.Type)+" to confirm it")
}

// choose shows what is planned and asks the person at the terminal: all of it,
// or, by their numbers, some.
func choose(ctx context.Context, all []planned, o consent) ([]planned, error) {
	tasks := showPlan(os.Stdout, all)
	if o.yes {
		return all, nil
	}
	if !onTerminal() {
		return nil, notDone("nobody is there to be asked", "give --yes once the plan is right (and the words of the risk with --type, to stop)")
	}
	question := "Go on? Type yes: "
	if tasks > 1 {
		question = "Go on? Type yes for all, or the numbers of those that are meant: "
	}
	answer, err := ask(ctx, question)
	if err != nil {
		return nil, err
	}
	chosen := all
	if answer != "yes" {
		if chosen, err = pick(all, answer, tasks); err != nil {
			return nil, err
		}
	}
	if all[0].intent.Action != adsync.StopScript || o.typed != "" {
		return chosen, nil
	}
	risk := deletionRisk()
	fmt.Fprintln(os.Stderr, risk.Why)
	if answer, err = ask(ctx, "Type "+migrate.Quote(risk.Type)+" to go on: "); err == nil && answer != risk.Type {
		err = notDone("the words were not typed", "")
	}
	return chosen, err
}

// deletionRisk is what the runbook asks to be typed before the task is disabled;
// it is the same on every way.
func deletionRisk() playbook.Confirm {
	w, err := playbook.New(playbook.Dashlane(), playbook.SelfHosted, playbook.Okta)
	if err != nil {
		panic(err) // the built-in playbook is tested
	}
	step, err := w.Step("script-disabled")
	if err != nil {
		panic(err)
	}
	return *step.Confirm
}

// ask reads one line from the terminal.
func ask(ctx context.Context, question string) (string, error) {
	fmt.Fprint(os.Stderr, question)
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n') // what cannot be read is no answer
		typed <- strings.TrimSpace(line)
	}()
	select {
	case answer := <-typed:
		return answer, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func notDone(why, next string) error {
	return &migrate.Problem{Class: migrate.BadInput, What: "nothing was done", Why: why, Next: next}
}

// showPlan prints a line a task, numbered if there are several, and returns how
// many there are.
func showPlan(out io.Writer, all []planned) (tasks int) {
	for _, p := range all {
		tasks += len(p.intent.Tasks)
	}
	n := 0
	for _, p := range all {
		for _, t := range p.intent.Tasks {
			if n++; tasks > 1 {
				fmt.Fprintf(out, "%2d  ", n)
			}
			fmt.Fprintln(out, planLine(p.intent, t))
		}
	}
	return tasks
}

func planLine(in adsync.Intent, t adsync.Before) string {
	verb := "disable"
	if in.Action == adsync.ResumeScript {
		verb = "enable"
	}
	line := fmt.Sprintf("will %s the task %s on %s", verb, oneLine(t.Path), oneLine(in.Host))
	switch {
	case in.Action != adsync.StopScript || t.State != "running":
	case in.End:
		line += " and end the instance that runs"
	default:
		line += "; the instance that runs goes on to its end"
	}
	return line
}

// pick leaves of the plan the tasks whose numbers, from 1, an answer holds.
func pick(all []planned, answer string, tasks int) ([]planned, error) {
	words := strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' })
	if len(words) == 0 || tasks < 2 {
		return nil, notDone("the answer was not yes", "")
	}
	chosen := map[int]bool{}
	for _, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > tasks {
			return nil, notDone("the answer was neither yes nor numbers from the list", "")
		}
		chosen[n] = true
	}
	var some []planned
	n := 0
	for _, p := range all {
		var kept []adsync.Before
		for _, t := range p.intent.Tasks {
			if n++; chosen[n] {
				kept = append(kept, t)
			}
		}
		if p.intent.Tasks = kept; len(kept) > 0 {
			some = append(some, p)
		}
	}
	return some, nil
}
