package report

import (
	_ "embed"
	"io"
	"strconv"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
)

//go:embed report.css
var style string

// WriteHTML writes the report as one self-contained HTML file, without scripts and without fonts or pictures from
// elsewhere. It doesn't use html/template, whose reflection would keep every exported method in the binary.
func (r Report) WriteHTML(w io.Writer) error {
	const title = "From AD sync to SCIM provisioning: the record"
	return h.Doctype(h.HTML(
		h.Lang("en"),
		h.Head(
			h.Meta(h.Charset("utf-8")),
			h.Meta(g.Attr("http-equiv", "Content-Security-Policy"), h.Content("default-src 'none'; style-src 'unsafe-inline'")),
			h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
			h.Meta(h.Name("referrer"), h.Content("no-referrer")),
			h.TitleEl(g.Text(title)),
			h.StyleEl(g.Raw("\n"+style)),
		),
		h.Body(
			h.Header(h.H1(g.Text(title)), h.P(h.Class("made"), g.Text("Made "+stamp(r.Made)+" by "), code(r.By))),
			r.alarmHTML(), h.P(h.Class("short"), g.Text(r.OverviewAfterAlarm())), r.overridesHTML(), r.openItemsHTML(),
			r.blockersHTML(),
			r.foundHTML(), r.changesHTML(), r.stepsHTML(),
			r.factsHTML(), r.evidenceHTML(), r.journalHTML(),
		),
	)).Render(w)
}

// shown returns untrusted text, escaped by gomponents, with invisible characters shown by Visible.
func shown(text string) g.Node { return g.Text(names.Visible(text)) }

func code(text string) g.Node { return h.Code(shown(text)) }

func codeName(text string, raw []byte) g.Node { return h.Code(g.Text(shownName(text, raw))) }

func cell(class string, content ...g.Node) g.Node {
	if class == "" {
		return h.Td(content...)
	}
	return h.Td(append([]g.Node{h.Class(class)}, content...)...)
}

func count(n int) g.Node { return cell("r", g.Text(strconv.Itoa(n))) }

// when returns a cell with a date above a time.
func when(t time.Time) g.Node {
	date, clock := "", ""
	if !t.IsZero() {
		date, clock = t.UTC().Format(time.DateOnly), t.UTC().Format("15:04:05 UTC")
	}
	return cell("t", g.Text(date), h.Br(), h.Small(g.Text(clock)))
}

// small returns text with smaller text below it.
func small(text g.Node, below g.Node) g.Node { return g.Group{text, h.Br(), h.Small(below)} }

// column is the title of a column; right is set for numbers.
type column struct {
	title string
	right bool
}

func columns(titles ...string) []column {
	list := make([]column, len(titles))
	for i, t := range titles {
		list[i].title = t
	}
	return list
}

// tableOf returns a table with a row for each item of list. many marks a table with many columns.
func tableOf[T any](many bool, head []column, list []T, row func(T) g.Node) g.Node {
	return h.Div(h.Class("wide"), h.Table(
		g.If(many, h.Class("many")),
		h.THead(h.Tr(g.Map(head, func(c column) g.Node { return h.Th(g.If(c.right, h.Class("r")), g.Text(c.title)) }))),
		h.TBody(g.Map(list, func(one T) g.Node { return g.Group{g.Text("\n"), row(one)} })),
	))
}

// part returns a heading with its content, or nothing if the list is empty.
func part[T any](list []T, heading string, content ...g.Node) g.Node {
	if len(list) == 0 {
		return nil
	}
	return g.Group{h.H2(g.Text(heading)), g.Group(content)}
}

func (r Report) alarmHTML() g.Node {
	if r.Alarm == "" {
		return nil
	}
	return h.Section(h.Class("forced alarm"), h.H2(g.Text("Alarm")), h.P(shown(r.Alarm)))
}

func rowClass(marked bool, class string) g.Node { return g.If(marked, h.Class(class)) }

func who(name, host string) g.Node { return cell("p", shown(name), g.Text("@"), shown(host)) }

func stepTitle(title, id string) g.Node {
	return cell("w", small(g.Text(title), h.Code(g.Text(id))))
}

func forcedState(forced bool, state string) g.Node {
	return cell("s", g.If(forced, g.Group{h.B(h.Class("forced"), g.Text("OVERRIDDEN")), g.Text(", ")}), shown(state))
}

func graded(grade string) g.Node { return cell("n "+grade, g.Text(evidence.Grade(grade).Words())) }

func changedFromTo(c Change) g.Node {
	return g.Group{cell("w", codeName(c.From, c.FromBase64)), cell("w", codeName(c.To, c.ToBase64))}
}

func (r Report) overridesHTML() g.Node {
	if len(r.Overrides) == 0 {
		return nil
	}
	return h.Section(h.Class("forced"), h.H2(g.Text("Overridden requirements")),
		h.Ul(g.Map(r.Overrides, func(f Override) g.Node {
			return h.Li(h.B(h.Class("forced"), shown(f.Name())), g.Text(" "), h.Small(code(string(f.Step))),
				g.Text(", "+stamp(f.At)+" by "), code(f.By), h.Br(),
				g.Text("reason: "), shown(f.Reason), h.Br(), g.Text("requirement: "), shown(strings.Join(f.Over, "; ")))
		})))
}

func (r Report) openItemsHTML() g.Node {
	if !r.Listed() {
		return nil
	}
	return g.Group{
		h.H2(g.Text("Remaining work")),
		g.If(len(r.Overrides) > 0, h.P(g.Text("Also check the overridden requirements above."))),
		r.uncertainHTML(), r.openHTML(),
		below(r.Remaining, "Open steps", tableOf(false, numbered("step", "", "", "locked because"), r.Remaining,
			func(s Step) g.Node {
				return h.Tr(rowClass(s.Forced, "forced"), count(s.Number), stepTitle(s.Title, string(s.ID)),
					forcedState(s.Forced, s.State()), h.Td(shown(s.Next)))
			})),
		below(r.Contradicted, "Steps recorded as done that are no longer true",
			tableOf(false, numbered("step", "", "status", "reason"), r.Contradicted, func(s Step) g.Node {
				return h.Tr(h.Class("doubt"), count(s.Number), stepTitle(s.Title, string(s.ID)), graded(s.Grade),
					h.Td(shown(s.Against)))
			})),
	}
}

func (r Report) uncertainHTML() g.Node {
	return below(r.Uncertain, "Changes with an unknown result",
		tableOf(true, columns("when", "who", "where", "what", "from", "to"), r.Uncertain, func(c Change) g.Node {
			return h.Tr(h.Class("doubt"), when(c.Time), who(c.Who, c.Host), h.Td(shown(c.Where)), h.Td(shown(c.What)),
				changedFromTo(c))
		}))
}

func (r Report) openHTML() g.Node {
	head, several := columns("", "AD name", "SCIM name", "differ in"), r.severalSources()
	if several {
		head = append(head, column{title: "AD source"})
	}
	open := g.Group{
		g.Map(r.SideWide(), func(text string) g.Node { return h.P(h.B(shown(text))) }),
		below(r.Open(), "Groups that aren't exact", tableOf(false, head, r.Open(), func(o migration.OpenGroup) g.Node {
			return h.Tr(cell("n", g.Text(groupWords[o.Status])), h.Td(codeName(o.AD, o.ADBase64)),
				h.Td(codeName(o.SCIM, o.SCIMBase64)), h.Td(shown(Detail(o))), g.If(several, h.Td(shown(o.Source))))
		})),
	}
	if r.OpenMore() == 0 {
		return open
	}
	return g.Group{open, h.P(g.Text("Groups that aren't exact and aren't listed here: "+strconv.Itoa(r.OpenMore())+". "),
		h.Code(g.Text("ad2scim diff")), g.Text(" lists all of them."))}
}

func (r Report) blockersHTML() g.Node {
	return part(r.Blockers(), "Requirements that aren't met", tableOf(false, columns("what", "why", "next"), r.Blockers(),
		func(b playbook.Blocker) g.Node {
			return h.Tr(h.Td(shown(b.What)), h.Td(shown(b.Why)), h.Td(shown(b.Next.String())))
		}))
}

func (r Report) foundHTML() g.Node {
	all := g.Group{h.H2(g.Text("Comparisons"))}
	if c := r.Comparison; c != nil {
		all = append(all, numbers(c))
	}
	if len(r.Found()) == 0 {
		all = append(all, h.P(g.Text("The names haven't been compared yet. Run "), h.Code(g.Text("ad2scim diff")),
			g.Text(".")))
	} else {
		head := columns("comparison", "exact", "differ", "conflicts", "only in AD", "only in SCIM", "duplicates",
			"differ in", "of")
		for i := 1; i <= 6; i++ {
			head[i].right = true
		}
		all = append(all, tableOf(true, head, r.Found(), func(f Found) g.Node {
			return h.Tr(h.Td(small(g.Text(f.Which), g.Text(stamp(f.Time)))), count(f.Exact), count(f.Differs),
				count(f.Choices()), count(f.ADOnly), count(f.SCIMOnly), count(f.Duplicates),
				h.Td(g.Text(f.KindsText())), h.Td(code(f.AD), g.Text(" with "), code(f.SCIM)))
		}))
	}
	for _, text := range []string{r.Uncompared(), r.Decided()} {
		if text != "" {
			all = append(all, h.P(g.Text(text)))
		}
	}
	return all
}

func numbers(c *migration.Comparison) g.Node {
	number := func(n int, what string) g.Node { return h.P(h.B(g.Text(strconv.Itoa(n))), g.Text(what)) }
	return h.Div(h.Class("numbers"), number(c.Exact, "exact"), number(c.Differs, "differ"),
		number(c.Choices(), "conflicts"), number(c.ADOnly, "only in AD"),
		number(c.SCIMOnly, "only in SCIM"), g.If(c.Duplicates > 0, number(c.Duplicates, "duplicates")))
}

func (r Report) changesHTML() g.Node {
	return part(r.Changes, "Changes", tableOf(true, columns("when", "who", "where and what", "from", "to",
		"result"), r.Changes, func(c Change) g.Node {
		class := "s"
		if c.Made() {
			class = "s made-so"
		}
		return h.Tr(rowClass(c.isUncertain(), "doubt"), when(c.Time), who(c.Who, c.Host),
			h.Td(small(shown(c.Where), shown(c.What))), changedFromTo(c),
			cell(class, g.Text(c.Outcome()), g.If(c.Why != "", g.Group{h.Br(), h.Small(shown(c.Why))})))
	}))
}

func (r Report) stepsHTML() g.Node {
	return part(r.Steps, "Steps", tableOf(true, numbered("step", "", "", "status", "when", "who", "result"), r.Steps,
		func(s Step) g.Node {
			return h.Tr(h.ID(string(s.ID)), rowClass(s.Forced, "forced"), count(s.Number), stepTitle(s.Title, string(s.ID)),
				forcedState(s.Forced, s.State()), graded(s.Grade), when(s.At),
				cell("p", shown(s.By)), h.Td(shown(s.Saw)))
		}))
}

func (r Report) factsHTML() g.Node {
	return part(r.Facts, "Facts", tableOf(true, columns("fact", "value", "evidence", "when", "source"),
		r.Facts, func(f Fact) g.Node {
			return h.Tr(h.Td(code(f.Name)), h.Td(code(f.Value)), graded(string(f.Grade)), when(f.Time),
				cell("p", shown(f.Source)))
		}))
}

func (r Report) evidenceHTML() g.Node {
	return part(r.Evidence, "Evidence", tableOf(true, columns("when", "about", "evidence", "source", ""),
		r.Evidence, func(e migration.Evidence) g.Node {
			return h.Tr(when(e.Time), cell("w", shown(r.About(e.Claim))), graded(string(e.Grade)), cell("p", shown(e.Source)),
				h.Td(shown(statusInText.Replace(e.Says))))
		}))
}

func (r Report) journalHTML() g.Node {
	return part(r.Journal, "Journal", tableOf(false, columns("when", "who", "run", "what"), r.Journal,
		func(e Entry) g.Node {
			return h.Tr(when(e.Time), who(e.Who, e.Host), cell("id", code(e.Run)), h.Td(code(statusInText.Replace(e.Text))))
		}))
}

// numbered returns columns of which the first one holds a number.
func numbered(titles ...string) []column {
	list := columns(titles...)
	list[0].right = true
	return list
}

// below returns a subheading with its content, or nothing if the list is empty.
func below[T any](list []T, heading string, content g.Node) g.Node {
	if len(list) == 0 {
		return nil
	}
	return g.Group{h.H3(g.Text(heading)), content}
}
