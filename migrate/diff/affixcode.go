package diff

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ad2scim/migrate/names/words"
)

// longestCode is how many letters an abbreviation has at most: GG, APP, SCIM.
const longestCode = 4

// codePrefix returns the part of a common beginning that belongs to how a directory writes
// names, and not to the group: GG_ of "GG_Sales ", `CORP\`, "[APP] ". For "Sales " it returns
// nothing.
func codePrefix(shared string) string {
	for end := len(shared); end > 0; {
		at := strings.LastIndexFunc(shared[:end], isSign)
		if at < 0 {
			break
		}
		r, size := utf8.DecodeRuneInString(shared[at:])
		prefix := shared[:at+size]
		spaces := len(shared[at+size:]) - len(strings.TrimLeftFunc(shared[at+size:], unicode.IsSpace))
		if (spaces == 0 || unicode.Is(unicode.Pe, r)) &&
			strings.ContainsFunc(prefix, inWord) && isCode(afterDomain(prefix)) {
			return shared[:at+size+spaces]
		}
		end = at
	}
	return ""
}

// codeSuffix is codePrefix for an end: "-APP", " (Okta)".
func codeSuffix(shared string) string {
	for i, r := range shared {
		before := strings.TrimRightFunc(shared[:i], unicode.IsSpace)
		if isSign(r) && (len(before) == i || unicode.Is(unicode.Ps, r)) &&
			strings.ContainsFunc(shared[i:], inWord) && isCode(shared[i:]) {
			return shared[len(before):]
		}
	}
	return ""
}

// afterDomain returns what follows a domain: CORP\ or corp.example.com/.
func afterDomain(s string) string {
	if i := strings.LastIndexByte(s, '\\'); i > 0 {
		return s[i+1:]
	}
	if domain, rest, ok := strings.Cut(s, "/"); ok && strings.Contains(domain, ".") {
		return rest
	}
	return s
}

// products are the systems whose name a push rule adds to the groups that it sends.
var products = []string{"azure", "dashlane", "entra", "google", "jumpcloud", "okta", "onelogin"}

// isCode reports whether a text consists of signs, abbreviations and product names only.
func isCode(s string) bool {
	if strings.ContainsFunc(s, unicode.IsSpace) {
		return false
	}
	for _, w := range strings.FieldsFunc(s, isSign) {
		w = strings.ToLower(w)
		if !slices.Contains(products, w) && (utf8.RuneCountInString(w) > longestCode || words.Known(w)) {
			return false
		}
	}
	return true
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

func isSign(r rune) bool { return !inWord(r) && !unicode.IsSpace(r) }
