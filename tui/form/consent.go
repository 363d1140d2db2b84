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

// Reason asks why something is done against what stands in its way.
func Reason() *Field {
	return NewField("Reason to override (it goes into the report)", "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return "enter a reason"
		}
		return ""
	})
}
