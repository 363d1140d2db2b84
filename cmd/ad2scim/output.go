package main

import (
	"io"

	"github.com/spf13/cobra"
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
// terminal it has no color.
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
		return badFlag(flag+" has no value", "it is empty", "give "+alternatives(words))
	}
	return oneOf(flag, value, words...)
}

// written is a result that knows every format.
type written interface {
	WriteJSON(io.Writer) error
	WriteCSV(io.Writer) error
	WriteMarkdown(io.Writer) error
}
