package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"
)

// html is a format of reports only.
const html format = "html"

func newReport(global *globalOptions) *cobra.Command {
	var f, out string
	cmd := &cobra.Command{
		Use:   "report --format html [--out FILE]",
		Short: "Write a report: what was found, changed, verified, and confirmed",
		Long: `Write a report on a migration from its workspace: what was found, what was changed,
by whom and when, what is verified or only confirmed, which requirements were
overridden, and what is left to do. The HTML is a single file that prints well. The
CSV is for Excel: it begins with a byte order mark, and no cell is a formula. Only
the JSON holds every byte of a name.`,
		Example: `  ad2scim report --format html --out report.html`,
		Args:    cobra.NoArgs,
	}
	formats := []string{string(table), string(html), string(markdown), string(jsonText), string(csvText)}
	cmd.Flags().StringVar(&f, "format", string(table), "table (a summary), html, markdown, json or csv")
	cmd.Flags().StringVarP(&out, "out", "o", "",
		"file to write to, which must not exist yet (default: standard output)")
	registerChoices(cmd, "format", formats...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkChoice("--format", f, formats...); err != nil {
			return err
		}
		return runReport(cmd.Context(), format(f), out, global)
	}
	return cmd
}

func runReport(ctx context.Context, f format, out string, global *globalOptions) error {
	r, err := global.service().Report(ctx)
	if err != nil {
		return err
	}
	send := map[format]func(io.Writer) error{
		table: global.forPeople(r.WriteTable), html: r.WriteHTML, markdown: r.WriteMarkdown,
		jsonText: r.WriteJSON, csvText: r.WriteCSV,
	}[f]
	if out == "" {
		return global.send(send)
	}
	if err := writeNew(out, send); err != nil {
		return err
	}
	return global.service().ReportWritten(out)
}
