package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/term"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// streams are the program's standard input, output and error.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// textWriter writes text for people: with ASCII characters only if ascii is set.
type textWriter struct {
	io.Writer
	ascii *bool
}

// Write writes p, which ends at the end of a character.
func (w *textWriter) Write(p []byte) (int, error) {
	if !*w.ascii {
		return w.Writer.Write(p)
	}
	if _, err := io.WriteString(w.Writer, render.ASCIITable(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// withASCII returns streams that write text with ASCII characters only if ascii is set. Data is
// written to data(out).
func (s streams) withASCII(ascii *bool) streams {
	return streams{s.in, &textWriter{s.out, ascii}, &textWriter{s.err, ascii}}
}

// data is the writer for what programs read, such as JSON or a script: byte for byte.
func data(w io.Writer) io.Writer {
	if text, ok := w.(*textWriter); ok {
		return text.Writer
	}
	return w
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	fd, ok := descriptor(stream)
	return ok && term.IsTerminal(fd)
}

func descriptor(stream any) (uintptr, bool) {
	if text, ok := stream.(*textWriter); ok {
		stream = text.Writer
	}
	f, ok := stream.(interface{ Fd() uintptr })
	if !ok {
		return 0, false
	}
	return f.Fd(), true
}

// onTerminal reports whether input and output are a terminal, so that the app can be used.
func (s streams) onTerminal() bool { return isTerminal(s.in) && isTerminal(s.out) }

// unlimited is the width of a table in a file or pipe, where nothing is cut.
const unlimited = 1 << 16

// screen is the width of standard output, and whether it is a terminal.
func (s streams) screen() (width int, terminal bool) {
	fd, ok := descriptor(s.out)
	if !ok {
		return unlimited, false
	}
	width, _, err := term.GetSize(fd)
	if err != nil || width <= 0 {
		return unlimited, false
	}
	return width, true
}

// send writes data to standard output. A Problem from text itself is returned unchanged.
func (s streams) send(text func(io.Writer) error) error {
	w := bufio.NewWriterSize(data(s.out), 1<<18)
	err := text(w)
	if _, ok := errors.AsType[*migrate.Problem](err); ok {
		return err
	}
	if err == nil {
		err = w.Flush()
	}
	return outputError(err)
}

// beforeResult is the writer for what is shown before the result.
func (s streams) beforeResult(f format) io.Writer {
	if f == table {
		return s.out
	}
	return s.err
}

// say writes escaped lines to standard output.
func (s streams) say(lines ...string) {
	for _, line := range lines {
		fmt.Fprintln(s.out, oneLine(line))
	}
}

// warn writes escaped lines to standard error.
func (s streams) warn(lines ...string) {
	for _, line := range lines {
		fmt.Fprintln(s.err, oneLine(line))
	}
}

// ask reads a line from the terminal. It returns "" at the end of input.
func (s streams) ask(ctx context.Context, question string) (string, error) {
	fmt.Fprint(s.err, question)
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(s.in).ReadString('\n') // an error means no answer
		typed <- strings.TrimSpace(line)
	}()
	select {
	case answer := <-typed:
		return answer, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// confirm asks for a typed "yes". Without a terminal, --yes or --type must confirm instead; --yes
// doesn't make another answer a confirmation.
func (s streams) confirm(ctx context.Context, question string, yes bool, typed string) error {
	switch {
	case typed == "yes", typed == "" && yes:
		return nil
	case typed != "":
		return badFlag("nothing was changed", migrate.Quote(typed)+" is not the answer to the prompt",
			"check the plan, then add --type yes")
	}
	if !isTerminal(s.in) || !isTerminal(s.err) {
		return badFlag("nothing was changed", "there is no terminal to ask for confirmation",
			"check the plan, then add --yes")
	}
	answer, err := s.ask(ctx, oneLine(question)+" Type yes to continue: ")
	switch {
	case err != nil:
		fmt.Fprintln(s.err)
		return err
	case answer != "yes":
		return badFlag("nothing was changed", "the answer was not yes", "run it again when the plan is right")
	}
	return nil
}

// outputError explains why standard output couldn't be written. A closed pipe isn't reported as
// a problem.
func outputError(err error) error {
	if err == nil || isClosedPipe(err) {
		return err
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot write the output", Why: migrate.FileReason(err),
		Next: "check the destination of standard output", Err: err,
	}
}

// oneLine escapes text from outside for a terminal.
func oneLine(s string) string { return names.Visible(s) }
