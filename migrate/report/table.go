package report

import (
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// WriteTable writes a short form of the report for a terminal.
func (r Report) WriteTable(w io.Writer) error {
	var b strings.Builder
	for _, text := range filled([]string{r.alarm()}) {
		fmt.Fprintln(&b, names.Visible(text))
	}
	fmt.Fprintln(&b, names.Visible(sentence(r.Title, r.Summary)))
	for _, f := range r.Found() {
		fmt.Fprintf(&b, "names, %s comparison, %s: %s\n", f.Which, stamp(f.Time), counts(f.Comparison))
	}
	for _, text := range filled(append(r.changed(), r.Uncompared(), r.Decided(), r.watched())) {
		fmt.Fprintln(&b, names.Visible(text))
	}
	for _, f := range r.Overrides {
		fmt.Fprintf(&b, "OVERRIDDEN %s (%s), %s by %s: %s\n", names.Visible(f.Name()), names.Visible(string(f.Step)),
			stamp(f.At),
			names.Visible(f.By), names.Visible(f.Reason))
	}
	fmt.Fprintf(&b, "%s in the journal, %s, %s of evidence, %s\n", render.Count(len(r.Journal), "entry", "entries"),
		render.Count(len(r.Changes), "change", "changes"),
		render.Count(len(r.Evidence), "piece", "pieces"), render.Count(len(r.Facts), "fact", "facts"))
	for _, c := range r.Uncertain {
		fmt.Fprintf(&b, "UNKNOWN RESULT: %s at %s, “%s” to “%s”\n", names.Visible(c.What), names.Visible(c.Where),
			render.Truncate(shownName(c.From, c.FromBase64)), render.Truncate(shownName(c.To, c.ToBase64)))
	}
	for _, text := range r.SideWide() {
		fmt.Fprintf(&b, "left: %s\n", names.Visible(text))
	}
	for i, g := range r.Open() {
		if i == maxTableGroups {
			break
		}
		fmt.Fprintf(&b, "left: %s\n", strings.Join(filled([]string{
			fmt.Sprintf("%s: AD “%s”, SCIM “%s”", groupWords[g.Status], render.Truncate(shownName(g.AD, g.ADBase64)),
				render.Truncate(shownName(g.SCIM, g.SCIMBase64))),
			render.Truncate(names.Visible(Detail(g))), names.Visible(g.Source),
		}), "; "))
	}
	if more := len(r.Open()) + r.OpenMore() - min(len(r.Open()), maxTableGroups); more > 0 {
		fmt.Fprintf(&b, "left: groups that aren't exact and aren't listed here: %d; ad2scim diff lists all of them\n", more)
	}
	for _, s := range r.Remaining {
		fmt.Fprintf(&b, "left: %d %s (%s)\n", s.Number, s.Title, s.State())
	}
	for _, s := range r.Contradicted {
		fmt.Fprintf(&b, "left: %s (%s)\n", s.name(), names.Visible(s.State()))
	}
	for _, blocker := range r.Blockers() {
		fmt.Fprintf(&b, "requirement not met: %s\n", names.Visible(blocker.String()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// maxTableGroups is the number of groups that a terminal shows.
const maxTableGroups = 10
