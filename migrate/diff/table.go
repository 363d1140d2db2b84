package diff

import (
	"bufio"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// TableOptions are for WriteTable.
type TableOptions struct {
	Width int  // columns of the terminal; 0 means 100
	Color bool // mark differing places with color
	All   bool // also list exact rows, and rows with only a side-wide difference, instead of counting them
}

func (o TableOptions) lists(row *Row) bool {
	return o.All || row.Status != Exact && !row.onlySideWide()
}

const (
	usualWidth  = 100
	leastName   = 12 // smallest number of columns for a name
	statusWidth = 9
	between     = "  "
)

// Select Graphic Rendition (ECMA-48 section 8.3.117).
const (
	sgrOff  = "\x1b[0m"
	sgrDim  = "\x1b[2m"
	sgrBold = "\x1b[1m"
	sgrMark = "\x1b[1;4;33m" // bold, underlined, yellow: not by color alone
)

// WriteTable writes the result for a terminal: the rows that aren't exact, each difference in
// words below its row, and the counts last. No character in a name can control the terminal.
// If the writer returns an error, no other row is written.
func (r *Result) WriteTable(w io.Writer, o TableOptions) error {
	out := bufio.NewWriter(w)
	t, err := newTable(w, out, r, o)
	if err != nil {
		return err
	}
	for _, w := range r.SideWide {
		t.paragraph(t.style(sgrBold, w.Title()) + " " + w.Remedy())
	}
	listed, told := 0, map[int]bool{}
	entries := r.ConflictEntries()
	for i := range r.Rows {
		row := &r.Rows[i]
		if !o.lists(row) || told[row.Conflict] {
			continue
		}
		if err := ended(w); err != nil {
			return err
		}
		if listed == 0 {
			t.line(t.style(sgrBold, ansi.Truncate("status", statusWidth, "")), statusWidth,
				t.style(sgrBold, "AD name"), t.style(sgrBold, "provisioned name"), t.style(sgrBold, "kinds"))
		}
		listed++
		if row.Conflict > 0 && row.Conflict <= len(entries) {
			told[row.Conflict] = true
			entries[row.Conflict-1].Explain()
			t.conflict(r, &entries[row.Conflict-1])
		} else {
			t.row(r, row)
		}
	}
	if listed > 0 {
		fmt.Fprintln(out)
	}
	for _, note := range r.Notes {
		t.wrapped("note: " + names.Visible(note))
	}
	fmt.Fprintln(out, r.Summary.String())
	return out.Flush()
}

// String returns the counts in one line. A conflict counts once, however many groups it has.
func (s Summary) String() string {
	line := fmt.Sprintf("%d exact, %d differ, %s, %d only in AD, %d only provisioned",
		s.Exact, s.Differs, render.Count(s.Conflicts, "conflict", "conflicts"), s.ADOnly, s.SCIMOnly)
	var kinds []string
	for _, k := range names.AllKinds() {
		if n := s.ByKind[k]; n > 0 {
			kinds = append(kinds, fmt.Sprintf("%s %d", k, n))
		}
	}
	if len(kinds) > 0 {
		line += "; " + strings.Join(kinds, ", ")
	}
	return line
}

type table struct {
	out   *bufio.Writer
	width int
	name  [2]int // columns of the two names
	color bool
}

// ended returns the error of a writer that failed, such as that of a canceled command: names
// may be long and many.
func ended(w io.Writer) error {
	_, err := w.Write(nil)
	return err
}

func newTable(w io.Writer, out *bufio.Writer, r *Result, o TableOptions) (*table, error) {
	t := &table{out: out, width: o.Width, color: o.Color, name: [2]int{leastName, len("provisioned name")}}
	if t.width <= 0 {
		t.width = usualWidth
	}
	kinds := len("kinds")
	for i := range r.Rows {
		row := &r.Rows[i]
		if !o.lists(row) {
			continue
		}
		if err := ended(w); err != nil {
			return nil, err
		}
		if row.AD != nil {
			t.name[0] = max(t.name[0], ansi.StringWidth(names.Visible(row.AD.Name)))
		}
		if row.SCIM != nil {
			t.name[1] = max(t.name[1], ansi.StringWidth(names.Visible(row.SCIM.Name)))
		}
		kinds = max(kinds, len(row.Kinds.String()))
	}
	room := max(t.width-statusWidth-kinds-3*len(between), 2*leastName)
	half := room / 2
	switch {
	case t.name[0]+t.name[1] <= room:
	case t.name[0] <= half:
		t.name[1] = room - t.name[0]
	case t.name[1] <= half:
		t.name[0] = room - t.name[1]
	default:
		t.name = [2]int{half, room - half}
	}
	return t, nil
}

func (t *table) row(r *Result, row *Row) {
	var ad, scim string
	marks := r.Marks(row)
	if row.AD != nil {
		ad = t.marked(row.AD.Name, marks, func(m names.Mark) (int, int) { return m.AStart, m.AEnd })
	}
	if row.SCIM != nil {
		scim = t.marked(row.SCIM.Name, marks, func(m names.Mark) (int, int) { return m.BStart, m.BEnd })
	}
	t.line(row.Status.String(), statusWidth, ad, scim, row.Kinds.String())
	for _, m := range marks {
		t.below(m.Text)
	}
	for _, text := range r.remarks(row) {
		t.below(text)
	}
	for _, n := range row.Near() {
		t.below("similar " + sideWord(n.Side) + " name: “" + names.Visible(n.Group.Name) +
			"”; not paired, it may be another group")
	}
	if row.VariantOf() != "" {
		t.below("a variant of “" + names.Visible(row.VariantOf()) + "”, which has its partner: probably a duplicate")
	}
}

// conflict writes one conflict with all its groups.
func (t *table) conflict(r *Result, entry *ConflictEntry) {
	ads, scims := 0, 0
	for _, m := range entry.Members {
		if m.Side == migrate.AD {
			ads++
		} else {
			scims++
		}
	}
	title := fmt.Sprintf("%d: %s, %s; choose which belong together", entry.Number, count(ads, "AD"),
		count(scims, "provisioned"))
	fmt.Fprintln(t.out, ansi.Truncate(render.Pad(Conflict.String(), statusWidth)+between+title, t.width, "…"))
	for i, m := range entry.Members {
		if i == 2*mostCandidates {
			t.below(fmt.Sprintf("… and %d more", len(entry.Members)-i))
			return
		}
		ad, scim := "", ""
		name := t.marked(m.Group.Name, m.Marks, func(m names.Mark) (int, int) { return m.BStart, m.BEnd })
		if m.Side == migrate.AD {
			ad = name
		} else {
			scim = name
		}
		t.line("", statusWidth, ad, scim, "")
		for _, s := range append([]string{m.Group.Source, m.Group.ID, m.Group.DN}, m.Where...) {
			if s != "" {
				t.below(names.Visible(s))
			}
		}
		for _, o := range r.different[m.Group] {
			t.below(o.notTheSame())
		}
	}
}

func count(n int, side string) string {
	if n == 1 {
		return "1 " + side + " group"
	}
	return fmt.Sprintf("%d %s groups", n, side)
}

// paragraph writes text in lines of the table's width, and an empty line.
func (t *table) paragraph(text string) {
	t.wrapped(text)
	fmt.Fprintln(t.out)
}

// wrapped writes text in lines of the table's width.
func (t *table) wrapped(text string) {
	fmt.Fprintln(t.out, strings.Join(render.Wrap(text, t.width), "\n"))
}

// line writes the columns of a row, without trailing spaces. Names that are longer than their
// columns continue on the next line.
func (t *table) line(status string, statusColumns int, ad, scim, kinds string) {
	left, right := render.Lines(ad, t.name[0]), render.Lines(scim, t.name[1])
	for i := range max(len(left), len(right)) {
		s := render.Pad(status, statusColumns) + between + render.Pad(nth(left, i), t.name[0]) + between +
			render.Pad(nth(right, i), t.name[1]) + between + kinds
		fmt.Fprintln(t.out, strings.TrimRight(s, " "))
		status, kinds = "", ""
	}
}

// nth returns line i, or "" after the last line.
func nth(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// below writes a remark below a row.
func (t *table) below(text string) {
	indent := statusWidth + len(between)
	for _, line := range render.Lines(text, max(t.width-indent, leastName)) {
		fmt.Fprintf(t.out, "%*s%s\n", indent, "", t.style(sgrDim, line))
	}
}

func (t *table) style(sgr, s string) string {
	if !t.color || s == "" {
		return s
	}
	return sgr + s + sgrOff
}

// marked returns the visible name with the marked places highlighted.
func (t *table) marked(name string, marks []names.Mark, span func(names.Mark) (int, int)) string {
	if !t.color || len(marks) == 0 {
		return names.Visible(name)
	}
	var b strings.Builder
	tokens := names.Tokens(name)
	at := 0
	for _, m := range marks {
		start, end := span(m)
		b.WriteString(visiblePart(name, tokens, at, start))
		b.WriteString(t.style(sgrMark, visiblePart(name, tokens, start, end)))
		at = end
	}
	b.WriteString(visiblePart(name, tokens, at, len(name)))
	return b.String()
}

// visiblePart returns what names.Visible shows for a part of a name, made of its tokens.
func visiblePart(name string, tokens []names.Token, start, end int) string {
	var b strings.Builder
	first := sort.Search(len(tokens), func(i int) bool { return tokens[i].End > start })
	for _, tok := range tokens[first:] {
		if tok.Start >= end {
			break
		}
		from, to := max(start, tok.Start), min(end, tok.End)
		switch {
		case from >= to:
		case tok.Class != names.Plain:
			b.WriteString(tok.Text)
		case to-from == tok.End-tok.Start:
			b.WriteString(tok.Text)
		default:
			b.WriteString(name[from:to])
		}
	}
	return b.String()
}
