package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// otherScripts reports whether two names that are equal once look-alikes are
// folded differ in letters of different scripts only. UTS #39 also has letters
// of one script look alike, but there a difference means something: "Team 1" and
// "Team l", or two Greek words, are not one name.
//
// The layers and the two ways of folding look-alikes are those that made the
// names equal.
func otherScripts(a, b string, kinds Kinds, x, y form) bool {
	if oneForOne(a, b, kinds.Has(Case)) {
		return true
	}
	// With everything between the letters dropped, the letters line up.
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

// oneForOne reports whether two names have the same characters but for some
// where one has an ASCII letter and the other a letter of another script: nearly
// always.
// With anyCase, ASCII letters are the same in capitals.
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

// An atom is one character and what it looks like.
type atom struct {
	plain string // folded, but for look-alikes
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

// lettersOfAtoms joins atoms that are marks with the letters before them.
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

// cut cuts a text into letters.
func cut(s string) []string {
	var list []string
	for i := 0; i < len(s); {
		end := letterEnd(s, i)
		list = append(list, s[i:end])
		i = end
	}
	return list
}

// lookAcross reports whether two stretches that look the same are the same (one
// may be a ligature, or ß, and the other its letters), or of different scripts.
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

// plainText is the text of atoms, folded but for look-alikes.
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

// ofOtherScripts reports whether two characters have scripts of their own, and
// not the same one.
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

// frequentScripts are looked at first.
var frequentScripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Han,
	unicode.Katakana, unicode.Common, unicode.Inherited,
}

// scriptOf returns the script of r. No rune is in two.
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
