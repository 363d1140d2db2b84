package psquote

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrInvalid means that the text isn't valid UTF-8. PowerShell's strings are UTF-16 and can't hold it.
var ErrInvalid = errors.New("the text is not valid UTF-8")

// Quote returns a PowerShell expression with the value s, in parentheses if it concatenates strings. It is ASCII,
// so that the script's encoding doesn't matter, and has no character that acts on a terminal. Single-quoted strings
// aren't expanded, and ' is doubled. PowerShell also accepts U+2018 to U+201B as single quotes; like all other
// characters beyond printable ASCII, they are written as numbers.
func Quote(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrInvalid
	}
	var parts []string
	if first, _ := utf8.DecodeRuneInString(s); s == "" || !plain(first) {
		parts = append(parts, "''") // so that + concatenates strings
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
