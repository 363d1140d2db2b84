package names

import "unicode/utf8"

// fullForms are the ways to fold look-alikes if every layer is folded: not at all, and the
// three of looks.
var fullForms = [4]form{
	formCase | formUnicode,
	formCase | formUnicode | lookAsIs,
	formCase | formUnicode | lookSmall,
	formCase | formUnicode | lookCapital,
}

// fullKeys hashes a name with every layer folded, in all these ways at the same time.
type fullKeys struct {
	hash        [4]uint64
	last        [4]byte // the letters for which isRewriting is called
	ways        int     // number of different hashes: 1, or 4 after the first look-alike
	number, gap bool
}

// appendFullKeys does the same as AppendKeys with every layer, without writing the folded
// names. It is false for names with rare characters that AppendKeys must handle.
func appendFullKeys(dst []uint64, name string) ([]uint64, bool) {
	k := fullKeys{ways: 1}
	k.hash[0] = keySeed
	accent := false // the last character may have ended in a combining mark
	latin := false  // the last letter was Latin
	for i := 0; i < len(name); {
		c := name[i]
		if k.ways == 1 && c < utf8.RuneSelf && asciiClass[c]&isLetter != 0 {
			i = k.letters(name, i)
			accent, latin = false, true
			continue
		}
		if c < utf8.RuneSelf {
			i++
			switch class := asciiClass[c]; {
			case class&(gapClasses|isNumber) == 0:
				k.number, k.gap, accent, latin = false, false, false, class&isLetter != 0
				k.byte(asciiLower[c])
			case class&isNumber != 0:
				accent, latin = false, false
				k.digit()
				k.byte(c)
			case class&isInvisible == 0:
				k.gap = true
			}
			continue
		}
		r, size := decode(name[i:])
		if r == utf8.RuneError && size == 1 || r == blackFlag {
			return dst, false
		}
		info := infoOf(r)
		i += size
		switch class := info.class; {
		case class&isInvisible != 0:
		case class&isMark != 0 && latin && isLatinMark(r):
			k.number, k.gap = false, false
		case info.several || class&isMark != 0 && (accent || isLatinMark(r)):
			return dst, false
		case class&gapClasses != 0:
			k.gap = true
		case class&isHangul != 0:
			k.number, k.gap, accent, latin = false, false, false, false
			var buf [9]byte
			for _, c := range appendJamo(buf[:0], r) {
				k.byte(c)
			}
		default:
			if class&isNumber != 0 {
				k.digit()
			} else {
				k.number, k.gap = false, false
			}
			accent, latin = true, class&isLatinLetter != 0
			k.letter(info, name[i-size:i])
		}
	}
	return k.appendTo(dst), true
}

func (k *fullKeys) appendTo(dst []uint64) []uint64 {
	first := len(dst)
	for way := range k.ways {
		dst = append(dst, mix(k.hash[way]))
	}
	return withoutTwins(dst, first)
}

// letters hashes the run of ASCII letters from i on, and returns where it ends. Most of the
// time is spent in this loop.
func (k *fullKeys) letters(name string, i int) int {
	hash, last := k.hash[0], k.last[0]
	for ; i < len(name) && name[i] < utf8.RuneSelf && asciiClass[name[i]]&isLetter != 0; i++ {
		if c := asciiLower[name[i]]; !isRewriting(last, c) {
			hash, last = (hash^uint64(c))*keyPrime, c
		}
	}
	k.hash[0], k.last[0] = hash, last
	k.number, k.gap = false, false
	return i
}

// digit keeps two numbers separate.
func (k *fullKeys) digit() {
	if k.number && k.gap {
		k.byte(' ')
	}
	k.number, k.gap = true, false
}

func (k *fullKeys) byte(c byte) {
	for way := range k.ways {
		k.add(way, c)
	}
}

func (k *fullKeys) add(way int, c byte) {
	if !isRewriting(k.last[way], c) {
		k.hash[way] = (k.hash[way] ^ uint64(c)) * keyPrime
		k.last[way] = c
	}
}

// letter hashes a character, whose text is s.
func (k *fullKeys) letter(info *runeInfo, s string) {
	if k.ways == 1 && info.layers.Has(Lookalike) {
		k.ways = 4
		k.hash[1], k.hash[2], k.hash[3] = k.hash[0], k.hash[0], k.hash[0]
		k.last[1], k.last[2], k.last[3] = k.last[0], k.last[0], k.last[0]
	}
	for way := range k.ways {
		t := s
		switch {
		case info.keys != nil:
			t = info.keys[way]
		case info.forms != nil:
			t = info.forms[fullForms[way]]
		}
		for i := range len(t) {
			k.add(way, t[i])
		}
	}
}
