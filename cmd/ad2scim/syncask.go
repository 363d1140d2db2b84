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
)

// consent is what was said beforehand, in place of answers at a terminal.
type consent struct {
	action adsync.Script
	yes    bool
	typed  string // the words of the risk
	force  string // the reason to resume beside SCIM
}

// check refuses a yes to disabling tasks without the words that go with it.
func (o consent) check() error {
	risk := adsync.DeletionRisk()
	if o.action != adsync.StopScript || o.typed == risk.Type || o.typed == "" && !o.yes {
		return nil
	}
	return notDone(strings.TrimSuffix(risk.Why, "."), "give --type "+migrate.Quote(risk.Type)+" to confirm it")
}

// choose shows what is planned and asks the person at the terminal: all of it,
// or, by their numbers, some. The words of the risk that are typed go into the
// consent.
func choose(ctx context.Context, all adsync.Work, o *consent) (adsync.Work, error) {
	tasks := showPlan(os.Stdout, all)
	if o.yes {
		return all, nil
	}
	if !onTerminal() {
		return all, notDone("nobody is there to be asked", "give --yes once the plan is right (and the words of the risk with --type, to stop)")
	}
	question := "Go on? Type yes: "
	if tasks > 1 {
		question = "Go on? Type yes for all, or the numbers of those that are meant: "
	}
	answer, err := ask(ctx, question)
	if err != nil {
		return all, err
	}
	chosen := all
	if answer != "yes" {
		if chosen, err = pick(all, answer, tasks); err != nil {
			return all, err
		}
	}
	if all.Action != adsync.StopScript || o.typed != "" {
		return chosen, nil
	}
	risk := adsync.DeletionRisk()
	fmt.Fprintln(os.Stderr, risk.Why)
	if o.typed, err = ask(ctx, "Type "+migrate.Quote(risk.Type)+" to go on: "); err == nil && o.typed != risk.Type {
		err = notDone("the words were not typed", "")
	}
	return chosen, err
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
func showPlan(out io.Writer, all adsync.Work) (tasks int) {
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

// pick leaves of the plan the tasks whose numbers, from 1, an answer holds.
func pick(all adsync.Work, answer string, tasks int) (adsync.Work, error) {
	words := strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' })
	if len(words) == 0 || tasks < 2 {
		return all, notDone("the answer was not yes", "")
	}
	chosen := map[int]bool{}
	for _, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > tasks {
			return all, notDone("the answer was neither yes nor numbers from the list", "")
		}
		chosen[n-1] = true
	}
	return all.Only(func(i int) bool { return chosen[i] }), nil
}
