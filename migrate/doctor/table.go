package doctor

import (
	"bufio"
	"fmt"
	"io"
	"strings"

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
)

// Select Graphic Rendition (ECMA-48 section 8.3.117).
const (
	sgrBold = "\x1b[1m"
	sgrDim  = "\x1b[2m"
	sgrOff  = "\x1b[0m"
)

// WriteTable writes the findings for a terminal, each with its explanation and next step, and then what to do.
func (r Report) WriteTable(w io.Writer, o TableOptions) error {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, minWidth)
	style := func(sgr, s string) string {
		if !o.Color {
			return s
		}
		return sgr + s + sgrOff
	}
	out := bufio.NewWriter(w)
	const column = 11
	below := func(label, text string) {
		for i, line := range wrap(text, o.Width-column-6) {
			if i > 0 {
				label = ""
			}
			fmt.Fprintf(out, "%*s%s%s\n", column, "", style(sgrDim, fmt.Sprintf("%-6s", label)), line)
		}
	}
	for i, f := range r.Findings {
		if i > 0 {
			fmt.Fprintln(out)
		}
		head := string(f.Certainty)
		if f.ID == NeedFact {
			head = "find out"
		}
		for j, line := range wrap(f.Title, o.Width-column) {
			if j > 0 {
				head = ""
			}
			fmt.Fprintf(out, "%-*s%s\n", column, head, style(sgrBold, line))
		}
		below("why", f.Why)
		if f.ID == NeedFact {
			below("how", f.Next)
			below("give", "--fact "+string(f.Fact)+"=… with one of "+strings.Join(f.Fact.Values(), ", "))
			continue
		}
		below("do", f.Next)
		below("from", f.Source.String())
	}
	if len(r.Remediation) > 0 {
		fmt.Fprintf(out, "\n%s\n", style(sgrBold, "How to make Set up available"))
		for i, s := range r.Remediation {
			for j, line := range wrap(s.Do, o.Width-5) {
				number := fmt.Sprintf("%3d. ", i+1)
				if j > 0 {
					number = "     "
				}
				fmt.Fprintf(out, "%s%s\n", number, line)
			}
		}
	}
	return out.Flush()
}

// wrap breaks text into lines of at most width columns.
func wrap(text string, width int) []string {
	return render.Wrap(text, width)
}
