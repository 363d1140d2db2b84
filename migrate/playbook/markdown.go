package playbook

import (
	"bufio"
	"fmt"
	"io"

	"ad2scim/migrate/render"
)

// WriteMarkdown writes the runbook as a checklist in GitHub's Markdown, with the evidence of finished steps and the
// grade of each text.
func (b Document) WriteMarkdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# %s\n\n", b.Runbook.Title())
	if n := b.Runbook.Notice(); n != "" {
		fmt.Fprintf(out, "> **Note:** %s\n\n", n)
	}
	fmt.Fprint(out, "Each text has a source: D, a vendor's documentation; C, Dashlane's public client code of December 2024, "+
		"which may have changed; I, inferred, and used only for cautions.\n\n"+
		"A step is *verified* (ad2scim checked it), *confirmed* (an admin confirmed it) or *open*.\n")
	phase := ""
	for _, v := range b.Steps {
		if v.Step.Phase.ID != phase {
			phase = v.Step.Phase.ID
			fmt.Fprintf(out, "\n## %s\n", v.Step.Phase.Title)
		}
		b.markdownStep(out, v)
	}
	return out.Flush()
}

func (b Document) markdownStep(out io.Writer, v StepView) {
	s := v.Step
	box := " "
	if v.Status.IsFinal() {
		box = "x"
	}
	fmt.Fprintf(out, "\n- [%s] **%d. %s** `%s` (%s)", box, s.Number, s.Title, s.ID, s.Grade)
	if known := v.known(); known != "" {
		fmt.Fprintf(out, " · *%s*", known)
		if v.Record.By != "" {
			fmt.Fprintf(out, " by %s", render.MarkdownCode(v.Record.By))
		}
	} else {
		fmt.Fprint(out, " · *open*")
	}
	fmt.Fprintf(out, "\n\n  %s%s\n\n", s.Why, ifOther(s.WhyGrade, s.Grade))
	for i, l := range s.Do {
		fmt.Fprintf(out, "  %d. %s%s\n", i+1, l.Text, ifOther(l.Grade, s.Grade))
	}
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(out, "\n  **%s:** %s\n", label, text)
		}
	}
	for _, c := range s.Cautions {
		line("Caution ("+string(c.Grade)+")", c.Text)
	}
	if s.Confirm != nil {
		line("Type to continue", render.MarkdownCode(s.Confirm.Type)+". "+s.Confirm.Why)
	}
	if s.Run != "" {
		line("Command", render.MarkdownCode(s.Run))
	}
	if s.Attest == "" {
		line("Done when", mustBeVerified)
	} else {
		line("Done when", s.Attest)
	}
	line("Not needed if", s.Skip)
	line("Locked until", s.lockedUntil())
	line("Requires step", b.numbers(s))
	line("To undo", s.Back)
	if v.Record.Saw != "" {
		line("Result", render.MarkdownCode(v.Record.Saw))
	}
	if v.Against != "" {
		line("Note", contradicted+v.Against)
	}
}

func ifOther(g, than Grade) string {
	if g == than {
		return ""
	}
	return " (" + string(g) + ")"
}
