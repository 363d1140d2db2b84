package render

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// asciiSigns are the ASCII characters for the signs that the program draws, each one column
// wide.
var asciiSigns = map[rune]byte{
	'─': '-', '━': '=', '╌': '.', '│': '|', '┃': '|', '╭': '+', '╮': '+', '╰': '+', '╯': '+',
	'▌': '>', '▏': '|', '█': '#', '▀': '"', '▄': '.', '▲': '^',
	'←': '<', '→': '>', '↑': '^', '↓': 'v', '▶': '>', '▷': '>', '▸': '>',
	'●': '*', '◐': '%', '○': 'o', '◌': 'o', '⊘': '-', '✗': 'x', '✓': '+', '‼': '!', '≠': '#', '◆': '@', '✎': '>',
	'☐': 'o', '★': '*', '•': '*', '×': 'x', '–': '-', '…': '~', '“': '"', '”': '"', '‹': '<', '›': '>',
}

// textSigns are those of the signs that sentences and tables contain. In names, other signs are
// characters like any other: an en dash must not look like a hyphen.
const textSigns = "“”‹›→•"

// spaceSigns are the signs of names.Visible for white space. Where there is room, the number
// of the character is written instead, because any ASCII sign could be part of the name.
var spaceSigns = map[rune]rune{'·': ' ', '⍽': '\u00A0', '⇥': '\t'}

// HasASCII reports whether a sign of the program has an ASCII character.
func HasASCII(sign rune) bool {
	return sign < utf8.RuneSelf || asciiSigns[sign] != 0 || spaceSigns[sign] != 0
}

// EscapeASCII writes every character of a name that isn't ASCII by its number, as in <U+00E9>.
func EscapeASCII(name string) string {
	if isASCII(name) {
		return name
	}
	var b strings.Builder
	for _, r := range name {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "<U+%04X>", r)
		}
	}
	return b.String()
}

// ASCII writes text with ASCII characters only: similar ones for the signs in it, and the
// number for every other character.
func ASCII(text string) string { return toASCII(text, false) }

// ASCIITable is ASCII for the lines of a table. Where text gets longer, it uses up the padding
// after it, so that the next column stays in place as far as possible.
func ASCIITable(text string) string { return toASCII(text, true) }

func toASCII(text string, table bool) string {
	if isASCII(text) {
		return text
	}
	var b strings.Builder
	grown := 0 // columns by which the line is longer than before
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		rest := text[i+size:]
		switch {
		case r == '\n':
			grown = 0
			b.WriteByte('\n')
		case table && r == ' ' && grown > 0 && strings.HasPrefix(rest, "  "):
			grown--
		case r < utf8.RuneSelf:
			b.WriteByte(text[i])
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "<0x%02X>", text[i])
		default:
			sign := asciiSign(r, text[:i], rest)
			grown += len(sign) - ansi.StringWidth(text[i:i+size])
			b.WriteString(sign)
		}
		i += size
	}
	return b.String()
}

// asciiSign returns what stands for a character between two texts that isn't ASCII.
func asciiSign(r rune, before, after string) string {
	switch space := spaceSigns[r]; {
	case r == '◌' && after != "" && after[0] >= utf8.RuneSelf:
		return "" // it only carries the combining mark after it
	case r == '…':
		return "..."
	case r == '·' && isBullet(before, after):
		return "-"
	case space != 0:
		return fmt.Sprintf("<U+%04X>", space)
	case strings.ContainsRune(textSigns, r):
		return string(asciiSigns[r])
	}
	return fmt.Sprintf("<U+%04X>", r)
}

// isBullet reports whether a dot between two texts separates them or begins a line of a list,
// and isn't the sign for a space of a name.
func isBullet(before, after string) bool {
	return (before == "" || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "\n")) &&
		strings.HasPrefix(after, " ")
}

// roomyEllipsis is an ellipsis before two spaces, perhaps with colors between them.
var roomyEllipsis = regexp.MustCompile(`…((?:\x1b\[[0-9;]*m)*)  `)

// ASCIIFrame is ASCII for a whole screen: every character keeps its columns. Text from outside
// must have been written with ASCII before its width was measured; a question mark stands for
// what was not, such as typed text.
func ASCIIFrame(screen string) string {
	if isASCII(screen) {
		return screen
	}
	screen = roomyEllipsis.ReplaceAllString(screen, "...$1")
	var b strings.Builder
	for i, r := range screen {
		switch sign := asciiSigns[r]; {
		case r < utf8.RuneSelf:
			b.WriteByte(byte(r))
		case sign != 0:
			b.WriteByte(sign)
		case r == '·' && isBullet(screen[:i], screen[i+len("·"):]):
			b.WriteByte('-')
		case spaceSigns[r] != 0:
			b.WriteByte('_')
		default:
			b.WriteString(strings.Repeat("?", ansi.StringWidth(string(r))))
		}
	}
	return b.String()
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
