package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// otherScripts reports whether two names that are equal with look-alikes folded differ only
// in letters of different scripts. In UTS #39, letters of the same script can look alike too,
// but there a difference has a meaning: "Team 1" and "Team l", or two Greek words, are
// different names.
//
// kinds, x and y are the layers and the two ways of folding look-alikes that made the names
// equal.
func otherScripts(a, b string, kinds Kinds, x, y form) bool {
	if oneForOne(a, b, kinds.Has(Case)) {
		return true
	}
	// If everything between the letters is removed, the letters are aligned.
	kinds |= 1<<Spacing | 1<<Invisible | 1<<Punctuation
	as, bs := atoms(a, kinds, x), atoms(b, kinds, y)
	if kinds.Has(Accents) {
		return alike(lettersOfAtoms(as), lettersOfAtoms(bs))
	}
	for len(as) > 0 && len(bs) > 0 {
		i, j := 1, 1
		na, nb := len(as[0].looks), len(bs[0].looks)
		for na != nb {
			switch {
			case na < nb && i < len(as):
				na += len(as[i].looks)
				i++
			case nb < na && j < len(bs):
				nb += len(bs[j].looks)
				j++
			default:
				return false
			}
		}
		if !lookAcross(as[:i], bs[:j]) {
			return false
		}
		as, bs = as[i:], bs[j:]
	}
	return len(as) == len(bs)
}

// oneForOne reports whether two names have the same characters, except where one has an ASCII
// letter and the other a letter of another script. This is nearly always so. With anyCase,
// ASCII letters are compared without regard to case.
func oneForOne(a, b string, anyCase bool) bool {
	for len(a) > 0 && len(b) > 0 {
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if anyCase && x < utf8.RuneSelf && y < utf8.RuneSelf && asciiLower[x] == asciiLower[y] {
			y = x
		}
		if x != y && ((x < utf8.RuneSelf) == (y < utf8.RuneSelf) || !differInScript(x, y)) || x == utf8.RuneError {
			return false
		}
		a, b = a[n:], b[m:]
	}
	return len(a) == len(b)
}

// atom is one character and what it looks like.
type atom struct {
	plain string // folded, except for look-alikes
	looks string // folded
}

func atoms(name string, kinds Kinds, look form) []atom {
	f := formCase
	if !kinds.Has(Case) {
		f = 0
	}
	if kinds.Has(Unicode) {
		f |= formUnicode
	}
	list := make([]atom, 0, len(name))
	for i, r := range name {
		if r == utf8.RuneError || classIn(r)&gapClasses != 0 {
			continue
		}
		s := name[i : i+utf8.RuneLen(r)]
		if r < utf8.RuneSelf {
			if f&formCase != 0 {
				s = string(asciiLower[r])
			}
			looks := s
			if s == "I" && look == lookAsIs {
				looks = "l"
			}
			list = append(list, atom{s, looks})
		} else if info := infoOf(r); info.forms != nil {
			list = append(list, atom{info.forms[f], info.forms[f|look]})
		} else {
			list = append(list, atom{s, s})
		}
	}
	return list
}

// lettersOfAtoms joins marks with the letters before them.
func lettersOfAtoms(list []atom) letterList {
	var letters letterList
	for _, a := range list {
		if r, _ := utf8.DecodeRuneInString(a.plain); len(letters) > 0 && isLatinMark(r) {
			last := &letters[len(letters)-1]
			last.text, last.plain = last.text+a.looks, last.plain+a.plain
			continue
		}
		looks, plains := cut(a.looks), cut(a.plain)
		if len(looks) != len(plains) {
			looks, plains = []string{a.looks}, []string{a.plain}
		}
		for i := range looks {
			letters = append(letters, letter{text: looks[i], plain: plains[i]})
		}
	}
	for i := range letters {
		letters[i].accent = accentIn(letters[i].text)
	}
	return letters
}

// cut splits a text into letters.
func cut(s string) []string {
	var list []string
	for i := 0; i < len(s); {
		end := letterEnd(s, i)
		list = append(list, s[i:end])
		i = end
	}
	return list
}

// lookAcross reports whether two stretches that look alike are equal (one may be a ligature
// or ß, and the other its letters), or of different scripts.
func lookAcross(as, bs []atom) bool {
	if plainText(as) == plainText(bs) {
		return true
	}
	for _, a := range as {
		for _, b := range bs {
			if !ofOtherScripts(a.plain, b.plain) && (a.plain != b.plain || len(as)+len(bs) == 2) {
				return false
			}
		}
	}
	return true
}

// plainText returns the text of atoms, folded except for look-alikes.
func plainText(list []atom) string {
	if len(list) == 1 {
		return list[0].plain
	}
	var text strings.Builder
	for _, a := range list {
		text.WriteString(a.plain)
	}
	return text.String()
}

// ofOtherScripts reports whether two characters each belong to a script, and not to the same
// one.
func ofOtherScripts(a, b string) bool {
	x, _ := utf8.DecodeRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	return differInScript(x, y)
}

func differInScript(x, y rune) bool {
	s, t := scriptOf(x), scriptOf(y)
	return s != t && hasOwnScript(s) && hasOwnScript(t)
}

func hasOwnScript(script *unicode.RangeTable) bool {
	return script != nil && script != unicode.Common && script != unicode.Inherited
}

// severalScripts reports whether a text has letters of more than one script.
func severalScripts(s string) bool {
	var first *unicode.RangeTable
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		t := scriptOf(r)
		if first != nil && t != first {
			return true
		}
		first = t
	}
	return false
}

// frequentScripts are tried first.
var frequentScripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Han,
	unicode.Katakana, unicode.Common, unicode.Inherited,
}

// scriptOf returns the script of r. No rune belongs to two.
func scriptOf(r rune) *unicode.RangeTable {
	if r < utf8.RuneSelf {
		if isASCIILetter(byte(r)) {
			return unicode.Latin
		}
		return unicode.Common
	}
	for _, t := range frequentScripts {
		if unicode.Is(t, r) {
			return t
		}
	}
	for _, t := range unicode.Scripts {
		if unicode.Is(t, r) {
			return t
		}
	}
	return nil
}
