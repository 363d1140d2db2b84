package report

import (
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
)

// WriteJSON writes the report as one object with the schema ad2scim.report/v1.
func (r Report) WriteJSON(w io.Writer) error {
	return exactjson.Write(w, r)
}

// WriteMarkdown writes the report as a Markdown document. Text from outside
// stands in code spans, so that nothing in it is markup.
func (r Report) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# From AD sync to SCIM provisioning: the record\n\n")
	if r.Alarm != "" {
		fmt.Fprintf(&b, "**%s**\n\n", plain(r.alarm()))
	}
	fmt.Fprintf(&b, "%s\n\nMade %s by %s.\n", plain(r.AfterAlarm()), stamp(r.Made), code(r.By))
	if len(r.Forced) > 0 {
		b.WriteString("\n## FORCED\n\n")
		for _, f := range r.Forced {
			fmt.Fprintf(&b, "- **FORCED: %s** (%s), %s by %s: %s; over: %s\n", plain(f.Name()), code(string(f.Step)), stamp(f.At), code(f.By), code(f.Reason), code(strings.Join(f.Over, "; ")))
		}
	}
	if r.Listed() {
		b.WriteString("\n## What is left\n")
		if len(r.Forced) > 0 {
			b.WriteString("\nWhat was forced, above, is to be looked at again too.\n")
		}
	}
	section(&b, "### Changes of which it is not known what came", []string{"when", "who", "where", "what", "from", "to"}, r.Doubts, func(c Change) []string {
		return []string{stamp(c.Time), code(c.Who + "@" + c.Host), code(c.Where), code(c.What), code(shownName(c.From, c.FromBase64)), code(shownName(c.To, c.ToBase64))}
	})
	section(&b, "### Groups that are not exact", []string{"", "AD name", "provisioned name", "differ in"}, r.Open(), func(g migration.OpenGroup) []string {
		return []string{groupWords[g.Status], code(shownName(g.AD, g.ADBase64)), code(shownName(g.SCIM, g.SCIMBase64)), code(Detail(g))}
	})
	if n := r.OpenMore(); n > 0 {
		fmt.Fprintf(&b, "\nGroups that are not exact and not listed here: %d. `ad2scim diff` lists them all.\n", n)
	}
	section(&b, "### Steps that are open", []string{"step", "", "id", "", "what keeps it shut"}, r.Left, func(s Step) []string {
		return []string{fmt.Sprint(s.Number), s.Title, code(string(s.ID)), s.state(), code(s.Next)}
	})
	section(&b, "### Steps that are noted as done, and that something speaks against", []string{"step", "", "id", "known", "against it"}, r.Against, func(s Step) []string {
		return []string{fmt.Sprint(s.Number), s.Title, code(string(s.ID)), s.Grade, code(s.Against)}
	})
	section(&b, "## Interlocks that are shut", []string{"what", "why", "next"}, r.Shut(), func(blocker playbook.Blocker) []string {
		return []string{code(blocker.What), code(blocker.Why), code(blocker.Next)}
	})
	b.WriteString("\n## What was found\n")
	if len(r.Found()) == 0 {
		b.WriteString("\nThe names were not compared yet: `ad2scim diff` does it.\n")
	} else {
		table(&b, []string{"comparison", "exact", "differ", "in conflict", "only in AD", "only provisioned", "doubles", "kinds", "of"}, r.Found(), func(f Found) []string {
			return []string{f.Which + ", " + stamp(f.Time), fmt.Sprint(f.Exact), fmt.Sprint(f.Differs), fmt.Sprint(f.Conflicts), fmt.Sprint(f.ADOnly), fmt.Sprint(f.SCIMOnly),
				fmt.Sprint(f.Doubles), f.KindsText(), code(f.AD) + " with " + code(f.SCIM)}
		})
	}
	for _, text := range filled([]string{r.Uncompared(), r.Decided()}) {
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	section(&b, "## What was changed", []string{"when", "who", "where", "what", "from", "to", "result", ""}, r.Changes, func(c Change) []string {
		return []string{stamp(c.Time), code(c.Who + "@" + c.Host), code(c.Where), code(c.What), code(shownName(c.From, c.FromBase64)), code(shownName(c.To, c.ToBase64)), c.Outcome(), code(c.Why)}
	})
	section(&b, "## The steps", []string{"step", "", "id", "", "known", "when", "who", "seen"}, r.Steps, func(s Step) []string {
		return []string{fmt.Sprint(s.Number), s.Title, code(string(s.ID)), s.state(), s.Grade, stamp(s.At), code(s.By), code(s.Saw)}
	})
	section(&b, "## What is known of the set-up", []string{"fact", "value", "known", "when", "from"}, r.Facts, func(f Fact) []string {
		return []string{code(f.Name), code(f.Value), string(f.Grade), stamp(f.Time), code(f.Source)}
	})
	section(&b, "## What was seen and said", []string{"when", "about", "known", "from", ""}, r.Evidence, func(e migration.Evidence) []string {
		return []string{stamp(e.Time), code(r.About(e.Claim)), string(e.Grade), code(e.Source), code(inText.Replace(e.Says))}
	})
	section(&b, "## The journal", []string{"when", "who", "run", "what"}, r.Journal, func(e Entry) []string {
		return []string{stamp(e.Time), code(e.Who + "@" + e.Host), code(e.Run), code(inText.Replace(e.Text))}
	})
	_, err := io.WriteString(w, b.String())
	return err
}

func section[T any](b *strings.Builder, title string, head []string, list []T, cells func(T) []string) {
	if len(list) > 0 {
		fmt.Fprintf(b, "\n%s\n", title)
		table(b, head, list, cells)
	}
}

func table[T any](b *strings.Builder, head []string, list []T, cells func(T) []string) {
	fmt.Fprintf(b, "\n| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, item := range list {
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells(item), " | "))
	}
}

func (s Step) state() string {
	if s.Forced {
		return "**FORCED**, " + plain(s.State())
	}
	return plain(s.State())
}

// code makes a code span of a Markdown table; nothing of nothing. A bar is
// escaped there even in a code span. After a backslash that would escape the
// backslash alone, so the bar is spelt out.
func code(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ReplaceAll(strings.ReplaceAll(names.Visible(s), `\|`, `\‹U+007C›`), "|", `\|`)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + s + fence
}

var markup = strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "~", `\~`)

// plain is text without markup.
func plain(s string) string { return markup.Replace(names.Visible(s)) }
