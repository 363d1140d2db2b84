package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// format is how a command writes what it found.
type format string

const (
	table    format = "table"
	jsonText format = "json"
	csvText  format = "csv"
	markdown format = "markdown"
)

// addFormatFlag adds --format. The default is a table whether or not the
// output is a terminal, so that what a pipe gets is what was seen; off a
// terminal it has no colour.
func addFormatFlag(cmd *cobra.Command, f *format) {
	cmd.Flags().StringVar((*string)(f), "format", string(table), "table, json, csv or markdown")
	registerChoices(cmd, "format", string(table), string(jsonText), string(csvText), string(markdown))
}

func (f format) check() error {
	return given("--format", string(f), string(table), string(jsonText), string(csvText), string(markdown))
}

// given is oneOf for a flag that has a default: nothing is no word then.
func given(flag, value string, words ...string) error {
	if value == "" {
		return badFlag(flag+" has no value", "it is empty", "give "+strings.Join(words[:len(words)-1], ", ")+" or "+words[len(words)-1])
	}
	return oneOf(flag, value, words...)
}

// written is a result that knows every format.
type written interface {
	WriteJSON(io.Writer) error
	WriteCSV(io.Writer) error
	WriteMarkdown(io.Writer) error
}

// write sends a result to standard output in one format.
func write(f format, result written, writeTable func(io.Writer) error) error {
	return writeOut(map[format]func(io.Writer) error{
		table: writeTable, jsonText: result.WriteJSON, csvText: result.WriteCSV, markdown: result.WriteMarkdown,
	}[f])
}

// writeOut sends text to standard output. A Problem of the text itself stays
// what it is.
func writeOut(send func(io.Writer) error) error {
	w := bufio.NewWriterSize(os.Stdout, 1<<18)
	err := send(w)
	if _, ok := errors.AsType[*migrate.Problem](err); ok {
		return err
	}
	if err == nil {
		err = w.Flush()
	}
	return unwritten(err)
}

// unwritten says why standard output could not be written; a pipe that nobody
// reads any more is no problem.
func unwritten(err error) error {
	if err == nil || isClosedPipe(err) {
		return err
	}
	return &migrate.Problem{Class: migrate.BadInput, What: "cannot write the output", Why: reason(err), Next: "check where standard output goes", Err: err}
}

// unlimited is the width of a table that goes to a file or a pipe: nothing is
// cut there.
const unlimited = 1 << 16

// screen says how wide the terminal at standard output is and whether to use
// colour there (see no-color.org for NO_COLOR).
func screen() (width int, color bool) {
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil || width <= 0 {
		return unlimited, false
	}
	return width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// oneLine makes text safe for a terminal, whatever a server or file put in.
func oneLine(s string) string { return names.Visible(s) }
