package groupfile

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// nameFaults counts names that an export has damaged or may have damaged.
type nameFaults struct {
	longest             int // in bytes
	empty, broken, null int
	marked              int    // ASCII names with a question mark that may replace a letter
	foreign             int    // names with letters that aren't ASCII
	doubled             int    // names that were encoded as UTF-8 twice
	example             string // one of the names encoded twice
	replaced            int    // names with U+FFFD, which decoders write for invalid input
}

func (n *nameFaults) count(name string) {
	n.longest = max(n.longest, len(name))
	if foreign, sound := isSound(name); sound && name != "" {
		if foreign {
			n.foreign++
		}
		return
	}
	n.examine(name)
}

// examine is count for names of any form.
func (n *nameFaults) examine(name string) {
	switch {
	case name == "":
		n.empty++
		return
	case !utf8.ValidString(name):
		n.broken++
	}
	if strings.IndexByte(name, 0) >= 0 {
		n.null++
	}
	if isASCII(name) {
		if lostLetter(name) {
			n.marked++
		}
		return
	}
	n.foreign++
	if strings.Contains(name, string(utf8.RuneError)) && utf8.ValidString(name) {
		n.replaced++
	}
	if original, ok := decodedOnce(name); ok {
		if n.doubled++; n.example == "" {
			n.example = original
		}
	}
}

// isSound reports whether no character of a name can be a sign of damage, and whether any isn't ASCII. It checks
// the first bytes of characters, which is sufficient for most letters of most scripts.
func isSound(name string) (foreign, sound bool) {
	for i := 0; ; {
		if i += plainLength(name[i:]); i == len(name) {
			return foreign, true
		}
		c, rest := name[i], name[i:]
		switch {
		// U+00C0 to U+00FF may be halves of UTF-8 that was encoded twice, but not before ASCII.
		case c == 0xC3 && len(rest) > 1 && isContinued(rest[1]) && (len(rest) == 2 || rest[2] < utf8.RuneSelf),
			c > 0xC3 && c < 0xE0 && len(rest) > 1 && isContinued(rest[1]):
			i += 2
		case c > 0xE0 && c < 0xED && len(rest) > 2 && isContinued(rest[1]) && isContinued(rest[2]):
			i += 3
		default:
			return false, false
		}
		foreign = true
	}
}

func isContinued(c byte) bool { return c&0xC0 == 0x80 }

// plainLength returns the length of the name's prefix that is ASCII and has no sign of damage. It checks eight
// bytes at a time, with arithmetic that sets the top bit of each byte that needs a closer look.
func plainLength(name string) int {
	const (
		ones = 0x0101010101010101
		tops = 0x8080808080808080
	)
	i := 0
	for ; i+8 <= len(name); i += 8 {
		s := name[i : i+8]
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if (w|(w-ones)|((w^(ones*'?'))-ones))&tops != 0 {
			break // not certain: a borrow may affect the next byte
		}
	}
	for ; i < len(name); i++ {
		if c := name[i]; c >= utf8.RuneSelf || c == 0 || c == '?' {
			break
		}
	}
	return i
}

func (n *nameFaults) note(d *document) {
	if n.broken > 0 {
		d.notef("%s not UTF-8 and kept byte for byte, so equal to no clean one: the file may be in the encoding of an older Windows; export it as UTF-8 (in Excel: CSV UTF-8; in PowerShell: -Encoding utf8)", render.Count(n.broken, "name is", "names are"))
	}
	if n.null > 0 {
		d.notef("%s a NUL byte", render.Count(n.null, "name holds", "names hold"))
	}
	if n.empty > 0 {
		d.notef("%s an empty name", render.Count(n.empty, "group has", "groups have"))
	}
	if n.marked > 0 && n.foreign == 0 {
		how := "the export may have lost letters"
		if d.windowsExport {
			how = "Export-Csv of Windows PowerShell has lost letters"
		}
		d.notef("%s a question mark, and none has a letter outside ASCII: %s; export again with -Encoding UTF8",
			render.Count(n.marked, "name holds", "names hold"), how)
	}
	if n.replaced > 0 {
		d.notef("%s U+FFFD, which stands for a letter that was lost in the export: export again as UTF-8",
			render.Count(n.replaced, "name holds", "names hold"))
	}
	if n.doubled > 0 {
		d.notef("%s in UTF-8 that was encoded twice (one should read %s): export again as UTF-8",
			render.Count(n.doubled, "name is", "names are"), migrate.Quote(clip(n.example)))
	}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lostLetter reports whether the name has a question mark next to a letter or another question mark, where no
// punctuation mark is expected.
func lostLetter(name string) bool {
	for i := range len(name) - 1 {
		if name[i] == '?' && (isLetter(name[i+1]) || name[i+1] == '?' || i > 0 && isLetter(name[i-1])) {
			return true
		}
	}
	return false
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// beginsEncodedTwice reports whether the first characters beyond ASCII look like the first bytes of a UTF-8
// character that was decoded wrongly.
func beginsEncodedTwice(name string) bool {
	i := 0
	for i < len(name) && name[i] < utf8.RuneSelf {
		i++
	}
	// U+00C2 to U+00F4, which are C3 82 to C3 B4 in UTF-8.
	return i+2 < len(name) && name[i] == 0xC3 && name[i+1] >= 0x82 && name[i+1] <= 0xB4 && name[i+2] >= utf8.RuneSelf
}

// decodedOnce returns the name if it was encoded as UTF-8 twice, once through Windows-1252 or Latin-1; ok is false
// if it wasn't.
func decodedOnce(name string) (string, bool) {
	if !beginsEncodedTwice(name) {
		return "", false
	}
	raw := make([]byte, 0, len(name))
	for _, r := range name {
		b, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case ok:
			raw = append(raw, b)
		case r < 0x100: // unassigned in Windows-1252
			raw = append(raw, byte(r))
		default:
			return "", false
		}
	}
	once := string(raw)
	return once, utf8.ValidString(once) && !isASCII(once)
}
