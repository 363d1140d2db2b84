package diff

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// WriteMarkdown writes the result as a Markdown document (GitHub's tables): the
// counts, then a table for each status but exact. Names stand in code spans, with
// what would be overlooked made visible, so that nothing in them is markup.
func (r *Result) WriteMarkdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Group names compared\n\nActive Directory: %s, %d groups. Provisioned: %s, %d groups.\n\n",
		render.MarkdownCode(r.ADSource), r.ADGroups, render.MarkdownCode(r.SCIMSource), r.SCIMGroups)
	fmt.Fprintf(out, "| exact | differ | in conflict | only in AD | only provisioned |\n|---:|---:|---:|---:|---:|\n| %d | %d | %d | %d | %d |\n",
		r.Summary.Exact, r.Summary.Differs, r.Summary.Conflict, r.Summary.ADOnly, r.Summary.SCIMOnly)
	for _, note := range r.Notes {
		fmt.Fprintf(out, "\nNote: %s\n", render.MarkdownCode(note))
	}
	r.section(out, Differs, "Names that differ", []string{"AD name", "provisioned name", "kinds", "where"}, func(row *Row) []string {
		return []string{render.MarkdownCell(row.AD.Name), render.MarkdownCell(row.SCIM.Name), row.Kinds.String(), render.MarkdownCell(strings.Join(whereDiffers(row), "; "))}
	})
	r.section(out, Conflict, "Conflicts: a person decides", []string{"side", "name", "id", "candidates"}, func(row *Row) []string {
		side, g := "provisioned", row.SCIM
		if row.AD != nil {
			side, g = "AD", row.AD
		}
		var list []string
		for _, c := range row.Candidates {
			list = append(list, string(c.Side)+" "+render.MarkdownCell(c.Group.Name)+" "+render.MarkdownCell(c.Group.ID))
		}
		return []string{side, render.MarkdownCell(g.Name), render.MarkdownCell(g.ID), strings.Join(list, "<br>")}
	})
	r.section(out, ADOnly, "Only in Active Directory", []string{"name", "DN"}, func(row *Row) []string {
		return []string{render.MarkdownCell(row.AD.Name), render.MarkdownCell(row.AD.DN)}
	})
	r.section(out, SCIMOnly, "Only provisioned", []string{"name", "id", "a variant of"}, func(row *Row) []string {
		return []string{render.MarkdownCell(row.SCIM.Name), render.MarkdownCell(row.SCIM.ID), render.MarkdownCell(row.VariantOf)}
	})
	return out.Flush()
}

// section writes the table of one status, if it has rows.
func (r *Result) section(out io.Writer, status Status, title string, head []string, cells func(*Row) []string) {
	begun := false
	for i := range r.Rows {
		if r.Rows[i].Status != status {
			continue
		}
		if !begun {
			begun = true
			fmt.Fprintf(out, "\n## %s\n\n%s", title, render.MarkdownHead(0, head...))
		}
		io.WriteString(out, render.MarkdownRow(cells(&r.Rows[i])...)) // Flush has the error
	}
}

// whereDiffers says in words where the names of a row differ.
func whereDiffers(row *Row) []string {
	var list []string
	for _, m := range names.Explain(row.AD.Name, row.SCIM.Name) {
		list = append(list, m.Text)
	}
	return list
}
