package migrate

import "strings"

// Remedy is what an admin does next, as data. The command line, JSON and the report
// phrase it with commands (String); the terminal app phrases it with its keys and
// screens.
type Remedy struct {
	// Kind says what to do; empty where Text says it, because it is done elsewhere.
	Kind RemedyKind
	// Side is what to connect.
	Side Side
	// Step is the id of the runbook's step that is meant.
	Step string
	// Text is what to type or name; without a Kind it is the whole remedy.
	Text string
}

// Remedies are the things to do next: any of them helps, the best one comes first.
type Remedies []Remedy

// Advise returns what to do in words, for what is done outside the program.
func Advise(words string) Remedies { return Remedies{{Text: words}} }

// Or adds another way out.
func (r Remedies) Or(other ...Remedy) Remedies {
	return append(r[:len(r):len(r)], other...)
}

// String phrases the remedies for the command line.
func (r Remedies) String() string { return r.Phrase(Remedy.String) }

// MarshalText is String, so that JSON has the words.
func (r Remedies) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText takes the words over.
func (r *Remedies) UnmarshalText(text []byte) error {
	*r = Advise(string(text))
	return nil
}

// Phrase joins the remedies, each in the words of a front end.
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

// Fill puts the step and the text into the words of a front end, where they have
// {step} and {text}.
func (r Remedy) Fill(words string) string {
	return strings.NewReplacer("{step}", r.Step, "{text}", r.Text).Replace(words)
}
