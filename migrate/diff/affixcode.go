package diff

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ad2scim/migrate"
	"ad2scim/migrate/names/words"
)

// The codes that say how a group is stored, and not whose it is, as public naming
// conventions for Active Directory and identity providers have them. HR, UK, EMEA and DEV
// are none: HR-Oslo and IT-Oslo are two groups.
var (
	// kindCodes are the kinds of groups: global, universal and domain local groups, security
	// groups, distribution lists. DL_Sales may be what GG_Sales is a member of.
	kindCodes = []string{"dl", "dlg", "gdl", "gg", "gu", "sec", "sg", "ug"}
	// systemCodes are, beside the identity providers, systems that hold groups. Push rules
	// mark groups with their names.
	systemCodes = []string{"aad", "azure", "google", "onelogin"}
	// plainCodes tell no group from another.
	plainCodes = []string{"ad", "app", "dashlane", "grp", "ldap", "saml", "scim", "sso"}
)

// isConvention reports whether a text has signs and known codes alone.
func isConvention(s string) bool {
	for _, w := range wordsOf(s) {
		if !slices.Contains(kindCodes, w) && !isSystem(w) && !slices.Contains(plainCodes, w) {
			return false
		}
	}
	return true
}

func isSystem(word string) bool {
	return migrate.Scheme(word).IsProvider() || slices.Contains(systemCodes, word)
}

// longestCode is how many letters an unknown abbreviation has at most: EMEA.
const longestCode = 4

// isAbbreviation reports whether a text has signs, known codes and abbreviations alone, and
// no other word or name.
func isAbbreviation(s string) bool {
	for _, w := range wordsOf(s) {
		if !isConvention(w) && (utf8.RuneCountInString(w) > longestCode || words.Known(w)) {
			return false
		}
	}
	return true
}

// mayDiffer reports whether what all names of each side have in common leaves it open that
// names with the same rest are two groups: HR- and IT-, GG_ and DL_, `CORP\` and `EMEA\`.
func mayDiffer(both [2]affix) bool {
	if both[adSide].prefix+both[adSide].suffix == "" || both[scimSide].prefix+both[scimSide].suffix == "" {
		return false
	}
	var domain, kind, system [2]string
	for side, a := range both {
		var rest string
		domain[side], rest = cutDomain(a.prefix)
		for _, w := range wordsOf(rest + " " + a.suffix) {
			switch {
			case slices.Contains(kindCodes, w):
				kind[side] += w + " "
			case isSystem(w):
				system[side] += w + " "
			case !slices.Contains(plainCodes, w):
				return true
			}
		}
	}
	for _, said := range [][2]string{domain, kind, system} {
		if said[adSide] != "" && said[scimSide] != "" && !strings.EqualFold(said[adSide], said[scimSide]) {
			return true
		}
	}
	return false
}

// codePrefix returns the part of a shared beginning that is a naming convention, not part
// of the group's name: GG_ of "GG_Sales ", `CORP\`, "[APP] ", and nothing of "Sales ".
// isCode judges what is beside a domain.
func codePrefix(shared string, isCode func(string) bool) string {
	for end := len(shared); end > 0; {
		at := strings.LastIndexFunc(shared[:end], isSign)
		if at < 0 {
			break
		}
		r, size := utf8.DecodeRuneInString(shared[at:])
		prefix := shared[:at+size]
		spaces := len(shared[at+size:]) - len(strings.TrimLeftFunc(shared[at+size:], unicode.IsSpace))
		_, rest := cutDomain(prefix)
		if (spaces == 0 || unicode.Is(unicode.Pe, r)) && strings.ContainsFunc(prefix, inWord) &&
			!strings.ContainsFunc(rest, unicode.IsSpace) && isCode(rest) {
			return shared[:at+size+spaces]
		}
		end = at
	}
	return ""
}

// codeSuffix is codePrefix for an end: "-APP", " (Okta)".
func codeSuffix(shared string, isCode func(string) bool) string {
	for i, r := range shared {
		before := strings.TrimRightFunc(shared[:i], unicode.IsSpace)
		if isSign(r) && (len(before) == i || unicode.Is(unicode.Ps, r)) && strings.ContainsFunc(shared[i:], inWord) &&
			!strings.ContainsFunc(shared[i:], unicode.IsSpace) && isCode(shared[i:]) {
			return shared[len(before):]
		}
	}
	return ""
}

// cutDomain splits a prefix after the domain that it begins with, if any: `CORP\`,
// corp.example.com/, or PRIMARY/, the first user store of WSO2 Identity Server.
func cutDomain(prefix string) (domain, rest string) {
	if i := strings.LastIndexByte(prefix, '\\'); i > 0 {
		return prefix[:i], prefix[i+1:]
	}
	if domain, rest, ok := strings.Cut(prefix, "/"); ok && (strings.Contains(domain, ".") || domain == "PRIMARY") {
		return domain, rest
	}
	return "", prefix
}

// wordsOf returns the words of a text in small letters, without signs and spaces.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), notInWord)
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

func notInWord(r rune) bool { return !inWord(r) }

func isSign(r rune) bool { return !inWord(r) && !unicode.IsSpace(r) }
