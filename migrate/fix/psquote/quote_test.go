package psquote_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"ad2scim/migrate/fix/psquote"
)

// read is PowerShell's own way of reading the expression, as about_Quoting_Rules
// tells it: single-quoted strings with doubled quotes, and characters by
// number, joined by +. ok is false for anything else.
func read(s string) (string, bool) {
	if inner, ok := strings.CutPrefix(s, "("); ok {
		if s, ok = strings.CutSuffix(inner, ")"); !ok {
			return "", false
		}
	}
	var units []uint16
	isQuote := func(r rune) bool { return r == '\'' || r >= '\u2018' && r <= '\u201B' }
	for first := true; first || s != ""; first = false {
		var ok bool
		if !first {
			if s, ok = strings.CutPrefix(s, " + "); !ok {
				return "", false
			}
		}
		if rest, is := strings.CutPrefix(s, "[char]0x"); is && !first && len(rest) >= 4 {
			n, err := strconv.ParseUint(rest[:4], 16, 16)
			if err != nil {
				return "", false
			}
			units = append(units, uint16(n))
			s = rest[4:]
			continue
		}
		runes := []rune(s)
		if len(runes) == 0 || !isQuote(runes[0]) {
			return "", false
		}
		i := 1
		for ; i < len(runes); i++ {
			if isQuote(runes[i]) {
				if i+1 == len(runes) || !isQuote(runes[i+1]) {
					break
				}
				i++
			}
			units = append(units, utf16.Encode(runes[i:i+1])...)
		}
		if i >= len(runes) {
			return "", false
		}
		s = string(runes[i+1:])
	}
	return string(utf16.Decode(units)), true
}

func check(t *testing.T, s string) {
	t.Helper()
	quoted, err := psquote.Quote(s)
	if !utf8.ValidString(s) {
		if !errors.Is(err, psquote.ErrInvalid) {
			t.Fatalf("%q: %v", s, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []byte(quoted) {
		if c < ' ' || c > '~' {
			t.Fatalf("%q becomes %q, which is not printable ASCII", s, quoted)
		}
	}
	if got, ok := read(quoted); !ok || got != s {
		t.Fatalf("%q becomes %s, which reads as %q (%v)", s, quoted, got, ok)
	}
}

var hostile = []string{
	"", "'", "''", "a'b", "’; Remove-Item x ‘", "‚a‛", "$(Get-Date)", "`n", "\"", "é", "1",
	"\x00\r\n\x1b[31m", "\u202Eabc", "👩‍👩‍👧", "a\xffb", "+ 'x'", "[char]0x0041",
}

func TestQuote(t *testing.T) {
	for _, s := range hostile {
		check(t, s)
	}
	if got, _ := psquote.Quote("It's"); got != "'It''s'" {
		t.Errorf("plain text becomes %s", got)
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(check)
}
