package diff

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// WriteMarkdown writes the result as a Markdown document (GitHub's tables): the
// counts, then a table for each status but exact. Names stand in code spans, with
// what would be overlooked made visible, so that nothing in them is markup.
func (r *Result) WriteMarkdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Group names compared\n\nActive Directory: %s, %d groups. Provisioned: %s, %d groups.\n\n",
		code(r.ADSource), r.ADGroups, code(r.SCIMSource), r.SCIMGroups)
	fmt.Fprintf(out, "| exact | differ | in conflict | only in AD | only provisioned |\n|---:|---:|---:|---:|---:|\n| %d | %d | %d | %d | %d |\n",
		r.Summary.Exact, r.Summary.Differs, r.Summary.Conflict, r.Summary.ADOnly, r.Summary.SCIMOnly)
	for _, w := range r.SideWide {
		fmt.Fprintf(out, "\n**%s** %s\n", text(w.Title()), text(w.Remedy()))
	}
	for _, note := range r.Notes {
		fmt.Fprintf(out, "\nNote: %s\n", code(note))
	}
	r.section(out, Differs, "Names that differ", []string{"AD name", "provisioned name", "kinds", "where"}, func(row *Row) []string {
		return []string{code(row.AD.Name), code(row.SCIM.Name), row.Kinds.String(), code(strings.Join(r.whereDiffers(row), "; "))}
	})
	r.conflictSection(out)
	r.section(out, ADOnly, "Only in Active Directory", []string{"name", "DN", "similar provisioned name"}, func(row *Row) []string {
		return []string{code(row.AD.Name), code(row.AD.DN), nearNamesOf(row)}
	})
	r.section(out, SCIMOnly, "Only provisioned", []string{"name", "id", "a variant of", "similar AD name"}, func(row *Row) []string {
		return []string{code(row.SCIM.Name), code(row.SCIM.ID), code(row.VariantOf), nearNamesOf(row)}
	})
	return out.Flush()
}

// conflictSection writes each conflict once, with all its groups.
func (r *Result) conflictSection(out io.Writer) {
	list := r.ConflictEntries()
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(out, "\n## Conflicts: choose which groups belong together\n\n| conflict | side | name | id | DN | differs |\n|---:|---|---|---|---|---|\n")
	for _, entry := range list {
		for _, m := range entry.Members {
			side := "provisioned"
			if m.Side == migrate.AD {
				side = "AD"
			}
			fmt.Fprintf(out, "| %d | %s | %s | %s | %s | %s |\n", entry.Number, side, code(m.Group.Name), code(m.Group.ID), code(m.Group.DN), code(strings.Join(m.Where, "; ")))
		}
	}
}

// nearNamesOf lists the names that are near a row's.
func nearNamesOf(row *Row) string {
	var list []string
	for _, n := range row.Near {
		list = append(list, code(n.Group.Name))
	}
	return strings.Join(list, "<br>")
}

// text makes plain Markdown text of a sentence that may hold anything.
func text(s string) string {
	return markup.Replace(names.Visible(s))
}

// markup escapes what Markdown gives a meaning.
var markup = strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "<", "&lt;", "&", "&amp;", "|", "\\|", "#", "\\#")

// section writes the table of one status, if it has rows.
func (r *Result) section(out io.Writer, status Status, title string, head []string, cells func(*Row) []string) {
	begun := false
	for i := range r.Rows {
		if r.Rows[i].Status != status || r.Rows[i].onlySideWide() {
			continue
		}
		if !begun {
			begun = true
			fmt.Fprintf(out, "\n## %s\n\n| %s |\n|%s\n", title, strings.Join(head, " | "), strings.Repeat("---|", len(head)))
		}
		fmt.Fprintf(out, "| %s |\n", strings.Join(cells(&r.Rows[i]), " | "))
	}
}

// code makes a code span of text that may hold anything; nothing for no text.
func code(s string) string {
	if s == "" {
		return ""
	}
	s = names.Visible(s)
	// A fence is longer than any run of backticks inside.
	longest, run := 0, 0
	for i := range len(s) {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	s = strings.ReplaceAll(s, "|", `\|`)
	if longest > 0 {
		s = " " + s + " "
	}
	return fence + s + fence
}

// whereDiffers says in words where the names of a row differ.
func (r *Result) whereDiffers(row *Row) []string {
	var list []string
	for _, m := range r.Marks(row) {
		list = append(list, m.Text)
	}
	return list
}
