package playbook

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// TableOptions control WriteTable.
type TableOptions struct {
	Width int  // width of the terminal in columns; 0 means 100
	Color bool // highlight titles
}

const (
	defaultWidth = 100
	minWidth     = 40
	indent       = "     "
)

// Select Graphic Rendition (ECMA-48 section 8.3.117).
const (
	sgrBold = "\x1b[1m"
	sgrDim  = "\x1b[2m"
	sgrOff  = "\x1b[0m"
)

func (o TableOptions) style(sgr, s string) string {
	if !o.Color || s == "" {
		return s
	}
	return sgr + s + sgrOff
}

func (o TableOptions) columns() int {
	if o.Width <= 0 {
		return defaultWidth
	}
	return max(o.Width, minWidth)
}

// wrap breaks text into lines of the width.
func (o TableOptions) wrap(text string) string {
	return strings.Join(render.Wrap(text, o.columns()), "\n")
}

// paragraph writes wrapped text below a step, with a mark before the first line.
func (o TableOptions) paragraph(out io.Writer, mark, text string) {
	hang := strings.Repeat(" ", ansi.StringWidth(mark))
	for i, line := range render.Wrap(text, o.columns()-len(indent)-len(hang)) {
		if i > 0 {
			mark = hang
		}
		fmt.Fprintf(out, "%s%s%s\n", indent, o.style(sgrDim, mark), line)
	}
}

// item writes a numbered, wrapped line with its checkbox.
func (o TableOptions) item(out io.Writer, v StepView, title string) {
	mark := marks[v.Status]
	if v.Against != "" {
		mark = marks[Failed]
	}
	head := fmt.Sprintf("%3d. %s ", v.Step.Number, mark)
	for i, line := range render.Wrap(title, o.columns()-len(head)) {
		if i > 0 {
			head = strings.Repeat(" ", len(head))
		}
		fmt.Fprintf(out, "%s%s\n", head, line)
	}
	if v.Against != "" {
		o.paragraph(out, "! ", contradicted+v.Against)
	}
}

// contradicted is the start of the sentence about what contradicts a finished step.
const contradicted = "recorded as done, but "

// marks show a status without color.
var marks = map[Status]string{
	Ready: "[ ]", Blocked: "[ ]", Running: "[~]", Failed: "[!]", DoneVerified: "[x]",
	DoneConfirmed: "[x]", NotNeeded: "[-]",
}

// WriteTable writes the runbook for a terminal.
func (b Document) WriteTable(w io.Writer, o TableOptions) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, o.style(sgrBold, o.wrap(b.Runbook.Title())))
	if n := b.Runbook.Notice(); n != "" {
		fmt.Fprintln(out, o.wrap(n))
	}
	phase := ""
	for _, v := range b.Steps {
		s := v.Step
		if s.Phase.ID != phase {
			phase = s.Phase.ID
			fmt.Fprintf(out, "\n%s\n", o.style(sgrBold, s.Phase.Title))
		}
		title := o.style(sgrBold, s.Title) + " (" + string(s.ID) + ")"
		if known := v.known(); known != "" {
			title += " (" + known + ")"
		}
		fmt.Fprintln(out)
		o.item(out, v, title)
		o.instructions(out, s)
		if s.Skip != "" {
			o.paragraph(out, "or           ", "Not needed: "+s.Skip)
		}
		if shut := s.lockedUntil(); shut != "" {
			o.paragraph(out, "locked until ", shut)
		}
		if s.Back != "" {
			o.paragraph(out, "to undo      ", s.Back)
		}
	}
	return out.Flush()
}

// instructions writes why a step is needed, what to do, and when it is done.
func (o TableOptions) instructions(out io.Writer, s Step) {
	o.paragraph(out, "", s.Why+ifOther(s.WhyGrade, s.Grade))
	for _, l := range s.Do {
		o.paragraph(out, "- ", l.Text+ifOther(l.Grade, s.Grade))
	}
	for _, c := range s.Cautions {
		o.paragraph(out, "! ", c.Text+" ("+c.Grade.String()+")")
	}
	if s.Confirm != nil {
		o.paragraph(out, "! ", s.Confirm.Why+" To continue, type: "+s.Confirm.Type)
	}
	if s.Run != "" {
		o.paragraph(out, "> ", s.Run)
	}
	done := s.Attest
	if done == "" {
		done = mustBeVerified
	}
	o.paragraph(out, "done when    ", done)
}

// record returns how to record that a step is done.
func (s Step) record() migrate.Remedies {
	var all migrate.Remedies
	if s.Check != "" {
		all = append(all, s.checkAgain())
	}
	if s.Attest != "" {
		all = append(all, migrate.Remedy{Kind: migrate.RemedyConfirmStep, Step: string(s.ID)})
	}
	return all
}

// WriteCSV writes a header and one line for each step (RFC 4180, but with bare line feeds). Several instructions
// are joined by " / ".
func (b Document) WriteCSV(w io.Writer) error {
	rows := [][]string{{
		"number", "id", "phase", "title", "status", "evidence", "grade", "why", "do", "cautions", "run",
		"check", "attest", "needs", "gates", "back",
	}}
	for _, v := range b.Steps {
		s := v.Step
		rows = append(rows, []string{
			strconv.Itoa(s.Number), string(s.ID), s.Phase.ID, s.Title, string(v.Status),
			v.Status.Evidence(), string(s.Grade),
			s.Why, joined(s.Do), joined(s.Cautions), s.Run, string(s.Check), s.Attest, join(s.Needs, " "), List(s.Requirements),
			s.Back,
		})
	}
	return render.WriteCSV(w, rows)
}

func joined(lines []Line) string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = l.Text
	}
	return strings.Join(all, " / ")
}
