package diff

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate/render"

	"ad2scim/migrate"
)

// WriteMarkdown writes the result as a Markdown document (GitHub's tables): the counts, then
// a table for each status except exact. Names are in code spans, so that nothing in them is
// markup, with invisible characters made visible.
func (r *Result) WriteMarkdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Group names compared\n\nActive Directory: %s, %s. Provisioned: %s, %s.\n\n",
		render.MarkdownCode(r.ADSource), render.Count(r.ADGroups, "group", "groups"),
		render.MarkdownCode(r.SCIMSource), render.Count(r.SCIMGroups, "group", "groups"))
	fmt.Fprintf(out, "| exact | differ | conflicts | only in AD | only provisioned |\n|---:|---:|---:|---:|---:|\n| %d | %d | %d | %d | %d |\n",
		r.Summary.Exact, r.Summary.Differs, r.Summary.Conflicts, r.Summary.ADOnly, r.Summary.SCIMOnly)
	for _, w := range r.SideWide {
		fmt.Fprintf(out, "\n**%s** %s\n", render.MarkdownText(w.Title()), render.MarkdownText(w.Remedy()))
	}
	for _, note := range r.Notes {
		fmt.Fprintf(out, "\nNote: %s\n", render.MarkdownCode(note))
	}
	r.section(out, Differs, "Names that differ", []string{"AD name", "provisioned name", "kinds", "where"},
		func(row *Row) []string {
			return []string{
				render.MarkdownCell(row.AD.Name), render.MarkdownCell(row.SCIM.Name), row.Kinds.String(),
				render.MarkdownCell(strings.Join(append(r.whereDiffers(row), r.remarks(row)...), "; ")),
			}
		})
	r.conflictSection(out)
	r.section(out, ADOnly, "Only in Active Directory", r.head("name", "DN", "similar provisioned name"),
		func(row *Row) []string {
			return r.withRemarks(row, render.MarkdownCell(row.AD.Name), render.MarkdownCell(row.AD.DN), nearNamesOf(row))
		})
	r.section(out, SCIMOnly, "Only provisioned", r.head("name", "id", "a variant of", "similar AD name"),
		func(row *Row) []string {
			return r.withRemarks(row, render.MarkdownCell(row.SCIM.Name), render.MarkdownCell(row.SCIM.ID),
				render.MarkdownCell(row.VariantOf()), nearNamesOf(row))
		})
	return out.Flush()
}

// head adds a column for a person's decisions to a table, if there are any.
func (r *Result) head(columns ...string) []string {
	if len(r.different) > 0 {
		columns = append(columns, "decision")
	}
	return columns
}

// withRemarks adds the cell for the last column of head.
func (r *Result) withRemarks(row *Row, cells ...string) []string {
	if len(r.different) > 0 {
		cells = append(cells, render.MarkdownCell(strings.Join(r.remarks(row), "; ")))
	}
	return cells
}

// conflictSection writes each conflict once, with all its groups.
func (r *Result) conflictSection(out io.Writer) {
	list := r.ConflictEntries()
	if len(list) == 0 {
		return
	}
	head := []string{"conflict", "side", "name", "id", "DN", "differs"}
	several := len(r.ADSources) > 1
	if several {
		head = append(head, "source")
	}
	fmt.Fprintf(out, "\n## Conflicts: choose which groups belong together\n\n%s", render.MarkdownHead(1, head...))
	for _, entry := range list {
		if ended(out) != nil {
			return
		}
		entry.Explain()
		for _, m := range entry.Members {
			cells := []string{
				strconv.Itoa(entry.Number), sideWord(m.Side), render.MarkdownCell(m.Group.Name),
				render.MarkdownCell(m.Group.ID), render.MarkdownCell(m.Group.DN), r.whereInConflict(&m),
			}
			if several {
				cells = append(cells, render.MarkdownCell(m.Group.Source))
			}
			io.WriteString(out, render.MarkdownRow(cells...)) // Flush has the error
		}
	}
}

// whereInConflict says where a name differs from the first one of its conflict, and which
// groups it was marked as different from.
func (r *Result) whereInConflict(m *ConflictGroup) string {
	list := slices.Clone(m.Where)
	for _, o := range r.different[m.Group] {
		list = append(list, o.notTheSame())
	}
	return render.MarkdownCell(strings.Join(list, "; "))
}

func sideWord(side migrate.Side) string {
	if side == migrate.AD {
		return "AD"
	}
	return "provisioned"
}

// nearNamesOf lists the names that are near a row's.
func nearNamesOf(row *Row) string {
	var list []string
	for _, n := range row.Near() {
		list = append(list, render.MarkdownCell(n.Group.Name))
	}
	return strings.Join(list, "<br>")
}

// section writes the table of one status, if it has rows.
func (r *Result) section(out io.Writer, status Status, title string, head []string, cells func(*Row) []string) {
	begun := false
	for i := range r.Rows {
		if r.Rows[i].Status != status || r.Rows[i].onlySideWide() {
			continue
		}
		if ended(out) != nil { // Flush has the error
			return
		}
		if !begun {
			begun = true
			fmt.Fprintf(out, "\n## %s\n\n%s", title, render.MarkdownHead(0, head...))
		}
		io.WriteString(out, render.MarkdownRow(cells(&r.Rows[i])...)) // Flush has the error
	}
}

// whereDiffers says in words where the names of a row differ.
func (r *Result) whereDiffers(row *Row) []string {
	var list []string
	for _, m := range r.Marks(row) {
		list = append(list, m.Text)
	}
	return list
}
