package adsync

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// WriteJSON writes one object with the schema ad2scim.sync/v1.
func (f Assessment) WriteJSON(w io.Writer) error { return writeJSON(w, f) }

func writeJSON(w io.Writer, v any) error {
	return exactjson.Write(w, v)
}

// columns are the columns of the table, the CSV and the Markdown.
var columns = []string{
	"host", "kind", "name", "state", "belief", "score", "account", "last_run", "next_run",
	"last_result", "interval", "files", "reasons",
}

func (c Candidate) cells() []string {
	row := []string{
		c.Host, c.Kind, c.Name, c.Standing(), string(c.Confidence), strconv.Itoa(c.Score), "", "", "", "", "", "",
		strings.Join(c.Why(), "; "),
	}
	var files []string
	switch {
	case c.Task != nil:
		t := c.Task
		row[6], row[7], row[8], row[9] = t.Account, t.LastRun.text(), t.NextRun.text(),
			fmt.Sprintf("0x%X", uint32(t.LastResult))
		if d, known := t.Interval(); known && !t.brief {
			row[10] = d.String()
		}
		files = t.Files
	case c.Process != nil:
		row[7], files = c.Process.Started.text(), c.Process.Files
	case c.Service != nil:
		row[6], files = c.Service.Account, c.Service.Files
	case c.File != nil:
		files = []string{c.File.Path}
	}
	row[11] = strings.Join(files, "; ")
	return row
}

// WriteCSV writes a header, one line for each candidate, and one for each thing that couldn't
// be read. A value that a spreadsheet would take for a formula gets an apostrophe in front.
func (f Assessment) WriteCSV(w io.Writer) error {
	rows := [][]string{columns}
	for _, c := range f.Candidates {
		rows = append(rows, c.cells())
	}
	for _, h := range f.Hosts {
		for _, n := range h.Notes() {
			row := make([]string, len(columns))
			row[0], row[1], row[len(row)-1] = cmp.Or(h.Host, h.Name), "not scanned", n
			rows = append(rows, row)
		}
	}
	return render.WriteCSV(w, rows)
}

// WriteMarkdown writes a table, and what couldn't be read.
func (f Assessment) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# AD sync: %s\n\n", f.Script)
	b.WriteString("| " + strings.Join(columns, " | ") + " |\n" + strings.Repeat("|---", len(columns)) + "|\n")
	for _, c := range f.Candidates {
		for _, s := range c.cells() {
			b.WriteString("| " + render.MarkdownText(s) + " ")
		}
		b.WriteString("|\n")
	}
	b.WriteString("\n")
	for _, h := range f.Hosts {
		for _, n := range slices.Concat(h.Notes(), h.Remarks(time.Now())) {
			b.WriteString("- " + render.MarkdownLine(n) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteTable writes each candidate with its reasons, and what couldn't be read.
func (f Assessment) WriteTable(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "AD sync script: %s\n", f.Script)
	for _, c := range f.Candidates {
		fmt.Fprintf(&b, "\n%s %s on %s: %s (%s, score %d)\n", c.Kind, names.Visible(c.Name), names.Visible(c.Host),
			c.Standing(), c.Confidence, c.Score)
		for _, f := range c.Facts() {
			fmt.Fprintf(&b, "  %-12s %s\n", f[0], names.Visible(f[1]))
		}
		for _, r := range c.Why() {
			fmt.Fprintf(&b, "  because      %s\n", names.Visible(r))
		}
	}
	for _, h := range f.Hosts {
		for _, n := range slices.Concat(h.Notes(), h.Remarks(time.Now())) {
			fmt.Fprintf(&b, "\n! %s\n", names.Visible(n))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
