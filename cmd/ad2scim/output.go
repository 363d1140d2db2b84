package main

import (
	"io"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
	"ad2scim/tui/theme"
)

// format is the format of a command's output.
type format string

const (
	table    format = "table"
	jsonText format = "json"
	csvText  format = "csv"
	markdown format = "markdown"
)

// addFormatFlag adds --format. The default is a table even if the output isn't a terminal, so
// that a pipe gets what the user saw, without color.
func addFormatFlag(cmd *cobra.Command, f *format) {
	cmd.Flags().StringVar((*string)(f), "format", string(table), "table, json, csv or markdown")
	registerChoices(cmd, "format", string(table), string(jsonText), string(csvText), string(markdown))
}

func (f format) check() error {
	return checkChoice("--format", string(f), string(table), string(jsonText), string(csvText), string(markdown))
}

// checkChoice is oneOf for a flag with a default, which must not be empty.
func checkChoice(flag, value string, words ...string) error {
	if value == "" {
		return badFlag(flag+" has no value", "it is empty", "give "+render.Alternatives(words))
	}
	return oneOf(flag, value, words...)
}

// resultWriter is a result that can be written in every format.
type resultWriter interface {
	WriteJSON(io.Writer) error
	WriteCSV(io.Writer) error
	WriteMarkdown(io.Writer) error
}

// addOutFlag adds --out to a command. replace allows to replace an existing file; it is set for
// data, and not for plans, scripts and reports.
func (o *globalOptions) addOutFlag(cmd *cobra.Command, replace bool) {
	what := "file to write the result to, as UTF-8; an existing file is replaced (default: standard output)"
	if !replace {
		what = "file to write the result to, as UTF-8; an existing file is not overwritten (default: standard output)"
	}
	cmd.Flags().StringVarP(&o.outFile.file, "out", "o", "", what)
	cmd.PreRunE = func(*cobra.Command, []string) error {
		o.outFile.replace = replace
		if !cmd.Flags().Changed("out") {
			return nil
		}
		if err := checkFileName(o.outFile.file); err != nil {
			return err
		}
		if replace {
			return refuseWindowsName(o.outFile.file)
		}
		return refuseExisting(o.outFile.file)
	}
}

// checkFileName refuses a file that --out can't mean: none, and -, which is standard output
// in other programs.
func checkFileName(file string) error {
	switch file {
	case "":
		return badFlag("--out has no file", "it is empty", "give a file name")
	case "-":
		return badFlag("--out can't be "+migrate.Quote(file), "", "leave it out for standard output, or give a file name")
	}
	return nil
}

// outFile is the file for the result, instead of standard output.
type outFile struct {
	file    string
	replace bool
}

var colorWords = []string{string(theme.ColorAuto), string(theme.ColorAlways), string(theme.ColorNever)}

// screen is the width of the output and whether to use color. A file has no limit and no color.
func (o *globalOptions) screen() (width int, color bool) {
	if o.outFile.file != "" {
		return unlimited, false
	}
	width, terminal := o.streams.screen()
	return width, o.color.On(terminal)
}

// foldedScreen is screen for running text, which is wrapped even in a file.
func (o *globalOptions) foldedScreen() (width int, color bool) {
	if width, color = o.screen(); width == unlimited {
		width = 0
	}
	return width, color
}

// result writes a result in a format to --out or standard output. A reader that ends is no error:
// the exit status is that of the work.
func (o *globalOptions) result(f format, result resultWriter, writeTable func(io.Writer) error) error {
	err := o.send(map[format]func(io.Writer) error{
		table: o.forPeople(writeTable), jsonText: result.WriteJSON, csvText: result.WriteCSV, markdown: result.WriteMarkdown,
	}[f])
	if isClosedPipe(err) && !isProblem(err) {
		return nil
	}
	return err
}

// forPeople returns text as --ascii wants it.
func (o *globalOptions) forPeople(text func(io.Writer) error) func(io.Writer) error {
	return func(w io.Writer) error { return text(&textWriter{w, &o.ascii}) }
}

// send writes data, or text from forPeople, to --out or standard output.
func (o *globalOptions) send(text func(io.Writer) error) error {
	switch {
	case o.outFile.file == "":
		return o.streams.send(text)
	case o.outFile.replace:
		return writeOver(o.outFile.file, text)
	}
	return writeNew(o.outFile.file, text)
}
