package scim

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate/names"
)

var signs = map[State]string{OK: "✓", Warn: "!", Fail: "✗", Skipped: "-"}

// WriteTable writes the probe for a terminal.
func (r *ProbeResult) WriteTable(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", names.Visible(r.Endpoint))
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "%s %-8s %-22s %8s  %s\n", signs[c.State], c.State, c.Name, c.Took.Round(time.Millisecond), names.Visible(c.Detail))
		if c.Next != "" {
			fmt.Fprintf(&b, "%43s→ %s\n", "", names.Visible(c.Next))
		}
	}
	fmt.Fprintf(&b, "\nLooks like: %s (%s)\n", r.Path, r.Reason)
	_, err := io.WriteString(w, b.String())
	return err
}

type checkJSON struct {
	Name   string  `json:"name"`
	State  State   `json:"state"`
	MS     float64 `json:"ms"`
	Detail string  `json:"detail"`
	Next   string  `json:"next,omitempty"`
}

// WriteJSON writes the probe with the schema ad2scim.probe/v1; times are in
// milliseconds.
func (r *ProbeResult) WriteJSON(w io.Writer) error {
	out := struct {
		Schema   string      `json:"schema"`
		Endpoint string      `json:"endpoint"`
		OK       bool        `json:"ok"`
		Path     string      `json:"path"`
		Reason   string      `json:"reason"`
		Checks   []checkJSON `json:"checks"`
	}{Schema: "ad2scim.probe/v1", Endpoint: r.Endpoint, OK: r.Worst() == OK, Path: r.Path, Reason: r.Reason, Checks: []checkJSON{}}
	for _, c := range r.Checks {
		out.Checks = append(out.Checks, checkJSON{c.Name, c.State, float64(c.Took.Microseconds()) / 1000, c.Detail, c.Next})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(out)
}

// WriteCSV writes a row a check. A cell that a spreadsheet would run as a
// formula gets an apostrophe in front.
func (r *ProbeResult) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"name", "state", "ms", "detail", "next"}}
	for _, c := range r.Checks {
		rows = append(rows, []string{c.Name, string(c.State), strconv.FormatInt(c.Took.Milliseconds(), 10), inert(c.Detail), inert(c.Next)})
	}
	return out.WriteAll(rows)
}

func inert(s string) string {
	s = names.Visible(s)
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

var markup = strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`)

// WriteMarkdown writes the probe as a Markdown table.
func (r *ProbeResult) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Probe of %s\n\n| check | state | time | detail | next |\n|---|---|---|---|---|\n", markup.Replace(names.Visible(r.Endpoint)))
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.Name, c.State, c.Took.Round(time.Millisecond), markup.Replace(names.Visible(c.Detail)), markup.Replace(names.Visible(c.Next)))
	}
	fmt.Fprintf(&b, "\nLooks like: %s (%s)\n", r.Path, r.Reason)
	_, err := io.WriteString(w, b.String())
	return err
}
