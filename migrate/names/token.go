package names

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"
)

// Class says how to draw a Token.
type Class uint8

// The classes of tokens.
const (
	Plain   Class = iota // text that is shown unchanged
	Blank                // U+0020 where it would be overlooked: leading, trailing or repeated
	Space                // white space other than U+0020
	Hidden               // a character that is invisible or has no known shape
	Control              // a control character
	Invalid              // a byte that isn't valid UTF-8
)

// Token is a part of a name with the text to show for it.
type Token struct {
	Start, End int    // byte offsets in the name
	Text       string // one line, safe for a terminal
	Class      Class
	Label      string // the character's number and name, "U+00A0 NO-BREAK SPACE"; empty for Plain
}

// Tokens splits a name into parts that cover it without gaps, in order. Adjacent plain text
// is one part; every other character is a part of its own.
func Tokens(name string) []Token {
	if name == "" {
		return nil
	}
	if isPlain(name) {
		return []Token{{End: len(name), Text: name}}
	}
	var list []Token
	var text []byte // of the last token, if it isn't the bytes of the name
	for i := 0; i < len(name); {
		t := tokenAt(name, i)
		i = t.End
		n := len(list)
		if t.Class != Plain || n == 0 || list[n-1].Class != Plain {
			list = append(list, t)
			continue
		}
		last := &list[n-1]
		last.End = t.End
		switch bare := t.Text == name[t.Start:t.End]; {
		case text == nil && last.Text == name[last.Start:t.Start] && bare:
			last.Text = name[last.Start:t.End]
			continue
		case text == nil:
			text = []byte(last.Text)
		}
		text = append(text, t.Text...)
		if i == len(name) || tokenAt(name, i).Class != Plain {
			last.Text, text = string(text), nil
		}
	}
	return list
}

// Visible returns the name as one line that is safe for a terminal, with everything that
// would be overlooked made visible: the texts of the tokens.
func Visible(name string) string {
	if isPlain(name) {
		return name
	}
	var b strings.Builder
	for _, t := range Tokens(name) {
		b.WriteString(t.Text)
	}
	return b.String()
}

// isPlain reports whether the name is printable ASCII with single spaces inside, as most
// names are.
func isPlain(name string) bool {
	last := byte(' ')
	for i := range len(name) {
		c := name[i]
		if c < ' ' || c > '~' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || name == ""
}

func tokenAt(name string, i int) Token {
	r, size := utf8.DecodeRuneInString(name[i:])
	t := Token{Start: i, End: i + size, Text: name[i : i+size]}
	switch {
	case r == utf8.RuneError && size == 1:
		t.Class, t.Text, t.Label = Invalid, fmt.Sprintf("‹0x%02X›", name[i]), fmt.Sprintf("byte 0x%02X", name[i])
		return t
	case r == ' ':
		if i > 0 && i+1 < len(name) && name[i-1] != ' ' && name[i+1] != ' ' {
			return t
		}
		t.Class, t.Text = Blank, "·"
	case r == '\t':
		t.Class, t.Text = Space, "⇥"
	case r == '\u00A0':
		t.Class, t.Text = Space, "⍽"
	case unicode.Is(unicode.Cc, r):
		t.Class, t.Text = Control, escape(r)
	case unicode.Is(unicode.White_Space, r):
		t.Class, t.Text = Space, escape(r)
	case showsNothing(r) || !unicode.IsGraphic(r):
		t.Class, t.Text = Hidden, escape(r)
	case joinsBefore(r) && !carriesMark(name[:i]):
		t.Text = "◌" + t.Text
		return t
	default:
		return t
	}
	t.Label = Label(r)
	return t
}

func escape(r rune) string { return fmt.Sprintf("‹U+%04X›", r) }

// joinsBefore reports whether a character is drawn on or with the one before it: a combining
// mark, or one of the few other characters that extend a grapheme cluster (UAX #29,
// Grapheme_Extend and SpacingMark).
func joinsBefore(r rune) bool {
	switch r {
	case '\u0E33', '\u0EB3', '\uFF9E', '\uFF9F': // Thai and Lao AM, halfwidth katakana sound marks
		return true
	}
	return unicode.IsMark(r) || r >= 0x1F3FB && r <= 0x1F3FF // emoji skin tones
}

// carriesMark reports whether a combining mark after before would be drawn on a character of
// the name itself.
func carriesMark(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	return size > 0 && (r != utf8.RuneError || size > 1) &&
		unicode.IsGraphic(r) && !unicode.Is(unicode.White_Space, r) && !showsNothing(r)
}

// Label returns a character's number and name: "U+00A0 NO-BREAK SPACE".
func Label(r rune) string {
	name := runenames.Name(r)
	if alias, ok := controlNames[r]; ok {
		name = alias
	} else if strings.HasPrefix(name, "<") {
		name = strings.Trim(name, "<>")
	}
	return strings.TrimSpace(fmt.Sprintf("U+%04X %s", r, name))
}

// controlNames are Unicode's aliases of the control characters that occur in names. The
// Unicode Character Database calls them all <control>.
var controlNames = map[rune]string{
	0x00: "NULL", 0x07: "ALERT", 0x08: "BACKSPACE", '\t': "CHARACTER TABULATION", '\n': "LINE FEED",
	'\v': "LINE TABULATION",
	'\f': "FORM FEED", '\r': "CARRIAGE RETURN", 0x1B: "ESCAPE", 0x7F: "DELETE", 0x85: "NEXT LINE",
	0x9B:   "CONTROL SEQUENCE INTRODUCER",
	0xFEFF: "ZERO WIDTH NO-BREAK SPACE (byte order mark)",
}
