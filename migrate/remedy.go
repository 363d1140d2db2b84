package migrate

import "strings"

// Remedy is a next step for an admin, as data. The command line, JSON and the report phrase it as a command
// (String); the terminal app phrases it with its keys and screens.
type Remedy struct {
	// Kind is what to do with this program; empty for a step outside it, which Text describes.
	Kind RemedyKind
	// Side is the side to connect, or whose secret is missing.
	Side Side
	// Step is the id of the runbook step.
	Step string
	// Text is what to type or the name to show. Without a Kind it is the whole remedy.
	Text string
}

// Remedies are alternatives, the best one first: any of them helps.
type Remedies []Remedy

// Advise returns a remedy for a step outside the program.
func Advise(words string) Remedies { return Remedies{{Text: words}} }

// Or appends alternatives.
func (r Remedies) Or(other ...Remedy) Remedies {
	return append(r[:len(r):len(r)], other...)
}

// String phrases the remedies for the command line.
func (r Remedies) String() string { return r.Phrase(Remedy.String) }

// MarshalText returns the remedies as the command line phrases them.
func (r Remedies) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText stores the text as a remedy without a Kind.
func (r *Remedies) UnmarshalText(text []byte) error {
	*r = Advise(string(text))
	return nil
}

// Phrase joins the remedies; words phrases each one for a front end.
func (r Remedies) Phrase(words func(Remedy) string) string {
	all := ""
	for i, one := range r {
		text, join := words(one), ", or "
		if strings.HasPrefix(text, "then ") {
			join = ", "
		}
		if i > 0 {
			all = strings.TrimSuffix(all, ".") + join
		}
		all += text
	}
	return all
}

// Fill replaces {step} and {text} in the words of a front end.
func (r Remedy) Fill(words string) string {
	return strings.NewReplacer("{step}", r.Step, "{text}", r.Text).Replace(words)
}
