package main

import (
	"io"

	"github.com/spf13/cobra"

	"ad2scim/migrate/render"
	"ad2scim/tui/theme"
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
		return badFlag(flag+" has no value", "it is empty", "give "+render.Alternatives(words))
	}
	return oneOf(flag, value, words...)
}

// written is a result that knows every format.
type written interface {
	WriteJSON(io.Writer) error
	WriteCSV(io.Writer) error
	WriteMarkdown(io.Writer) error
}

// addOutFlag adds --out to a command that reads. What is there already is replaced
// where it is data, and refused where it is a plan, a script or a report.
func (o *globalOptions) addOutFlag(cmd *cobra.Command, replace bool) {
	what := "file to write the result to, as UTF-8; an existing file is replaced (default: standard output)"
	if !replace {
		what = "file to write the result to, as UTF-8; an existing file is not overwritten (default: standard output)"
	}
	cmd.Flags().StringVarP(&o.to.file, "out", "o", "", what)
	cmd.PreRunE = func(*cobra.Command, []string) error {
		o.to.replace = replace
		if !cmd.Flags().Changed("out") {
			return nil
		}
		if o.to.file == "" {
			return noFile()
		}
		if replace {
			return refuseWindowsName(o.to.file)
		}
		return refuseExisting(o.to.file)
	}
}

func noFile() error { return badFlag("--out has no file", "it is empty", "give a file name") }

// outFile is where a result goes in place of standard output.
type outFile struct {
	file    string
	replace bool
}

var colorWords = []string{string(theme.ColorAuto), string(theme.ColorAlways), string(theme.ColorNever)}

// screen says how wide the output is and whether to use color there. A file has no limit
// and no color.
func (o *globalOptions) screen() (width int, color bool) {
	if o.to.file != "" {
		return unlimited, false
	}
	width, terminal := o.streams.screen()
	return width, o.color.On(terminal)
}

// foldedScreen is screen for running text, which is folded even in a file.
func (o *globalOptions) foldedScreen() (width int, color bool) {
	if width, color = o.screen(); width == unlimited {
		width = 0
	}
	return width, color
}

// result writes a result in one format to --out, or to standard output.
func (o *globalOptions) result(f format, result written, writeTable func(io.Writer) error) error {
	return o.send(map[format]func(io.Writer) error{
		table: writeTable, jsonText: result.WriteJSON, csvText: result.WriteCSV, markdown: result.WriteMarkdown,
	}[f])
}

// send writes text to --out, or to standard output.
func (o *globalOptions) send(text func(io.Writer) error) error {
	switch {
	case o.to.file == "":
		return o.streams.send(text)
	case o.to.replace:
		return writeOver(o.to.file, text)
	}
	return writeNew(o.to.file, text)
}
