package main

import (
	"io"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/report"
	"ad2scim/migrate/store"
)

// html is a format that reports alone have.
const html format = "html"

func newReport(global *globalOptions) *cobra.Command {
	var f, out string
	cmd := &cobra.Command{
		Use:   "report --format html [--out FILE]",
		Short: "Write the hand-over: what was found, changed, seen and said",
		Long: `Write the record of a migration from its workspace: what was found, what was
changed, by whom and when, how well each thing is known, what was forced, and what
is left. The HTML is one file that needs nothing else, and prints well. The CSV is
for Excel: it begins with a byte order mark, and no cell is a formula. The JSON
alone holds every byte of a name.`,
		Example: `  ad2scim report --format html --out report.html`,
		Args:    cobra.NoArgs,
	}
	formats := []string{string(table), string(html), string(markdown), string(jsonText), string(csvText)}
	cmd.Flags().StringVar(&f, "format", string(table), "table (in short), html, markdown, json or csv")
	cmd.Flags().StringVarP(&out, "out", "o", "", "file to write to, which must not be there yet (default: standard output)")
	registerChoices(cmd, "format", formats...)
	cmd.RunE = func(*cobra.Command, []string) error {
		if err := given("--format", f, formats...); err != nil {
			return err
		}
		return runReport(format(f), out, *global)
	}
	return cmd
}

func runReport(f format, out string, global globalOptions) error {
	r, err := makeReport(global.workspace)
	if err != nil {
		return err
	}
	send := map[format]func(io.Writer) error{table: r.WriteTable, html: r.WriteHTML, markdown: r.WriteMarkdown, jsonText: r.WriteJSON, csvText: r.WriteCSV}[f]
	if out == "" {
		return writeOut(send)
	}
	if err := writeNew(out, send); err != nil {
		return err
	}
	return record(global.workspace, func(w *migration.Workspace) error {
		_, err := w.Journal().Append(store.Entry{Run: store.NewRun(), Kind: report.KindReport, Text: "the report was written to " + oneLine(out)})
		return err
	})
}

func makeReport(dir string) (report.Report, error) {
	w, err := migration.OpenReadOnly(dir)
	if err != nil {
		return report.Report{}, err
	}
	defer w.Close()
	if store.Fingerprint(dir) == "" {
		return report.Report{}, badFlag("there is nothing to report", "no migration is remembered in "+migrate.Quote(w.Dir()), "name its folder with --workspace, or begin with ad2scim steps choose")
	}
	var journal []store.Entry
	for e, err := range w.Journal().All() {
		if err != nil {
			return report.Report{}, err
		}
		journal = append(journal, e)
	}
	return report.Make(w.State(), journal, time.Now(), whoami())
}

// stepCompared is the step that ends what a hand-over tells of.
const stepCompared = "result-compared"

// reportWritten tells of the last report in the journal. One from before what has
// come was compared is no hand-over.
func reportWritten(dir string) (string, error) {
	r, err := makeReport(dir)
	if err != nil {
		return "", err
	}
	const next = "run ad2scim report --format html --out FILE"
	var last report.Entry
	for _, e := range r.Journal {
		if e.Kind == report.KindReport {
			last = e
		}
	}
	if last.Time.IsZero() {
		return "", notYet("no report was written yet", next)
	}
	for _, s := range r.Steps {
		if s.ID == stepCompared && last.Time.Before(s.At) {
			return "", notYet("the last report, "+moment(last.Time)+", is older than the comparison of what has come", next)
		}
	}
	return last.Text + ", " + moment(last.Time), nil
}
