package fix

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"ad2scim/migrate"
)

// rule is a reason for rejecting a name, or for a warning about it.
type rule struct {
	severity Severity
	// broken returns how a fix breaks the rule, or "".
	broken func(Fix) string
}

// Maximum lengths of a name in UTF-16 units. For Active Directory they are rangeUpper in the schema (MS-ADA1
// section 2.110 for cn, 2.175 for displayName; MS-ADA3 for sAMAccountName: 256, limited to 20 for user accounts
// only). RFC 7643 has no limit for displayName; providers have about the same.
const (
	maxCommonName  = 64
	maxAccountName = 256
	maxDisplayName = 256
)

// forbiddenInAccountNames are not permitted in a sAMAccountName (MS-SAMR section 3.1.1.6).
const forbiddenInAccountNames = `"/\[]:;|=,+*?<>`

var everyName = []rule{
	{Error, func(f Fix) string { return yes(f.After == "" && !removable(f), f, "the new name is empty") }},
	{Warning, func(f Fix) string {
		return yes(f.After == "" && removable(f), f, "its displayName is removed, as it was before")
	}},
	{Error, func(f Fix) string { return yes(!utf8.ValidString(f.After), f, "the new name is not valid UTF-8") }},
	{Error, func(f Fix) string {
		return yes(strings.ContainsAny(f.After, "\x00\n\r"), f, "the new name has a line break or a NUL")
	}},
	{Warning, func(f Fix) string {
		return yes(strings.ContainsFunc(f.After, unicode.IsControl) && !strings.ContainsAny(f.After, "\x00\n\r"), f,
			"the new name has control characters: "+show(f.After))
	}},
	{Warning, func(f Fix) string {
		return yes(strings.TrimSpace(f.After) != f.After, f,
			"the new name begins or ends with a space, which some servers remove: the name is read again after the change")
	}},
}

var attributeRules = map[migrate.Attribute][]rule{
	migrate.CommonName: {atMost(Error, maxCommonName)},
	migrate.SAMAccountName: {
		atMost(Error, maxAccountName),
		{Error, func(f Fix) string {
			i := strings.IndexAny(f.After, forbiddenInAccountNames)
			if i < 0 {
				return ""
			}
			return show(f.After) + " cannot be a logon name: it has " + migrate.Quote(f.After[i:i+1])
		}},
		{Error, func(f Fix) string {
			return yes(f.After != "" && strings.Trim(f.After, ". 0123456789") == "", f,
				"a logon name can't consist only of digits, dots and spaces")
		}},
		{Warning, func(f Fix) string {
			return yes(strings.Contains(f.After, "@"), f, "a logon name with @ is refused by Windows' own tools")
		}},
		{Error, func(f Fix) string {
			return yes(strings.HasSuffix(f.After, "."), f, "a logon name cannot end with a dot")
		}},
	},
	migrate.DisplayName: {atMost(Error, maxDisplayName)},
}

// removable reports whether the attribute may be removed.
func removable(f Fix) bool { return f.Side == migrate.AD && f.Attribute == migrate.DisplayName }

func rulesFor(f Fix) []rule {
	list := append([]rule(nil), everyName...)
	if f.Side == migrate.SCIM {
		return append(list, atMost(Warning, maxDisplayName))
	}
	return append(list, attributeRules[f.Attribute]...)
}

func yes(broken bool, f Fix, words string) string {
	if !broken {
		return ""
	}
	return show(f.Before) + ": " + words
}

func atMost(severity Severity, most int) rule {
	return rule{severity, func(f Fix) string {
		n := len(utf16.Encode([]rune(f.After)))
		return yes(n > most, f, fmt.Sprintf("the new name has %d characters; the limit is %d", n, most))
	}}
}
