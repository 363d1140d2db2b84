package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"ad2scim/migrate/names"
	"ad2scim/migrate/workspace"
	"ad2scim/migrate/workspace/exactjson"
)

// WriteJSON writes the report as one object with the schema ad2scim.report/v1.
func (r Report) WriteJSON(w io.Writer) error {
	return exactjson.Write(w, r)
}

// WriteCSV writes a header and one line a thing, of every section. It is safe to
// open in a spreadsheet.
func (r Report) WriteCSV(w io.Writer) error {
	lines := [][]string{{"section", "time", "who", "what", "grade", "text"}}
	add := func(section string, at time.Time, who, what, grade, text string) {
		lines = append(lines, []string{section, stamp(at), names.Cell(who), names.Cell(what), grade, names.Cell(text)})
	}
	add("summary", r.Made, r.By, r.Title, "", r.Summary)
	if c := r.Comparison; c != nil {
		add("names", c.Time, "", c.AD+" with "+c.SCIM, "", fmt.Sprintf("%d exact, %d differ, %d in conflict, %d only in AD, %d only provisioned", c.Exact, c.Differs, c.Conflicts, c.ADOnly, c.SCIMOnly))
	}
	for _, f := range r.Forced {
		add("forced", f.At, f.By, f.Step, "", f.Reason+": over "+strings.Join(f.Over, "; "))
	}
	for _, s := range r.Steps {
		add("step", s.At, s.By, s.ID, s.Grade, string(s.Status)+". "+s.Title+". "+s.Saw)
	}
	for _, f := range r.Facts {
		add("fact", f.Time, f.Source, f.Name, string(f.Grade), f.Value)
	}
	for _, e := range r.Evidence {
		add("evidence", e.Time, e.Source, e.Claim, string(e.Grade), e.Says)
	}
	for _, e := range r.Journal {
		add("journal", e.Time, e.Who, e.Kind, "", e.Text)
	}
	return csv.NewWriter(w).WriteAll(lines)
}

// WriteMarkdown writes the report as a Markdown document. Text from outside
// stands in code spans, so that nothing in it is markup.
func (r Report) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# From AD sync to SCIM provisioning: the record\n\n%s. %s.\n\nMade %s by %s.\n", r.Title, r.Summary, stamp(r.Made), code(r.By))
	if len(r.Forced) > 0 {
		b.WriteString("\n## FORCED\n\n")
		for _, f := range r.Forced {
			fmt.Fprintf(&b, "- **%s**, %s by %s: %s; over: %s\n", f.Step, stamp(f.At), code(f.By), code(f.Reason), code(strings.Join(f.Over, "; ")))
		}
	}
	if c := r.Comparison; c != nil {
		fmt.Fprintf(&b, "\n## The names\n\nCompared %s: %s with %s.\n\n| exact | differ | in conflict | only in AD | only provisioned |\n|---:|---:|---:|---:|---:|\n| %d | %d | %d | %d | %d |\n",
			stamp(c.Time), code(c.AD), code(c.SCIM), c.Exact, c.Differs, c.Conflicts, c.ADOnly, c.SCIMOnly)
	}
	section(&b, "What is left", []string{"step", "", "status", "what keeps it shut"}, r.Left, func(s Step) []string {
		return []string{fmt.Sprint(s.Number), s.Title, string(s.Status), code(s.Next)}
	})
	section(&b, "The steps", []string{"step", "", "status", "known", "when", "who", "seen"}, r.Steps, func(s Step) []string {
		return []string{fmt.Sprint(s.Number), s.Title, s.state(), s.Grade, stamp(s.At), code(s.By), code(s.Saw)}
	})
	section(&b, "What is known of the set-up", []string{"fact", "value", "known", "when", "from"}, r.Facts, func(f Fact) []string {
		return []string{code(f.Name), code(f.Value), string(f.Grade), stamp(f.Time), code(f.Source)}
	})
	section(&b, "What was seen and said", []string{"when", "about", "known", "from", ""}, r.Evidence, func(e workspace.Evidence) []string {
		return []string{stamp(e.Time), code(e.Claim), string(e.Grade), code(e.Source), code(e.Says)}
	})
	section(&b, "What was done", []string{"when", "who", "run", "what"}, r.Journal, func(e Entry) []string {
		return []string{stamp(e.Time), code(e.Who + "@" + e.Host), code(e.Run), code(e.Text)}
	})
	_, err := io.WriteString(w, b.String())
	return err
}

func section[T any](b *strings.Builder, title string, head []string, list []T, cells func(T) []string) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n| %s |\n|%s\n", title, strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, item := range list {
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells(item), " | "))
	}
}

func (s Step) state() string {
	if s.Forced {
		return string(s.Status) + ", FORCED"
	}
	return string(s.Status)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

// code makes a code span of a Markdown table; nothing of nothing.
func code(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ReplaceAll(names.Visible(s), "|", `\|`)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + s + fence
}

// WriteTable writes the report in short for a terminal.
func (r Report) WriteTable(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", names.Visible(r.Title), r.Summary)
	if c := r.Comparison; c != nil {
		fmt.Fprintf(&b, "names, %s: %d exact, %d differ, %d in conflict\n", stamp(c.Time), c.Exact, c.Differs, c.Conflicts)
	}
	for _, f := range r.Forced {
		fmt.Fprintf(&b, "FORCED %s: %s\n", f.Step, names.Visible(f.Reason))
	}
	fmt.Fprintf(&b, "%d entries in the journal, %d pieces of evidence, %d facts\n", len(r.Journal), len(r.Evidence), len(r.Facts))
	for _, s := range r.Left {
		fmt.Fprintf(&b, "left: %d %s (%s)\n", s.Number, s.Title, s.Status)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
