package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
)

// The exit statuses that are not a migrate.Class.
const (
	exitFindings    = 1
	exitInterrupted = 130
)

// errFindings ends a command that did its work and found something.
var errFindings = errors.New("findings")

func main() {
	// Without this, cobra would refuse a start by double click in Explorer.
	cobra.MousetrapHelpText = ""
	ctx, stop := signal.NotifyContext(context.Background(), shutdownSignals()...)
	// The first interrupt ends the work in order, a second one at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// shutdownSignals lists the signals that end the work in order. SIGHUP is one of them, except
// under nohup.
func shutdownSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// run runs one command and returns its exit status.
func run(ctx context.Context, args []string, s streams) int {
	if err := checkSystem(); err != nil {
		fmt.Fprintln(s.err, "ad2scim: "+oneLine(err.Error()))
		return int(migrate.BadInput)
	}
	log := &requestLog{}
	root := newRoot(s, log)
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	status, text := result(ctx, command, err)
	if text != "" {
		fmt.Fprintln(root.ErrOrStderr(), "ad2scim: "+oneLine(text))
	}
	log.end(root.ErrOrStderr(), status, text)
	return status
}

// result returns the exit status of a command that ended with err, and its error message.
func result(ctx context.Context, command *cobra.Command, err error) (status int, text string) {
	switch {
	case err == nil:
		return 0, ""
	case errors.Is(err, errFindings):
		return exitFindings, ""
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return exitInterrupted, "interrupted"
	case isClosedPipe(err) && !isProblem(err): // a Problem is about a connection to a server
		return 0, ""
	}
	problem := asProblem(command, err)
	return int(problem.Class), problem.Error()
}

func isProblem(err error) bool {
	_, is := errors.AsType[*migrate.Problem](err)
	return is
}

// asProblem turns the error of a command into a Problem. Any other error comes from cobra: an
// unknown command or flag.
func asProblem(command *cobra.Command, err error) *migrate.Problem {
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return p
	}
	if p := asFlags(err); p != nil {
		return p
	}
	return wrongCall(command, err)
}
