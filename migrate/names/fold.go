package names

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gapClasses are the classes of characters between two words.
const gapClasses = isBlank | isInvisible | isSeparator | isQuote

// badByte precedes a byte that isn't valid UTF-8, so that bytes that folding brings next to
// each other never form a character.
const badByte = 0xFF

// Caches for the most frequent characters.
var (
	asciiClass  [utf8.RuneSelf]runeClass
	asciiLower  [utf8.RuneSelf]byte
	asciiLayers [utf8.RuneSelf]Kinds
)

func init() {
	for c := range asciiClass {
		asciiClass[c] = classOf(rune(c))
		asciiLower[c] = byte(unicode.ToLower(rune(c)))
		asciiLayers[c] = asciiClass[c].layers()
		if isASCIILetter(byte(c)) {
			asciiLayers[c] = asciiLayers[c].With(Case)
		}
	}
}

// gap says what was read since the last character that isn't part of a gap.
type gap uint8

const (
	noGap     gap = iota
	quoteGap      // quotes that were removed
	blankGap      // white space that was removed
	brokenGap     // something that is still in the output
)

// folder folds one name.
type folder struct {
	kinds  Kinds
	form   form
	out    []byte
	gap    gap
	number bool // the last character that isn't part of a gap is a number
	marks  int  // combining marks since the last other character
	mixed  bool // several marks in a row, which may be out of order
	flag   bool // inside a flag made of tag characters
	words  bool // write wordBreak if a capital follows a small letter
	small  int  // small letters since the last other character
}

// wordBreak never occurs in a folded name.
const wordBreak = 0xFE

// appendFolded appends name to dst with the layers of kinds folded. look says how look-alikes
// fold, if they are among kinds. Two names are equal under the layers if this gives the same
// bytes.
//
// Between two numbers, a space, separator or quote is never folded to nothing but to one
// space, because "1 12" and "11 2" are different names.
func appendFolded(dst []byte, name string, kinds Kinds, look form) []byte {
	f := folder{kinds: kinds, out: dst}
	return f.fold(name, look)
}

// appendWords appends name with everything but white space folded, and with wordBreak between
// words that only a capital separates.
func appendWords(dst []byte, name string) []byte {
	f := folder{kinds: Foldable.Without(Spacing).Without(Accents), out: dst, words: true}
	return f.fold(name, lookSmall)
}

func (f *folder) fold(name string, look form) []byte {
	if f.kinds.Has(Case) {
		f.form |= formCase
	}
	if f.kinds.Has(Unicode) {
		f.form |= formUnicode
	}
	if f.kinds.Has(Lookalike) {
		f.form |= look
	}
	start := len(f.out)
	for i := 0; i < len(name); {
		c := name[i]
		if c < utf8.RuneSelf {
			class := asciiClass[c]
			if class&(gapClasses|isNumber) != 0 {
				f.take(class, name[i:i+1])
			} else {
				f.gap, f.number, f.marks, f.flag = noGap, false, 0, false
				if f.words {
					f.capital(class)
				}
				if f.form&formCase != 0 {
					c = asciiLower[c]
				} else if c == 'I' && f.form&^formUnicode == lookAsIs {
					c = 'l'
				}
				f.out = append(f.out, c)
			}
			i++
			continue
		}
		r, size := decode(name[i:])
		if r == utf8.RuneError && size == 1 {
			f.gap, f.number, f.marks, f.flag = noGap, false, 0, false
			f.out = append(f.out, badByte, c)
			i++
			continue
		}
		f.rune(r, name[i:i+size])
		i += size
	}
	if f.mixed && f.form&formUnicode != 0 {
		return append(f.out[:start], norm.NFD.Bytes(f.out[start:])...)
	}
	return f.out
}

// capital starts a new word at a capital that follows small letters. After only one small
// letter it may be a typing error: "nIterns".
func (f *folder) capital(class runeClass) {
	if class&isSmall != 0 {
		f.small++
		return
	}
	if f.small > 1 && class&isCapital != 0 {
		f.out = append(f.out, wordBreak)
	}
	f.small = 0
}

// rune folds one character above ASCII, whose text is s.
func (f *folder) rune(r rune, s string) {
	if f.flag = r == blackFlag || f.flag && isTag(r); f.flag && r != blackFlag {
		f.out = append(f.out, s...)
		return
	}
	info := infoOf(r)
	if f.words && info.class&isInvisible == 0 {
		f.capital(info.class)
	}
	switch {
	case info.class&^(isLetter|isSmall|isCapital|isLatinLetter) == 0 && !info.several:
		if info.forms != nil {
			s = info.forms[f.form]
		}
		f.gap, f.number, f.marks = noGap, false, marksIn(s)
		f.out = append(f.out, s...)
		return
	case info.class&isHangul != 0 && f.form&formUnicode != 0:
		f.take(info.class, "")
		f.out = appendJamo(f.out, r)
		return
	case info.forms != nil:
		s = info.forms[f.form]
		if info.several && f.form&formUnicode != 0 {
			f.each(s)
			return
		}
	}
	f.take(info.class, s)
}

const blackFlag = 0x1F3F4

// isTag reports whether r is a tag character. After a black flag, tags say which flag it is
// (Unicode Technical Standard #51, annex C).
func isTag(r rune) bool { return r >= 0xE0020 && r <= 0xE007F }

// each folds the characters of a decomposition, such as the three dots of an ellipsis.
func (f *folder) each(s string) {
	for i, r := range s {
		f.take(classIn(r), s[i:i+utf8.RuneLen(r)])
	}
}

// classIn is classOf with a cache.
func classIn(r rune) runeClass {
	if r < utf8.RuneSelf {
		return asciiClass[r]
	}
	return infoOf(r).class
}

// take writes the text of one character, or what its class folds it to.
func (f *folder) take(class runeClass, s string) {
	if class&(isBlank|isSeparator|isQuote|isNumber) != 0 {
		f.small = 0
	}
	switch {
	case class&isInvisible != 0:
		if !f.kinds.Has(Invisible) {
			f.out = append(f.out, s...)
		}
	case class&isSeparator != 0 && f.kinds.Has(Punctuation):
		f.blank(" ")
	case class&isBlank != 0:
		f.blank(s)
	case class&isQuote != 0 && f.kinds.Has(Punctuation):
		if f.gap == noGap {
			f.gap = quoteGap
		}
	case class&gapClasses != 0:
		f.gap = brokenGap
		f.out = append(f.out, s...)
	default:
		number := class&isNumber != 0
		if number && f.number {
			f.parted()
		}
		if class&isMark == 0 {
			f.marks = marksIn(s)
		} else {
			f.mixed = f.mixed || f.marks > 0
			f.marks++
		}
		f.gap, f.number = noGap, number
		f.out = append(f.out, s...)
	}
}

// marksIn returns 1 if the text of one character has more than one rune, because it may end
// in a mark, and otherwise 0.
func marksIn(s string) int {
	if len(s) < 2 || s[0] >= 0xF0 || s[0] >= 0xE0 && len(s) == 3 || s[0] >= 0xC0 && s[0] < 0xE0 && len(s) == 2 {
		return 0
	}
	return 1
}

// The arithmetic of Hangul syllables (Unicode Standard, section 3.12).
const (
	hangulFirst = 0xAC00
	hangulLast  = 0xD7A3
	jamoLead    = 0x1100
	jamoVowel   = 0x1161
	jamoTail    = 0x11A7
	tailCount   = 28
	vowelCount  = 21
)

func appendJamo(dst []byte, syllable rune) []byte {
	i := syllable - hangulFirst
	dst = utf8.AppendRune(dst, jamoLead+i/(vowelCount*tailCount))
	dst = utf8.AppendRune(dst, jamoVowel+i/tailCount%vowelCount)
	if tail := i % tailCount; tail > 0 {
		dst = utf8.AppendRune(dst, jamoTail+tail)
	}
	return dst
}

// blank folds one white-space character.
func (f *folder) blank(s string) {
	if !f.kinds.Has(Spacing) {
		f.gap = brokenGap
		f.out = append(f.out, s...)
	} else if f.gap != brokenGap {
		f.gap = blankGap
	}
}

// parted keeps two numbers separate if something between them was removed.
func (f *folder) parted() {
	switch {
	case f.gap == blankGap || f.gap == quoteGap && f.kinds.Has(Spacing):
		f.out = append(f.out, ' ')
	case f.gap == quoteGap:
		f.out = append(f.out, '\'')
	}
}
