package doctor

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"ad2scim/migrate/evidence"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/render"
)

type findingJSON struct {
	ID        ID        `json:"id"`
	Certainty Certainty `json:"certainty"`
	Title     string    `json:"title"`
	Why       string    `json:"why"`
	Next      string    `json:"next"`
	Fact      Fact      `json:"fact,omitempty"`
	Source    Grade     `json:"source"`
}

// WriteJSON writes the report as one object with the schema ad2scim.doctor/v1. The path is empty if it isn't known.
func (r Report) WriteJSON(w io.Writer) error {
	out := struct {
		Schema         string            `json:"schema"`
		Path           string            `json:"path"`
		Facts          Facts             `json:"facts"`
		Origins        []Origin          `json:"origins"`
		Contradictions []Contradiction   `json:"contradictions"`
		Findings       []findingJSON     `json:"findings"`
		Way            []RemediationStep `json:"way"`
	}{
		Schema, r.Facts[Path], r.Facts, append([]Origin{}, r.Origins...), append([]Contradiction{}, r.Contradictions...),
		[]findingJSON{},
		append([]RemediationStep{}, r.Remediation...),
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, findingJSON{f.ID, f.Certainty, f.Title, f.Why, f.Next, f.Fact, f.Source})
	}
	return exactjson.Write(w, out)
}

// WriteCSV writes a header and one line for each finding (RFC 4180, but with bare line feeds).
func (r Report) WriteCSV(w io.Writer) error {
	lines := [][]string{{"id", "certainty", "title", "why", "next", "fact", "source"}}
	for _, f := range r.Findings {
		lines = append(lines, []string{
			string(f.ID), string(f.Certainty), f.Title, f.Why, f.Next, string(f.Fact), string(f.Source),
		})
	}
	return render.WriteCSV(w, lines)
}

// WriteMarkdown writes the findings, what to do, and the facts.
func (r Report) WriteMarkdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Why Set up is greyed out\n")
	for _, f := range r.Findings {
		if f.ID == NeedFact {
			fmt.Fprintf(out, "\n## Unknown: %s\n\n%s\n\nHow: %s\n\nFact: `%s`, one of %s.\n", f.Title, f.Why, f.Next, f.Fact,
				codes(f.Fact.Values()))
			continue
		}
		fmt.Fprintf(out, "\n## %s\n\n*%s* · `%s` · %s\n\n%s\n\n**Do:** %s\n", f.Title, f.Certainty, f.ID, f.Source, f.Why,
			f.Next)
	}
	if len(r.Remediation) > 0 {
		fmt.Fprintf(out, "\n## How to make Set up available\n\n")
		for i, s := range r.Remediation {
			fmt.Fprintf(out, "%d. %s\n", i+1, s.Do)
		}
	}
	fmt.Fprintf(out, "\n## Facts\n\n| fact | value | known |\n|---|---|---|\n")
	for _, k := range AllFacts() {
		if v := r.Facts[k]; v != "" {
			fmt.Fprintf(out, "| `%s` | %s | %s |\n", k, v, r.known(k))
		}
	}
	return out.Flush()
}

// known returns how well a fact is known, and from whom.
func (r Report) known(k Fact) string {
	for _, o := range r.Origins {
		if o.Fact == k {
			return evidence.Grade(o.Grade).Words() + ", " + render.MarkdownText(o.Source) + ", " +
				o.Time.UTC().Format(time.DateTime)
		}
	}
	return "assumed"
}

func codes(list []string) string { return "`" + strings.Join(list, "`, `") + "`" }
