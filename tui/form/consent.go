package form

import "strings"

// Typed asks for words that begin something; nothing else does. label stands
// above, and other says what to do with anything else.
func Typed(label, words, other string) *Field {
	return NewField(label, "", func(s string) string {
		if strings.TrimSpace(s) != words {
			return other
		}
		return ""
	})
}

// Number asks for the number that confirms what may not be intended.
func Number(number string) *Field {
	return Typed("Type "+number+" if this is intended", number, "type "+number+", or press esc to go back")
}

// Reason asks why something is done against what stands in its way.
func Reason() *Field {
	return NewField("Reason to override (it goes into the report)", "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return "enter a reason"
		}
		return ""
	})
}

// Consent asks for the words that begin something, and for a reason before them where
// something stands in its way.
func Consent(words *Field, reason bool) Form {
	if reason {
		return New(Reason(), words)
	}
	return New(words)
}

// Given is what was typed into a consent; the reason is empty where none was asked for.
func (f *Form) Given() (reason, words string) {
	last := len(f.Fields) - 1
	if last > 0 {
		reason = f.Value(0)
	}
	return reason, f.Value(last)
}

// Foot is the form below a page of this width.
func (f *Form) Foot(width int) (lines []string) {
	for _, l := range f.View(width - 4) {
		lines = append(lines, "  "+l)
	}
	return lines
}
