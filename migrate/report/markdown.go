package report

import (
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
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
		fmt.Fprintf(&b, "**%s**\n\n", render.MarkdownText(r.alarm()))
	}
	fmt.Fprintf(&b, "%s\n\nMade %s by %s.\n", render.MarkdownLine(r.AfterAlarm()), stamp(r.Made),
		render.MarkdownCode(r.By))
	r.forcedMarkdown(&b)
	r.leftMarkdown(&b)
	r.comparedMarkdown(&b)
	r.recordMarkdown(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// forcedMarkdown lists what was overridden.
func (r Report) forcedMarkdown(b *strings.Builder) {
	if len(r.Forced) > 0 {
		b.WriteString("\n## FORCED\n\n")
		for _, f := range r.Forced {
			fmt.Fprintf(b, "- **FORCED: %s** (%s), %s by %s: %s; over: %s\n", render.MarkdownText(f.Name()),
				render.MarkdownCode(string(f.Step)), stamp(f.At), render.MarkdownCode(f.By), render.MarkdownCode(f.Reason),
				render.MarkdownCode(strings.Join(f.Over, "; ")))
		}
	}
}

// leftMarkdown lists what is left to do.
func (r Report) leftMarkdown(b *strings.Builder) {
	if r.Listed() {
		b.WriteString("\n## What is left\n")
		if len(r.Forced) > 0 {
			b.WriteString("\nWhat was forced, above, is to be looked at again too.\n")
		}
	}
	section(b, "### Changes of which it is not known what came", []string{"when", "who", "where", "what", "from", "to"},
		r.Doubts, func(c Change) []string {
			return []string{
				stamp(c.Time), render.MarkdownCell(c.Who + "@" + c.Host), render.MarkdownCell(c.Where),
				render.MarkdownCell(c.What), render.MarkdownCell(shownName(c.From, c.FromBase64)),
				render.MarkdownCell(shownName(c.To, c.ToBase64)),
			}
		})
	for _, text := range r.SideWide() {
		fmt.Fprintf(b, "\n%s\n", render.MarkdownText(text))
	}
	r.openMarkdown(b)
	if n := r.OpenMore(); n > 0 {
		fmt.Fprintf(b, "\nGroups that are not exact and not listed here: %d. `ad2scim diff` lists them all.\n", n)
	}
	section(b, "### Steps that are open", []string{"step", "", "id", "", "what keeps it shut"}, r.Left,
		func(s Step) []string {
			return []string{
				fmt.Sprint(s.Number), s.Title, render.MarkdownCell(string(s.ID)), s.state(),
				render.MarkdownCell(s.Next),
			}
		})
	section(b, "### Steps that are noted as done, and that something speaks against",
		[]string{"step", "", "id", "known", "against it"}, r.Against, func(s Step) []string {
			return []string{
				fmt.Sprint(s.Number), s.Title, render.MarkdownCell(string(s.ID)), s.Grade,
				render.MarkdownCell(s.Against),
			}
		})
	section(b, "## Interlocks that are shut", []string{"what", "why", "next"}, r.Shut(),
		func(blocker playbook.Blocker) []string {
			return []string{
				render.MarkdownCell(blocker.What), render.MarkdownCell(blocker.Why),
				render.MarkdownCell(blocker.Next.String()),
			}
		})
}

// comparedMarkdown shows the comparisons of names.
func (r Report) comparedMarkdown(b *strings.Builder) {
	b.WriteString("\n## What was found\n")
	if len(r.Found()) == 0 {
		b.WriteString("\nThe names were not compared yet: `ad2scim diff` does it.\n")
	} else {
		table(b, []string{
			"comparison", "exact", "differ", "in conflict", "only in AD", "only provisioned", "doubles",
			"kinds", "of",
		}, r.Found(), func(f Found) []string {
			return []string{
				f.Which + ", " + stamp(f.Time), fmt.Sprint(f.Exact), fmt.Sprint(f.Differs), fmt.Sprint(f.Conflicts),
				fmt.Sprint(f.ADOnly), fmt.Sprint(f.SCIMOnly),
				fmt.Sprint(f.Doubles), f.KindsText(), render.MarkdownCell(f.AD) + " with " + render.MarkdownCell(f.SCIM),
			}
		})
	}
	for _, text := range filled([]string{r.Uncompared(), r.Decided()}) {
		fmt.Fprintf(b, "\n%s\n", text)
	}
}

// recordMarkdown shows the changes, the steps, and everything that was recorded.
func (r Report) recordMarkdown(b *strings.Builder) {
	section(b, "## What was changed", []string{"when", "who", "where", "what", "from", "to", "result", ""}, r.Changes,
		func(c Change) []string {
			return []string{
				stamp(c.Time), render.MarkdownCell(c.Who + "@" + c.Host), render.MarkdownCell(c.Where),
				render.MarkdownCell(c.What), render.MarkdownCell(shownName(c.From, c.FromBase64)),
				render.MarkdownCell(shownName(c.To, c.ToBase64)), c.Outcome(), render.MarkdownCell(c.Why),
			}
		})
	section(b, "## The steps", []string{"step", "", "id", "", "known", "when", "who", "seen"}, r.Steps,
		func(s Step) []string {
			return []string{
				fmt.Sprint(s.Number), s.Title, render.MarkdownCell(string(s.ID)), s.state(), s.Grade, stamp(s.At),
				render.MarkdownCell(s.By), render.MarkdownCell(s.Saw),
			}
		})
	section(b, "## What is known of the set-up", []string{"fact", "value", "known", "when", "from"}, r.Facts,
		func(f Fact) []string {
			return []string{
				render.MarkdownCell(f.Name), render.MarkdownCell(f.Value), string(f.Grade), stamp(f.Time),
				render.MarkdownCell(f.Source),
			}
		})
	section(b, "## What was seen and said", []string{"when", "about", "known", "from", ""}, r.Evidence,
		func(e migration.Evidence) []string {
			return []string{
				stamp(e.Time), render.MarkdownCell(r.About(e.Claim)), string(e.Grade), render.MarkdownCell(e.Source),
				render.MarkdownCell(inText.Replace(e.Says)),
			}
		})
	section(b, "## The journal", []string{"when", "who", "run", "what"}, r.Journal, func(e Entry) []string {
		return []string{
			stamp(e.Time), render.MarkdownCell(e.Who + "@" + e.Host), render.MarkdownCell(e.Run),
			render.MarkdownCell(inText.Replace(e.Text)),
		}
	})
}

// openMarkdown lists the groups that are not exact.
func (r Report) openMarkdown(b *strings.Builder) {
	head := []string{"", "AD name", "provisioned name", "differ in"}
	if r.severalSources() {
		head = append(head, "AD source")
	}
	section(b, "### Groups that are not exact", head, r.Open(), func(g migration.OpenGroup) []string {
		cells := []string{
			groupWords[g.Status], render.MarkdownCell(shownName(g.AD, g.ADBase64)),
			render.MarkdownCell(shownName(g.SCIM, g.SCIMBase64)), render.MarkdownCell(Detail(g)),
		}
		if r.severalSources() {
			cells = append(cells, render.MarkdownCell(g.Source))
		}
		return cells
	})
}

func section[T any](b *strings.Builder, title string, head []string, list []T, cells func(T) []string) {
	if len(list) > 0 {
		fmt.Fprintf(b, "\n%s\n", title)
		table(b, head, list, cells)
	}
}

func table[T any](b *strings.Builder, head []string, list []T, cells func(T) []string) {
	b.WriteString("\n" + render.MarkdownHead(0, head...))
	for _, item := range list {
		b.WriteString(render.MarkdownRow(cells(item)...))
	}
}

func (s Step) state() string {
	if s.Forced {
		return "**FORCED**, " + render.MarkdownText(s.State())
	}
	return render.MarkdownText(s.State())
}
