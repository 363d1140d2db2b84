package playbook

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// StatusSchema is the schema of the progress as JSON.
const StatusSchema = "ad2scim.status/v1"

// Progress is the progress of a migration.
type Progress struct {
	Runbook      *Runbook
	Counts       map[Status]int
	Next         *StepView // nil if all steps are finished
	Requirements []RequirementView
	Forced       []Forced
	Steps        []StepView
	// Alarm is what can't wait; it is shown first. Empty for none.
	Alarm string
}

// RequirementView is a requirement, which is met if it has no blockers.
type RequirementView struct {
	ID       RequirementID
	Blockers []Blocker
}

// Progress returns the progress of the migration.
func (w *Runbook) Progress(context Context) Progress {
	p := Progress{
		Runbook: w, Counts: map[Status]int{}, Steps: w.View(context), Forced: context.State.Forced,
		Alarm: w.alarm(context),
	}
	for _, v := range p.Steps {
		p.Counts[v.Status]++
	}
	if next, ok := Next(p.Steps); ok {
		p.Next = &next
	}
	for _, g := range w.Requirements() {
		blockers := w.unmet(g, context, "")
		if !p.hasRequirement() { // they have served their purpose and needn't be repeated
			blockers = slices.DeleteFunc(blockers, func(b Blocker) bool { return b.expired })
		}
		p.Requirements = append(p.Requirements, RequirementView{g, blockers})
	}
	return p
}

// hasRequirement reports whether an unfinished step has a requirement.
func (p Progress) hasRequirement() bool {
	return slices.ContainsFunc(p.Steps, func(v StepView) bool {
		return len(v.Step.Requirements) > 0 &&
			!v.Status.IsFinal()
	})
}

// HasWork reports whether anything remains to do or can't wait.
func (p Progress) HasWork() bool { return p.Next != nil || p.Alarm != "" }

// StillDone returns the number of finished steps that are still true.
func (p Progress) StillDone() int {
	_, lapsed := p.CountByStatus()
	return p.Done() - lapsed
}

// Done returns the number of finished steps.
func (p Progress) Done() int {
	return p.Counts[DoneVerified] + p.Counts[DoneConfirmed] + p.Counts[NotNeeded]
}

// CountByStatus returns the number of steps by status, without those that are no longer true, and the number of those.
func (p Progress) CountByStatus() (still map[Status]int, lapsed int) {
	still = maps.Clone(p.Counts)
	for _, v := range p.Steps {
		if v.Against != "" {
			still[v.Status]--
			lapsed++
		}
	}
	return still, lapsed
}

// Summary returns the progress in one line.
func (p Progress) Summary() string {
	s := fmt.Sprintf("%d of %d steps done (%d verified, %d confirmed, %d not needed)", p.Done(), len(p.Steps),
		p.Counts[DoneVerified], p.Counts[DoneConfirmed], p.Counts[NotNeeded])
	if n := p.Counts[Failed]; n > 0 {
		s += fmt.Sprintf(", %d failed", n)
	}
	if n := p.Counts[Running]; n > 0 {
		s += fmt.Sprintf(", %d running", n)
	}
	if _, n := p.CountByStatus(); n > 0 {
		s += ", " + render.Count(n, "no longer true", "no longer true")
	}
	return s
}

type nextJSON struct {
	ID     StepID `json:"id"`
	Number int    `json:"number"`
	Title  string `json:"title"`
	Status Status `json:"status"`
}

type requirementJSON struct {
	ID        RequirementID `json:"id"`
	Open      bool          `json:"open"`
	BlockedBy []Blocker     `json:"blocked_by"`
}

type statusStepJSON struct {
	ID     StepID `json:"id"`
	Number int    `json:"number"`
	Title  string `json:"title"`
	standing
}

// WriteJSON writes the progress as one object with the schema ad2scim.status/v1.
func (p Progress) WriteJSON(w io.Writer) error {
	out := struct {
		headJSON
		Alarm   string            `json:"alarm,omitempty"`
		Summary map[string]int    `json:"summary"`
		Next    *nextJSON         `json:"next"`
		Gates   []requirementJSON `json:"gates"`
		Forced  []Forced          `json:"forced"`
		Steps   []statusStepJSON  `json:"steps"`
	}{
		headJSON: p.Runbook.head(StatusSchema), Alarm: p.Alarm, Summary: map[string]int{"total": len(p.Steps)},
		Forced: append([]Forced{}, p.Forced...), Steps: []statusStepJSON{},
	}
	for _, s := range []Status{DoneVerified, DoneConfirmed, NotNeeded, Running, Failed, Ready, Blocked} {
		out.Summary[strings.ReplaceAll(string(s), "-", "_")] = p.Counts[s]
	}
	if p.Next != nil {
		out.Next = &nextJSON{p.Next.Step.ID, p.Next.Step.Number, p.Next.Step.Title, p.Next.Status}
	}
	for _, g := range p.Requirements {
		out.Gates = append(out.Gates, requirementJSON{g.ID, len(g.Blockers) == 0, append([]Blocker{}, g.Blockers...)})
	}
	for _, v := range p.Steps {
		out.Steps = append(out.Steps, statusStepJSON{v.Step.ID, v.Step.Number, v.Step.Title, v.standing()})
	}
	return writeJSON(w, out)
}

// WriteTable writes the progress for a terminal: a summary, the next step, what is locked, and one line for each
// step.
func (p Progress) WriteTable(w io.Writer, o TableOptions) error {
	out := bufio.NewWriter(w)
	if p.Alarm != "" {
		o.paragraph(out, "!! ", p.Alarm)
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "%s\n%s\n", o.style(sgrBold, o.wrap(p.Runbook.Title())),
		o.wrap(p.Summary()))
	if p.Next != nil {
		fmt.Fprintf(out, "\n%s\n", o.wrap(fmt.Sprintf("%s %d. %s (%s, %s)", o.style(sgrBold, "Next:"), p.Next.Step.Number,
			p.Next.Step.Title, p.Next.Step.ID, p.Next.Status.Words())))
		if p.Next.Against != "" {
			o.paragraph(out, "! ", contradicted+p.Next.Against)
			o.paragraph(out, "to fix it    ", p.Next.Repair.String())
		}
		if when := p.Next.Certain(); when != "" {
			o.paragraph(out, "", "The script will be "+when+", if nothing starts it until then.")
		}
		for _, b := range p.Next.Blockers {
			o.paragraph(out, "! ", b.String())
		}
		o.instructions(out, p.Next.Step.WithWords(migrate.Remedy.String))
		if p.Next.Against == "" {
			o.paragraph(out, "then         ", p.Next.Step.record().String())
		}
	}
	shut := false
	for _, g := range p.Requirements {
		for _, b := range g.Blockers {
			if !p.hasRequirement() { // the steps that they lock are done
				break
			}
			if !shut {
				shut = true
				fmt.Fprintf(out, "\n%s\n", o.style(sgrBold, "Requirements for the token, the toggles and the start"))
			}
			o.paragraph(out, "! ", b.String())
		}
	}
	for i, f := range p.Forced {
		if i == 0 {
			fmt.Fprintf(out, "\n%s\n", o.style(sgrBold, "Overridden"))
		}
		o.paragraph(out, "! ", string(f.Step)+": "+names.Visible(strings.Join(f.Over, "; "))+". Reason: "+
			names.Visible(f.Reason)+f.who(names.Visible))
	}
	fmt.Fprintln(out)
	for _, v := range p.Steps {
		title := v.Step.Title + " (" + string(v.Step.ID) + ")"
		if known := v.known(); known != "" {
			title += " (" + known + ")"
		} else if v.Status == Ready {
			title += " (ready)"
		}
		if when := v.Certain(); when != "" {
			title += ": " + when
		}
		o.item(out, v, title)
	}
	return out.Flush()
}

// WriteMarkdown writes the progress as a Markdown document.
func (p Progress) WriteMarkdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# %s\n\n", p.Runbook.Title())
	if p.Alarm != "" {
		fmt.Fprintf(out, "**%s**\n\n", p.Alarm)
	}
	fmt.Fprintf(out, "%s.\n", p.Summary())
	if p.Next != nil {
		fmt.Fprintf(out, "\n**Next:** %d. %s (`%s`, %s)", p.Next.Step.Number, p.Next.Step.Title, p.Next.Step.ID,
			p.Next.Status.Words())
		if p.Next.Against != "" {
			fmt.Fprintf(out, ", but %s", p.Next.Against)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprint(out, "\n## Requirements\n\n| requirement | status | why |\n|---|---|---|\n")
	for _, g := range p.Requirements {
		met, why := "met", ""
		for i, b := range g.Blockers {
			met = "not met"
			if i > 0 {
				why += "<br>"
			}
			why += render.MarkdownText(b.String())
		}
		fmt.Fprintf(out, "| %s | %s | %s |\n", requirementWords[g.ID], met, why)
	}
	fmt.Fprint(out, "\n## Steps\n\n| step | status | evidence | by | result |\n|---:|---|---|---|---|\n")
	for _, v := range p.Steps {
		by, saw := "", ""
		if v.Record.By != "" {
			by = render.MarkdownCell(v.Record.By)
		}
		if v.Record.Saw != "" {
			saw = render.MarkdownCell(v.Record.Saw)
		}
		status := v.Status.Words()
		if v.Record.Forced {
			status += ", overridden"
		}
		if v.Against != "" {
			status += ", but " + v.Against
		}
		fmt.Fprintf(out, "| %d. %s (`%s`) | %s | %s | %s | %s |\n", v.Step.Number, v.Step.Title, v.Step.ID, status,
			evidence.Grade(v.Status.Evidence()).Words(), by, saw)
	}
	for i, f := range p.Forced {
		if i == 0 {
			fmt.Fprint(out, "\n## Overridden\n\n")
		}
		fmt.Fprintf(out, "- %s: %s. Reason: %s%s\n", f.Step, names.Visible(strings.Join(f.Over, "; ")),
			render.MarkdownCode(f.Reason), f.who(render.MarkdownCode))
	}
	return out.Flush()
}

// who returns who overrode requirements, and when.
func (f Forced) who(show func(string) string) string {
	s := ""
	if f.By != "" {
		s = ". By " + show(f.By)
	}
	if !f.At.IsZero() {
		s += ", " + moment(f.At)
	}
	return s
}

// WriteCSV writes a header and one line for each step (RFC 4180, but with bare line feeds).
func (p Progress) WriteCSV(w io.Writer) error {
	rows := [][]string{{"number", "id", "title", "status", "evidence", "at", "by", "saw", "forced", "blocked_by"}}
	for _, v := range p.Steps {
		s := v.standing()
		var by []string
		for _, b := range v.Blockers {
			by = append(by, b.ID)
		}
		rows = append(rows, []string{
			strconv.Itoa(v.Step.Number), string(v.Step.ID), v.Step.Title, string(s.Status),
			s.Evidence, s.At, s.By, s.Saw,
			strconv.FormatBool(s.Forced), strings.Join(by, " "),
		})
	}
	return render.WriteCSV(w, rows)
}
