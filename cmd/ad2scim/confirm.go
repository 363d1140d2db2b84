package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// confirm asks the person at the terminal and goes on only at a typed "yes".
// With nobody there, consent must have come with --yes.
func confirm(ctx context.Context, question string, yes bool) error {
	if yes {
		return nil
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stderr.Fd())) {
		return badFlag("nothing was changed", "there is no terminal to ask at", "look at the plan, then add --yes")
	}
	fmt.Fprint(os.Stderr, oneLine(question)+" Type yes to do it: ")
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n') // an end of input is not a yes
		typed <- strings.TrimSpace(line)
	}()
	select {
	case answer := <-typed:
		if answer != "yes" {
			return badFlag("nothing was changed", "the answer was not yes", "run it again when it is right")
		}
		return nil
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr)
		return ctx.Err()
	}
}
