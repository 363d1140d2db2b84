package diff

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"ad2scim/migrate/names"
)

// pairDamaged finds what happened to all names of a side on their way: lost letters, and names
// that were cut. If it finds something, it damages the open names of the other side in the same
// way, and folds again.
func (c *comparison) pairDamaged() {
	before := len(c.sideWide)
	for side := range c.lists {
		hurt, whole := c.openNodes(int8(side)), c.openNodes(int8(1-side))
		if len(hurt) == 0 || len(whole) == 0 || c.canceled() {
			continue
		}
		c.findLostLetters(side, hurt, whole)
		c.findCut(side, hurt, whole)
	}
	if len(c.sideWide) > before {
		c.pairFolded()
	}
}

// rename gives a node the name by which it is compared.
func (c *comparison) rename(n int32, name string) {
	c.nodes[n].name, c.nodes[n].sideWide = name, true
}

const lost = "?\uFFFD"

// findLostLetters finds names in which “?” stands for letters of the name on the other side.
func (c *comparison) findLostLetters(side int, hurt, whole []int32) {
	byKey, marked := map[string][]int32{}, map[int32]string{}
	for _, n := range hurt {
		if name := c.nodes[n].name; strings.ContainsAny(name, lost) {
			marked[n] = strings.ReplaceAll(name, string(utf8.RuneError), "?")
			byKey[lossKey(name)] = append(byKey[lossKey(name)], n)
		}
	}
	if len(byKey) == 0 {
		return
	}
	perByte, found := false, map[int32]bool{}
	for _, n := range whole {
		name := c.nodes[n].name
		if !hasLetters(name) {
			continue
		}
		for _, h := range byKey[lossKey(name)] {
			switch marked[h] {
			case lose(name, false):
				found[h] = true
			case lose(name, true):
				found[h], perByte = true, true
			}
		}
	}
	if len(found) == 0 {
		return
	}
	for h := range found {
		c.rename(h, marked[h])
	}
	for _, n := range whole {
		if name := c.nodes[n].name; hasLetters(name) {
			c.rename(n, lose(name, perByte))
		}
	}
	c.sideWide = append(c.sideWide, SideWide{SharedCharset, sides[side], lostLetters, len(found)})
}

// hasLetters reports whether a name has letters beyond ASCII that can be lost. Bytes that
// aren't UTF-8 don't count: such a name is never equal to a cleaned one.
func hasLetters(name string) bool { return !isASCII(name) && utf8.ValidString(name) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lossKey replaces each run of letters that are or could be lost.
func lossKey(name string) string {
	var b strings.Builder
	in := false
	for _, r := range name {
		isLost := r >= utf8.RuneSelf || r == '?'
		if !isLost {
			b.WriteRune(r)
		} else if !in {
			b.WriteByte('?')
		}
		in = isLost
	}
	return b.String()
}

// lose replaces each character beyond ASCII by “?”, or with perByte each of its bytes.
func lose(name string, perByte bool) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case perByte:
			b.WriteString(strings.Repeat("?", utf8.RuneLen(r)))
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// repairEncodedTwice finds names whose UTF-8 was read as Windows-1252 and encoded again, and
// repairs them. It comes before folding, for which “Ã…” is an A with an accent and dots, not “Å”.
func (c *comparison) repairEncodedTwice() {
	var decoded [2]map[string]int32
	var both sync.WaitGroup
	for side := range decoded {
		both.Go(func() { decoded[side] = c.decodeSide(int8(side)) })
	}
	both.Wait()
	for side := range int8(len(c.lists)) {
		undone := decoded[side]
		if len(undone) == 0 || c.canceled() || !slices.ContainsFunc(c.nodes, func(whole node) bool {
			_, is := undone[whole.name]
			return is && whole.side != side && whole.open > 0
		}) {
			continue
		}
		for name, n := range undone {
			c.rename(n, name)
		}
		c.sideWide = append(c.sideWide, SideWide{SharedCharset, sides[side], encodedTwice, len(undone)})
	}
}

// decodeSide returns the names of a side that were encoded twice, decoded, and their nodes.
func (c *comparison) decodeSide(side int8) map[string]int32 {
	decoded := map[string]int32{}
	for n := range c.nodes {
		node := &c.nodes[n]
		if node.side != side || node.open == 0 {
			continue
		}
		if c.canceled() {
			break
		}
		if name, ok := decodeTwice(node.name); ok {
			decoded[name] = int32(n)
		}
	}
	return decoded
}

// decodeTwice turns “Ã¼” back into “ü”. It is false for a name that wasn't encoded twice.
func decodeTwice(name string) (string, bool) {
	if isASCII(name) {
		return "", false
	}
	first := strings.IndexFunc(name, func(r rune) bool { return r >= utf8.RuneSelf })
	// What was one character begins with a byte from C2 to F4 and goes on beyond ASCII.
	lead, size := utf8.DecodeRuneInString(name[first:])
	if next, _ := utf8.DecodeRuneInString(name[first+size:]); lead < 0xC2 || lead > 0xF4 || next < utf8.RuneSelf {
		return "", false
	}
	raw := make([]byte, 0, len(name))
	for _, r := range name {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r < 0x100 {
			b, ok = byte(r), true // five bytes have no character in Windows-1252
		}
		if !ok {
			return "", false
		}
		raw = append(raw, b)
	}
	return string(raw), utf8.Valid(raw) && len(raw) < len(name)
}

// findCut finds names that are as long as the longest name of the side and are the beginning
// of the name on the other side.
func (c *comparison) findCut(side int, hurt, whole []int32) {
	if len(c.lists[side].sorted) < fewestShared {
		return
	}
	length := 0
	for _, n := range hurt {
		length = max(length, utf8.RuneCountInString(c.nodes[n].name))
	}
	var f names.Folder
	var keys []uint64
	cut := map[uint64]bool{}
	for _, n := range hurt {
		if name := c.nodes[n].name; utf8.RuneCountInString(name) == length {
			for _, k := range f.AppendKeys(keys[:0], name, names.Foldable) {
				cut[k] = true
			}
		}
	}
	matching, clear, tails := 0, false, map[string]bool{}
	var longer []int32
	for _, n := range whole {
		name := c.nodes[n].name
		if head, tail := cutAfter(name, length); tail != "" {
			longer = append(longer, n)
			keys = f.AppendKeys(keys[:0], head, names.Foldable)
			if slices.ContainsFunc(keys, func(k uint64) bool { return cut[k] }) {
				matching++
				clear, tails[tail] = clear || isClearCut(head, tail), true
			}
		}
	}
	few := matching < fewestShared || len(tails) == 1 // UK and UKI are two codes
	if matching == 0 || matching*2 < len(longer) || !clear && few || c.hasLonger(side, length) {
		return
	}
	for _, n := range longer {
		head, _ := cutAfter(c.nodes[n].name, length)
		c.rename(n, head)
	}
	c.sideWide = append(c.sideWide, SideWide{SharedCut, sides[side], strconv.Itoa(length), matching})
}

// hasLonger reports whether a name of the side has more characters.
func (c *comparison) hasLonger(side, length int) bool {
	return c.lists[side].any(func(name string) bool {
		return len(name) > length && utf8.RuneCountInString(c.affixes[side].bare(name)) > length
	})
}

func cutAfter(name string, length int) (head, tail string) {
	if len(name) <= length {
		return name, ""
	}
	n := 0
	for i := range name {
		if n == length {
			return name[:i], name[i:]
		}
		n++
	}
	return name, ""
}

// isClearCut reports whether head ends where no complete name would end: inside a word, or
// with the space before the next word.
func isClearCut(head, tail string) bool {
	before, _ := utf8.DecodeLastRuneInString(head)
	after, _ := utf8.DecodeRuneInString(tail)
	isWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if unicode.IsSpace(before) {
		return isWord(after)
	}
	return isWord(before) && isWord(after) && utf8.RuneCountInString(tail) >= 3
}
