package scim

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// signs are shown next to the state, never instead of it.
var signs = map[State]string{OK: "✓", Warn: "!", Fail: "✗", Skipped: "-"}

// WriteTable writes the probe for a terminal, one line for each check.
func (r *ProbeResult) WriteTable(w io.Writer) error {
	widest := 0
	for _, c := range r.Checks {
		widest = max(widest, runewidth.StringWidth(c.Name))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", names.Visible(r.Endpoint))
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "%s %-7s  %s  %7s  %s\n", signs[c.State], c.State, runewidth.FillRight(c.Name, widest), took(c),
			names.Visible(c.Detail))
		if c.Next != "" {
			fmt.Fprintf(&b, "%*s→ %s\n", widest+22, "", names.Visible(c.Next))
		}
	}
	fmt.Fprintf(&b, "\nLooks like: %s (%s)\n", r.Path, names.Visible(r.Reason))
	_, err := io.WriteString(w, b.String())
	return err
}

func took(c Check) string {
	if c.State == Skipped {
		return ""
	}
	return strconv.FormatInt(c.Took.Round(time.Millisecond).Milliseconds(), 10) + " ms"
}

type checkJSON struct {
	Name   string  `json:"name"`
	State  State   `json:"state"`
	MS     float64 `json:"ms"`
	Detail string  `json:"detail"`
	Next   string  `json:"next"`
}

// WriteJSON writes the probe with the schema ad2scim.probe/v1. Times are in milliseconds; ok means that nothing
// needs attention.
func (r *ProbeResult) WriteJSON(w io.Writer) error {
	out := struct {
		Schema   string      `json:"schema"`
		Endpoint string      `json:"endpoint"`
		Path     string      `json:"path"`
		Reason   string      `json:"reason"`
		OK       bool        `json:"ok"`
		Checks   []checkJSON `json:"checks"`
	}{"ad2scim.probe/v1", r.Endpoint, r.Path, r.Reason, r.Worst() == OK, []checkJSON{}}
	for _, c := range r.Checks {
		out.Checks = append(out.Checks, checkJSON{c.Name, c.State, float64(c.Took.Microseconds()) / 1000, c.Detail, c.Next})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(out)
}

// WriteCSV writes one row for each check. A cell that a spreadsheet would run as a formula gets an apostrophe in
// front.
func (r *ProbeResult) WriteCSV(w io.Writer) error {
	rows := [][]string{{"name", "state", "ms", "detail", "next"}}
	for _, c := range r.Checks {
		rows = append(rows, []string{c.Name, string(c.State), strconv.FormatInt(c.Took.Milliseconds(), 10), c.Detail, c.Next})
	}
	return render.WriteCSV(w, rows)
}

// WriteMarkdown writes the probe as a Markdown table.
func (r *ProbeResult) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Probe of %s\n\n| check | state | time | detail | next |\n|---|---|---|---|---|\n",
		render.MarkdownText(r.Endpoint))
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.Name, c.State, took(c), render.MarkdownText(c.Detail),
			render.MarkdownText(c.Next))
	}
	fmt.Fprintf(&b, "\nLooks like: %s (%s)\n", r.Path, render.MarkdownText(r.Reason))
	_, err := io.WriteString(w, b.String())
	return err
}
