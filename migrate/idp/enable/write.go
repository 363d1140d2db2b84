package enable

import (
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

var planColumns = []string{"step", "who", "setting", "before", "after"}

// rows returns the plan's settings, one in each row. A step without settings has one row.
func (p *Plan) rows() [][]string {
	var rows [][]string
	for i, step := range p.Steps {
		title := fmt.Sprintf("%d. %s", i+1, step.Title)
		if len(step.Settings) == 0 {
			rows = append(rows, []string{title, string(step.Mode), "", "", ""})
		}
		for _, s := range step.Settings {
			rows = append(rows, []string{title, string(step.Mode), s.Name, s.Before, s.After})
		}
	}
	return rows
}

// WriteTable writes the plan for a terminal or a pipe.
func (p *Plan) WriteTable(w io.Writer) error {
	fmt.Fprintf(w, "%s, %s\n%s, %s: %s\n\n", names.Visible(p.App.Name), names.Visible(p.Tenant), names.Visible(p.Endpoint),
		p.Path, settings(p.Changes()))
	if err := writeColumns(w, planColumns, p.rows()); err != nil {
		return err
	}
	for i, step := range p.Steps {
		if step.Wrong != "" {
			fmt.Fprintf(w, "\n%d. can't be done: %s\n", i+1, names.Visible(step.Wrong))
		}
		if len(step.Guide) > 0 {
			fmt.Fprintf(w, "\n%d. %s: for you to do\n", i+1, names.Visible(step.Title))
		}
		for _, line := range step.Guide {
			fmt.Fprintf(w, "   - %s\n", names.Visible(line))
		}
	}
	return nil
}

func settings(n int) string { return render.Count(n, "setting changes", "settings change") }

// WriteJSON writes the plan with the schema PlanSchema.
func (p *Plan) WriteJSON(w io.Writer) error { return writeJSON(w, p) }

// WriteCSV writes one line for each setting.
func (p *Plan) WriteCSV(w io.Writer) error { return writeCSV(w, planColumns, p.rows()) }

// WriteMarkdown writes the plan as a table.
func (p *Plan) WriteMarkdown(w io.Writer) error {
	fmt.Fprintf(w, "# SCIM at %s, %s\n\n%s, %s: %s\n\n", render.MarkdownText(p.App.Name), render.MarkdownText(p.Tenant),
		render.MarkdownText(p.Endpoint), p.Path, settings(p.Changes()))
	return writeMarkdown(w, planColumns, p.rows())
}

func writeJSON(w io.Writer, v any) error {
	return exactjson.Write(w, v)
}

func writeColumns(w io.Writer, head []string, rows [][]string) error {
	shown := make([][]string, 1, len(rows)+1)
	for _, title := range head {
		shown[0] = append(shown[0], strings.ToUpper(title))
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, text := range row {
			cells[i] = names.Visible(text)
		}
		shown = append(shown, cells)
	}
	return render.WriteColumns(w, shown)
}

// writeCSV writes cells that are safe in a terminal and a spreadsheet.
func writeCSV(w io.Writer, head []string, rows [][]string) error {
	return render.WriteCSV(w, append([][]string{head}, rows...))
}

func writeMarkdown(w io.Writer, head []string, rows [][]string) error {
	return render.WriteMarkdown(w, head, rows)
}
