package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// runeClass says how the layers treat a rune, apart from the forms of letters.
type runeClass uint16

const (
	isBlank     runeClass = 1 << iota // Spacing folds it
	isInvisible                       // Invisible folds it
	isSeparator                       // Punctuation makes it a space
	isQuote                           // Punctuation drops it
	isNumber                          // a digit or another numeral
	isMark                            // a combining mark, whose order among its neighbors may matter
	isHangul                          // a syllable: decomposes by arithmetic
	isLetter
	isAccent // a mark that some writers leave out (Mn)
	isSmall
	isCapital
	isLatinLetter // Latin in each of its forms: Accents folds all marks on it
)

// layers returns the layers that change a rune of the class.
func (c runeClass) layers() Kinds {
	var s Kinds
	if c&isBlank != 0 {
		s = s.With(Spacing)
	}
	if c&isInvisible != 0 {
		s = s.With(Invisible)
	}
	if c&(isSeparator|isQuote) != 0 {
		s = s.With(Punctuation)
	}
	if c&isSeparator != 0 {
		s = s.With(Spacing) // the space that it becomes
	}
	if c&isHangul != 0 {
		s = s.With(Unicode)
	}
	return s
}

// missing returns the kind of a difference if a rune of the class is in one name only;
// Similar if no layer removes it.
func (c runeClass) missing() Kind {
	switch {
	case c&isBlank != 0:
		return Spacing
	case c&isInvisible != 0:
		return Invisible
	case c&(isSeparator|isQuote) != 0:
		return Punctuation
	}
	return Similar
}

// classOf returns the class of a rune.
//
// Signs with a meaning (# + & @ % $ * = ! ? and others) have no class: "C" and "C#" are
// different names.
func classOf(r rune) runeClass {
	switch {
	case unicode.Is(unicode.White_Space, r):
		return isBlank
	case showsNothing(r):
		return isInvisible
	case isQuoteRune(r):
		return isQuote
	case isSeparatorRune(r):
		return isSeparator
	case unicode.IsNumber(r) && !isWrittenInLetters(r):
		return isNumber
	case unicode.Is(unicode.Mn, r):
		return isMark | isAccent
	case unicode.IsMark(r):
		return isMark
	case r >= hangulFirst && r <= hangulLast:
		return isHangul | isLetter
	case unicode.IsUpper(r):
		return isLetter | isCapital
	case unicode.IsLower(r):
		return isLetter | isSmall
	case unicode.IsLetter(r):
		return isLetter
	}
	return 0
}

// isWrittenInLetters reports whether a numeral's compatibility form has letters and
// no numeral: Ⅳ is IV, and ㊁ is 二.
func isWrittenInLetters(numeral rune) bool {
	return !strings.ContainsFunc(norm.NFKD.String(string(numeral)), unicode.IsNumber)
}

// showsNothing reports whether a rune is a control character that isn't white space, or has
// the property Default_Ignorable_Code_Point (Unicode Standard, section 5.21): format
// characters and characters without a shape.
func showsNothing(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) ||
		r == 0x2800 // the empty braille cell
}

// isQuoteRune reports whether a rune is a quote, an apostrophe or a character used as one, or
// a bracket: marks around or inside a word.
func isQuoteRune(r rune) bool {
	switch r {
	case '\'', '"', '`', '´', 'ʹ', 'ʺ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', 'ˮ', '՚', '׳', '״', '′', '″', '‴', '‵', '‶', '＇', '＂',
		'｀', '〃':
		return true
	}
	return unicode.In(r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf)
}

// isSeparatorRune reports whether a rune is used between words instead of a space.
func isSeparatorRune(r rune) bool {
	switch r {
	case '.', ',', ';', ':', '/', '\\', '|', '~', '·', '•', '‣', '․', '‥', '…', '‧', '∙', '⋅', '⁄', '∕', '−', '⁃', '¦',
		'、', '。', '・', '｡', '､', '･', '．', '，', '；', '：', '／', '＼', '｜', '～', '﹒', '﹐', '﹔', '﹕', '﹨',
		'،', '؛', '۔', '।', '։', '׀', '׃':
		return true
	}
	return unicode.In(r, unicode.Pd, unicode.Pc)
}
