package fix

import (
	"io"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// RunsSchema is the schema of a list of runs as JSON.
const RunsSchema = "ad2scim.fixruns/v1"

// RunList is a list of runs for output.
type RunList []Run

type runFile struct {
	ID      string    `json:"run"`
	Began   time.Time `json:"began"`
	Ended   time.Time `json:"ended,omitzero"`
	Who     string    `json:"who"`
	Undoes  string    `json:"undoes,omitempty"`
	Fixes   int       `json:"fixes"`
	Done    int       `json:"done"`
	NotDone int       `json:"not_done"`
	InDoubt int       `json:"in_doubt"`
}

// WriteJSON writes the runs as one object with the schema ad2scim.fixruns/v1.
func (l RunList) WriteJSON(w io.Writer) error {
	out := struct {
		Schema string    `json:"schema"`
		Runs   []runFile `json:"runs"`
	}{RunsSchema, []runFile{}}
	for _, r := range l {
		out.Runs = append(out.Runs, runFile{r.ID, r.Began, r.Ended, r.Who, r.Undoes, r.Fixes, r.Done, r.NotDone, r.InDoubt})
	}
	return writeIndented(w, out)
}

// rows returns the runs in words, with a header.
func (l RunList) rows() [][]string {
	rows := [][]string{{"run", "who", "undoes", "began", "ended", "done", "not done", "unknown"}}
	for _, r := range l {
		ended := "interrupted"
		if !r.Ended.IsZero() {
			ended = render.Timestamp(r.Ended)
		}
		rows = append(rows, []string{
			r.ID, names.Visible(r.Who), names.Visible(r.Undoes), render.Timestamp(r.Began), ended,
			strconv.Itoa(r.Done), strconv.Itoa(r.NotDone), strconv.Itoa(r.InDoubt),
		})
	}
	return rows
}

// WriteTable writes the runs for a terminal.
func (l RunList) WriteTable(w io.Writer, width int) error {
	var b strings.Builder
	if len(l) == 0 {
		b.WriteString("The journal has no runs.\n")
	} else {
		columns(&b, l.rows(), width, 1, 2)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteCSV writes a header and one line for each run.
func (l RunList) WriteCSV(w io.Writer) error {
	return render.WriteCSV(w, l.rows())
}

// WriteMarkdown writes the runs as a Markdown table.
func (l RunList) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	for i, row := range l.rows() {
		for k := range row {
			if i > 0 && row[k] != "" {
				row[k] = render.MarkdownCell(row[k])
			}
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
