package report

import (
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate/evidence"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
)

// WriteJSON writes the report as one object with the schema ad2scim.report/v1.
func (r Report) WriteJSON(w io.Writer) error {
	return exactjson.Write(w, r)
}

// WriteMarkdown writes the report as a Markdown document. Untrusted text is in code spans, so that it can't contain
// markup.
func (r Report) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# From AD sync to SCIM provisioning: the record\n\n")
	if r.Alarm != "" {
		fmt.Fprintf(&b, "**%s**\n\n", render.MarkdownText(r.alarm()))
	}
	fmt.Fprintf(&b, "%s\n\nMade %s by %s.\n", render.MarkdownLine(r.OverviewAfterAlarm()), stamp(r.Made),
		render.MarkdownCode(r.By))
	r.overridesMarkdown(&b)
	r.openItemsMarkdown(&b)
	r.comparedMarkdown(&b)
	r.recordMarkdown(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// overridesMarkdown lists what was overridden.
func (r Report) overridesMarkdown(b *strings.Builder) {
	if len(r.Overrides) > 0 {
		b.WriteString("\n## Overridden requirements\n\n")
		for _, f := range r.Overrides {
			fmt.Fprintf(b, "- **%s** (%s), %s by %s: %s; requirement: %s\n", render.MarkdownText(f.Name()),
				render.MarkdownCode(string(f.Step)), stamp(f.At), render.MarkdownCode(f.By), render.MarkdownCode(f.Reason),
				render.MarkdownCode(strings.Join(f.Over, "; ")))
		}
	}
}

// openItemsMarkdown lists what remains to do.
func (r Report) openItemsMarkdown(b *strings.Builder) {
	if r.Listed() {
		b.WriteString("\n## Remaining work\n")
		if len(r.Overrides) > 0 {
			b.WriteString("\nAlso check the overridden requirements above.\n")
		}
	}
	section(b, "### Changes with an unknown result", []string{"when", "who", "where", "what", "from", "to"},
		r.Uncertain, func(c Change) []string {
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
		fmt.Fprintf(b, "\nGroups that aren't exact and aren't listed here: %d. `ad2scim diff` lists all of them.\n", n)
	}
	section(b, "### Open steps", []string{"step", "", "id", "", "locked because"}, r.Remaining,
		func(s Step) []string {
			return []string{
				fmt.Sprint(s.Number), s.Title, render.MarkdownCell(string(s.ID)), s.state(),
				render.MarkdownCell(s.Next),
			}
		})
	section(b, "### Steps recorded as done that are no longer true",
		[]string{"step", "", "id", "status", "reason"}, r.Contradicted, func(s Step) []string {
			return []string{
				fmt.Sprint(s.Number), s.Title, render.MarkdownCell(string(s.ID)), evidence.Grade(s.Grade).Words(),
				render.MarkdownCell(s.Against),
			}
		})
	section(b, "## Requirements that aren't met", []string{"what", "why", "next"}, r.Blockers(),
		func(blocker playbook.Blocker) []string {
			return []string{
				render.MarkdownCell(blocker.What), render.MarkdownCell(blocker.Why),
				render.MarkdownCell(blocker.Next.String()),
			}
		})
}

// comparedMarkdown shows the comparisons of names.
func (r Report) comparedMarkdown(b *strings.Builder) {
	b.WriteString("\n## Comparisons\n")
	if len(r.Found()) == 0 {
		b.WriteString("\nThe names haven't been compared yet. Run `ad2scim diff`.\n")
	} else {
		table(b, []string{
			"comparison", "exact", "differ", "conflicts", "only in AD", "only in SCIM", "duplicates",
			"kinds", "of",
		}, r.Found(), func(f Found) []string {
			return []string{
				f.Which + ", " + stamp(f.Time), fmt.Sprint(f.Exact), fmt.Sprint(f.Differs), fmt.Sprint(f.Choices()),
				fmt.Sprint(f.ADOnly), fmt.Sprint(f.SCIMOnly),
				fmt.Sprint(f.Duplicates), f.KindsText(), render.MarkdownCell(f.AD) + " with " + render.MarkdownCell(f.SCIM),
			}
		})
	}
	for _, text := range filled([]string{r.Uncompared(), r.Decided()}) {
		fmt.Fprintf(b, "\n%s\n", text)
	}
}

// recordMarkdown shows the changes, the steps and the complete record.
func (r Report) recordMarkdown(b *strings.Builder) {
	section(b, "## Changes", []string{"when", "who", "where", "what", "from", "to", "result", ""}, r.Changes,
		func(c Change) []string {
			return []string{
				stamp(c.Time), render.MarkdownCell(c.Who + "@" + c.Host), render.MarkdownCell(c.Where),
				render.MarkdownCell(c.What), render.MarkdownCell(shownName(c.From, c.FromBase64)),
				render.MarkdownCell(shownName(c.To, c.ToBase64)), c.Outcome(), render.MarkdownCell(c.Why),
			}
		})
	section(b, "## Steps", []string{"step", "", "id", "", "status", "when", "who", "result"}, r.Steps,
		func(s Step) []string {
			return []string{
				fmt.Sprint(s.Number), s.Title, render.MarkdownCell(string(s.ID)), s.state(), evidence.Grade(s.Grade).Words(),
				stamp(s.At),
				render.MarkdownCell(s.By), render.MarkdownCell(s.Saw),
			}
		})
	section(b, "## Facts", []string{"fact", "value", "evidence", "when", "source"}, r.Facts,
		func(f Fact) []string {
			return []string{
				render.MarkdownCell(f.Name), render.MarkdownCell(f.Value), f.Grade.Words(), stamp(f.Time),
				render.MarkdownCell(f.Source),
			}
		})
	section(b, "## Evidence", []string{"when", "about", "evidence", "source", ""}, r.Evidence,
		func(e migration.Evidence) []string {
			return []string{
				stamp(e.Time), render.MarkdownCell(r.About(e.Claim)), e.Grade.Words(), render.MarkdownCell(e.Source),
				render.MarkdownCell(statusInText.Replace(e.Says)),
			}
		})
	section(b, "## Journal", []string{"when", "who", "run", "what"}, r.Journal, func(e Entry) []string {
		return []string{
			stamp(e.Time), render.MarkdownCell(e.Who + "@" + e.Host), render.MarkdownCell(e.Run),
			render.MarkdownCell(statusInText.Replace(e.Text)),
		}
	})
}

// openMarkdown lists the groups that aren't exact.
func (r Report) openMarkdown(b *strings.Builder) {
	head := []string{"", "AD name", "SCIM name", "differ in"}
	if r.severalSources() {
		head = append(head, "AD source")
	}
	section(b, "### Groups that aren't exact", head, r.Open(), func(g migration.OpenGroup) []string {
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
		return "**OVERRIDDEN**, " + render.MarkdownText(s.State())
	}
	return render.MarkdownText(s.State())
}
