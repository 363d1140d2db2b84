package enable

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// ReportSchema is the schema of a report as JSON.
const ReportSchema = "ad2scim.enablereport/v1"

// Report is the result of a run with the state of provisioning.
type Report struct {
	Schema   string        `json:"schema"`
	Outcomes []Outcome     `json:"outcomes,omitempty"`
	Cycle    *idp.Cycle    `json:"cycle,omitempty"`
	Findings []idp.Finding `json:"findings,omitempty"`
	// Tenant is the name of the provider with its tenant, and Since is when this migration started its provisioning;
	// zero if the journal doesn't show it.
	Tenant string    `json:"-"`
	Since  time.Time `json:"-"`
}

var reportColumns = []string{"about", "what", "state", "detail"}

func (r Report) rows() [][]string {
	var rows [][]string
	for _, o := range r.Outcomes {
		detail := o.Saw
		if o.Why != "" {
			detail = o.Why
		}
		rows = append(rows, []string{"step", o.Title, o.State.Words(), detail})
	}
	if c := r.Cycle; c != nil {
		rows = append(rows, []string{
			"cycle", "done " + strconv.Itoa(c.Done) + ", failed " + strconv.Itoa(c.Failed),
			string(c.State), c.Says,
		})
		for _, f := range c.Errors {
			rows = append(rows, []string{f.Kind, f.Name, "failed", f.Why})
		}
	}
	for _, f := range r.Findings {
		state := "likely"
		if f.Sure {
			state = "certain"
		}
		rows = append(rows, []string{"finding", f.Title, state, f.Why + ": " + f.Next})
	}
	return rows
}

// WriteTable writes the report for a terminal or a pipe.
func (r Report) WriteTable(w io.Writer) error {
	rows := r.rows()
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "nothing to report")
		return err
	}
	return writeColumns(w, reportColumns, rows)
}

// WriteJSON writes the report with the schema ReportSchema.
func (r Report) WriteJSON(w io.Writer) error {
	r.Schema = ReportSchema
	return writeJSON(w, r)
}

// WriteCSV writes one line for each step, failure or finding.
func (r Report) WriteCSV(w io.Writer) error { return writeCSV(w, reportColumns, r.rows()) }

// WriteMarkdown writes the report as a table.
func (r Report) WriteMarkdown(w io.Writer) error { return writeMarkdown(w, reportColumns, r.rows()) }

// Apps is a list of apps to choose from.
type Apps []idp.App

var appColumns = []string{"id", "name", "dashlane", "scim"}

func (a Apps) rows() [][]string {
	rows := make([][]string, len(a))
	for i, app := range a {
		rows[i] = []string{app.ID, app.Name, app.Dashlane, app.SCIM}
	}
	return rows
}

// WriteTable writes the apps for a terminal or a pipe.
func (a Apps) WriteTable(w io.Writer) error { return writeColumns(w, appColumns, a.rows()) }

// WriteJSON writes the apps as a list.
func (a Apps) WriteJSON(w io.Writer) error { return writeJSON(w, append([]idp.App{}, a...)) }

// WriteCSV writes one line for each app.
func (a Apps) WriteCSV(w io.Writer) error { return writeCSV(w, appColumns, a.rows()) }

// WriteMarkdown writes the apps as a table.
func (a Apps) WriteMarkdown(w io.Writer) error { return writeMarkdown(w, appColumns, a.rows()) }

// Guide returns what the admin must do for a step, line by line.
func Guide(step idp.Step) []string {
	lines := []string{names.Visible(step.Title)}
	for _, line := range step.Guide {
		lines = append(lines, "  - "+names.Visible(line))
	}
	return lines
}
