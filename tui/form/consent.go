package form

import "strings"

// ExactWords asks for exact words as a confirmation. label is shown above, and other if anything
// else is typed.
func ExactWords(label, words, other string) *Field {
	return NewField(label, "", func(s string) string {
		if strings.TrimSpace(s) != words {
			return other
		}
		return ""
	})
}

// Number asks for the number that confirms an unusual change.
func Number(number string) *Field {
	return ExactWords("Type "+number+" if this is intended", number, "type "+number+", or press esc to go back")
}

// Reason asks for the reason to override a requirement.
func Reason() *Field {
	return NewField("Reason to override (it goes into the report)", "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return "enter a reason"
		}
		return ""
	})
}

// Consent asks for the words that confirm a change, after a reason if a requirement must be
// overridden.
func Consent(words *Field, reason bool) Form {
	if reason {
		return New(Reason(), words)
	}
	return New(words)
}

// Answers returns what was typed into a Consent. The reason is empty if none was asked for.
func (f *Form) Answers() (reason, words string) {
	last := len(f.Fields) - 1
	if last > 0 {
		reason = f.Value(0)
	}
	return reason, f.Value(last)
}

// Foot draws the form below a page of this width.
func (f *Form) Foot(width int) (lines []string) {
	for _, l := range f.View(width - 4) {
		lines = append(lines, "  "+l)
	}
	return lines
}
