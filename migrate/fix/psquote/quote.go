package psquote

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrInvalid is for text that is not valid UTF-8, which PowerShell, whose
// strings are UTF-16, cannot hold.
var ErrInvalid = errors.New("the text is not valid UTF-8")

// Quote returns an expression of PowerShell whose value is s, in parentheses
// where it is more than one string. It is ASCII, so that it means the same
// whatever encoding the script is read in, and none of its characters acts on a
// terminal. In single quotes nothing is expanded, and ' is written twice.
// PowerShell takes U+2018 to U+201B for single quotes too; like everything
// beyond printable ASCII they are given by number.
func Quote(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrInvalid
	}
	var parts []string
	if first, _ := utf8.DecodeRuneInString(s); s == "" || !plain(first) {
		parts = append(parts, "''") // so that + joins strings, not numbers
	}
	for len(s) > 0 {
		end := strings.IndexFunc(s, func(r rune) bool { return !plain(r) })
		if end < 0 {
			end = len(s)
		}
		if end > 0 {
			parts = append(parts, "'"+strings.ReplaceAll(s[:end], "'", "''")+"'")
			s = s[end:]
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		for _, unit := range utf16.Encode([]rune{r}) {
			parts = append(parts, fmt.Sprintf("[char]0x%04X", unit))
		}
		s = s[size:]
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return "(" + strings.Join(parts, " + ") + ")", nil
}

func plain(r rune) bool { return r >= ' ' && r <= '~' }
