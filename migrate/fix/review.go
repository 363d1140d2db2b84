package fix

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// Review is a plan as it is shown before it is applied.
type Review struct {
	Plan *Plan
	// Findings are Check's findings, including those about removed fixes.
	Findings []Finding
}

// Examine checks a plan and removes fixes with errors until none is left. The findings include those about removed
// fixes.
func Examine(p *Plan, w Lists) Review {
	r := Review{Plan: p}
	for {
		found := r.Plan.Check(w)
		var bad []int
		for _, f := range found {
			if f.ExcludesFixes() {
				r.Findings = append(r.Findings, f)
				bad = append(bad, f.Fixes...)
			}
		}
		if len(bad) == 0 {
			r.Findings = append(r.Findings, found...)
			return r
		}
		r.Plan = r.Plan.Without(bad...)
	}
}

// LeftOut returns the number of fixes that were removed because of an error.
func (r Review) LeftOut() int {
	numbers := map[int]bool{}
	for _, f := range r.Findings {
		if f.ExcludesFixes() {
			for _, n := range f.Fixes {
				numbers[n] = true
			}
		}
	}
	return len(numbers)
}

// HasWork reports whether a change is planned or was removed from the plan.
func (r Review) HasWork() bool { return len(r.Plan.Fixes) > 0 || r.LeftOut() > 0 }

// Count returns in one line how many changes are made where.
func (r Review) Count() string {
	count := map[string]int{}
	var targets []string
	for _, f := range r.Plan.Fixes {
		if count[f.Target] == 0 {
			targets = append(targets, f.Target)
		}
		count[f.Target]++
	}
	slices.Sort(targets)
	switch {
	case len(targets) == 0 && r.Plan.Undoes != "":
		return "nothing to undo"
	case len(targets) == 0:
		return "nothing to change"
	}
	for i, t := range targets {
		targets[i] = render.Count(count[t], "change", "changes") + " at " + names.Visible(t)
	}
	return strings.Join(targets, " and ")
}

// WriteJSON writes the plan like Plan.WriteJSON, with the findings.
func (r Review) WriteJSON(w io.Writer) error {
	out := r.Plan.file()
	out.Findings = r.Findings
	return writeIndented(w, out)
}

// WriteTable writes the plan for a terminal of this width: every change, the findings, and the counts last. Names
// are escaped.
func (r Review) WriteTable(w io.Writer, width int) error {
	rows := [][]string{{"fix", "now", "will be", "attribute", "differ in"}}
	for _, f := range r.Plan.Fixes {
		rows = append(rows, []string{
			strconv.Itoa(f.Number), names.Visible(f.Before), names.Visible(f.After),
			string(f.Attribute), f.Kinds.String(),
		})
	}
	var b strings.Builder
	if len(r.Plan.Fixes) > 0 {
		columns(&b, rows, width, 1, 2)
		b.WriteByte('\n')
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s: %s\n", f.title(), render.TruncateQuoted(names.Visible(f.Words)))
	}
	for _, note := range r.Plan.Notes {
		fmt.Fprintf(&b, "note: %s\n", render.TruncateQuoted(names.Visible(note)))
	}
	fmt.Fprintln(&b, r.Count())
	_, err := io.WriteString(w, b.String())
	return err
}

// title returns what a finding means for its fixes.
func (f Finding) title() string {
	if f.ExcludesFixes() {
		return "left out"
	}
	return "warning"
}

// WriteMarkdown writes the plan as a Markdown document.
func (r Review) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Names to change\n\nPlan %s of %s: %s.\n", r.Plan.ID, r.Plan.Created.Format("2006-01-02 15:04 MST"),
		render.MarkdownCode(r.Count()))
	if len(r.Plan.Fixes) > 0 {
		b.WriteString("\n| fix | side | now | will be | attribute | differ in | id |\n|---:|---|---|---|---|---|---|\n")
	}
	for _, f := range r.Plan.Fixes {
		fmt.Fprintf(&b, "| %d | %s | %s | %s | %s | %s | %s |\n", f.Number, f.Side, render.MarkdownCell(f.Before),
			render.MarkdownCell(f.After), f.Attribute, f.Kinds, render.MarkdownCell(f.ID))
	}
	for i, f := range r.Findings {
		if i == 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "- %s: %s\n", f.title(), render.MarkdownCode(f.Words))
	}
	for _, note := range r.Plan.Notes {
		fmt.Fprintf(&b, "\nNote: %s\n", render.MarkdownCode(note))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteCSV writes a header and one line for each change, for people and spreadsheets; names are spelled out as in
// Plan.WriteCSV.
func (r Review) WriteCSV(w io.Writer) error {
	lines := [][]string{{"fix", "side", "target", "id", "attribute", "before", "after", "kinds", "findings"}}
	about := map[int][]string{}
	for _, finding := range r.Findings {
		for _, n := range finding.Fixes {
			about[n] = append(about[n], finding.Words)
		}
	}
	for _, f := range r.Plan.Fixes {
		lines = append(lines, []string{
			strconv.Itoa(f.Number), string(f.Side), f.Target, f.ID, string(f.Attribute),
			f.Before, f.After, strings.Join(f.Kinds.Strings(), "+"), strings.Join(about[f.Number], "; "),
		})
	}
	return render.WriteCSV(w, lines)
}

func writeIndented(w io.Writer, v any) error {
	data, err := exactjson.MarshalIndent(v)
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}
