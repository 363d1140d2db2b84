package fix

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// ResultSchema is the schema of a report's JSON.
const ResultSchema = "ad2scim.fixresult/v1"

// Report is the result of a run, with what remains.
type Report struct {
	Result *Result
	// LeftOut are the findings because of which fixes weren't tried.
	LeftOut []Finding
	// Remaining is the comparison after the run; nil if there was none.
	Remaining *diff.Result
	DryRun    bool
}

type resultFile struct {
	Schema    string          `json:"schema"`
	Run       string          `json:"run"`
	DryRun    bool            `json:"dry_run"`
	Summary   resultCounts    `json:"summary"`
	Outcomes  []outcomeFile   `json:"outcomes"`
	LeftOut   []Finding       `json:"left_out,omitempty"`
	Remaining json.RawMessage `json:"remaining,omitempty"`
}

type resultCounts struct {
	Done       int `json:"done"`
	Skipped    int `json:"skipped"`
	Failed     int `json:"failed"`
	InDoubt    int `json:"in_doubt"`
	NotStarted int `json:"not_started"`
}

type outcomeFile struct {
	Fix          int               `json:"fix"`
	State        State             `json:"state"`
	Why          string            `json:"why,omitempty"`
	Side         migrate.Side      `json:"side"`
	Target       string            `json:"target"`
	ID           string            `json:"id"`
	Attribute    migrate.Attribute `json:"attribute"`
	Before       string            `json:"before"`
	BeforeBase64 []byte            `json:"before_base64,omitempty"`
	After        string            `json:"after"`
	AfterBase64  []byte            `json:"after_base64,omitempty"`
}

// WriteJSON writes the report as one object with the schema ad2scim.fixresult/v1; remaining is a comparison as
// package diff writes it.
func (r Report) WriteJSON(w io.Writer) error {
	out := resultFile{
		Schema: ResultSchema, Run: r.Result.Run, DryRun: r.DryRun, Outcomes: []outcomeFile{},
		LeftOut: r.LeftOut,
		Summary: resultCounts{
			r.Result.Count(Done), r.Result.Count(Skipped), r.Result.Count(Failed), r.Result.Count(Unknown),
			r.Result.Count(NotStarted),
		},
	}
	for _, o := range r.Result.Outcomes {
		line := outcomeFile{
			Fix: o.Fix.Number, State: o.State, Why: o.Why, Side: o.Fix.Side, Target: o.Fix.Target,
			ID: o.Fix.ID, Attribute: o.Fix.Attribute,
		}
		line.Before, line.BeforeBase64 = exactjson.Split(o.Fix.Before)
		line.After, line.AfterBase64 = exactjson.Split(o.Fix.After)
		out.Outcomes = append(out.Outcomes, line)
	}
	if r.Remaining != nil {
		var b bytes.Buffer
		if err := r.Remaining.WriteJSON(&b); err != nil {
			return err
		}
		out.Remaining = b.Bytes()
	}
	return writeIndented(w, out)
}

// visibleLines is the number of lines after which the result is scrolled off the screen.
const visibleLines = 15

// WriteTable writes the report for a terminal: the counts, what wasn't done and why, and the remaining differences.
// After many of them it repeats the counts, so that they stay visible.
func (r Report) WriteTable(w io.Writer, o diff.TableOptions) error {
	var b strings.Builder
	fmt.Fprintln(&b, r.summary())
	rows := [][]string{{"state", "was", "should be", "why"}}
	for _, out := range r.Result.Outcomes {
		if out.State != Done {
			rows = append(rows, []string{
				out.State.Words(), names.Visible(out.Fix.Before), names.Visible(out.Fix.After),
				names.Visible(out.Why),
			})
		}
	}
	if len(rows) > 1 {
		b.WriteByte('\n')
		columns(&b, rows, o.Width, 1, 2)
	}
	for _, f := range r.LeftOut {
		fmt.Fprintf(&b, "%s: %s\n", f.title(), render.TruncateQuoted(names.Visible(f.Words)))
	}
	if r.Remaining != nil {
		heading := "What differs now:"
		if r.DryRun {
			heading = "What would differ then:"
		}
		fmt.Fprintf(&b, "\n%s\n", heading)
	}
	lines := lineCounter{Writer: w}
	if _, err := io.WriteString(&lines, b.String()); err != nil {
		return err
	}
	if r.Remaining != nil {
		if err := r.Remaining.WriteTable(&lines, o); err != nil {
			return err
		}
	}
	if lines.n <= visibleLines {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s\n", r.summary())
	return err
}

// lineCounter counts the lines that are written.
type lineCounter struct {
	io.Writer
	n int
}

func (c *lineCounter) Write(p []byte) (int, error) {
	c.n += bytes.Count(p, []byte{'\n'})
	return c.Writer.Write(p)
}

func (r Report) summary() string {
	if r.DryRun {
		return "dry run: " + strings.Replace(r.Result.Summary(), " renamed", " would be renamed", 1)
	}
	return r.Result.Summary() + " (run " + r.Result.Run + ")"
}

// WriteMarkdown writes the report as a Markdown document.
func (r Report) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Names changed\n\n%s\n\n| fix | state | was | should be | why |\n|---:|---|---|---|---|\n",
		r.summary())
	for _, o := range r.Result.Outcomes {
		why := ""
		if o.Why != "" {
			why = render.MarkdownCell(o.Why)
		}
		fmt.Fprintf(&b, "| %d | %s | %s | %s | %s |\n", o.Fix.Number, o.State.Words(), render.MarkdownCell(o.Fix.Before),
			render.MarkdownCell(o.Fix.After), why)
	}
	for _, f := range r.LeftOut {
		fmt.Fprintf(&b, "\nLeft out: %s\n", render.MarkdownCode(f.Words))
	}
	if r.Remaining != nil {
		b.WriteByte('\n')
	}
	if _, err := io.WriteString(w, b.String()); err != nil || r.Remaining == nil {
		return err
	}
	return r.Remaining.WriteMarkdown(w)
}

// WriteCSV writes a header and one line for each fix; names are spelled out as in Plan.WriteCSV.
func (r Report) WriteCSV(w io.Writer) error {
	lines := [][]string{{"fix", "state", "side", "target", "id", "attribute", "before", "after", "why"}}
	for _, o := range r.Result.Outcomes {
		f := o.Fix
		lines = append(lines, []string{
			strconv.Itoa(f.Number), string(o.State), string(f.Side), f.Target, f.ID,
			string(f.Attribute), f.Before, f.After, o.Why,
		})
	}
	return render.WriteCSV(w, lines)
}
