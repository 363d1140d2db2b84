package dc

import (
	"slices"
	"strconv"
	"strings"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// AD's matching rules (MS-ADTS section 3.1.1.3.4.4).
const (
	ruleBitAnd  = "1.2.840.113556.1.4.803"
	ruleBitOr   = "1.2.840.113556.1.4.804"
	ruleInChain = "1.2.840.113556.1.4.1941"
)

// matches reports whether an entry matches a search filter (RFC 4511 section 4.5.1.7). An invalid filter doesn't
// match, like an unknown attribute.
func matches(e *Entry, f *ber.Packet) bool {
	switch f.Tag {
	case ldap.FilterAnd:
		return !slices.ContainsFunc(f.Children, func(c *ber.Packet) bool { return !matches(e, c) })
	case ldap.FilterOr:
		return slices.ContainsFunc(f.Children, func(c *ber.Packet) bool { return matches(e, c) })
	case ldap.FilterNot:
		return len(f.Children) == 1 && !matches(e, f.Children[0])
	case ldap.FilterPresent:
		_, values := e.values(text(f))
		return len(values) > 0
	case ldap.FilterEqualityMatch, ldap.FilterApproxMatch, ldap.FilterGreaterOrEqual, ldap.FilterLessOrEqual:
		return len(f.Children) == 2 && compares(e, f.Tag, text(f.Children[0]), text(f.Children[1]))
	case ldap.FilterSubstrings:
		return len(f.Children) == 2 && hasSubstrings(e, text(f.Children[0]), f.Children[1].Children)
	case ldap.FilterExtensibleMatch:
		return matchesRule(e, f.Children)
	}
	return false
}

func compares(e *Entry, operator ber.Tag, attribute, want string) bool {
	name, values := e.values(attribute)
	return slices.ContainsFunc(values, func(have string) bool {
		switch operator {
		case ldap.FilterGreaterOrEqual, ldap.FilterLessOrEqual:
			return inOrder(operator, have, want)
		}
		return equal(name, have, want)
	})
}

func inOrder(operator ber.Tag, have, want string) bool {
	a, errA := strconv.ParseInt(have, 10, 64)
	b, errB := strconv.ParseInt(want, 10, 64)
	order := strings.Compare(fold(have), fold(want))
	if errA == nil && errB == nil {
		order = int(max(-1, min(1, a-b)))
	}
	return operator == ldap.FilterGreaterOrEqual && order >= 0 || operator == ldap.FilterLessOrEqual && order <= 0
}

// equal compares by the attribute's syntax: octets exactly, DNs by their parts, everything else without case.
func equal(name, have, want string) bool {
	switch name {
	case "objectGUID", "objectSid":
		return have == want
	case "member", "memberOf", "distinguishedName":
		return keyOf(have) == keyOf(want)
	case "objectCategory":
		// AD accepts the class in place of the category's DN.
		category, _, _ := strings.Cut(strings.TrimPrefix(have, "CN="), ",")
		return strings.EqualFold(category, want) || strings.EqualFold(have, want) || strings.HasPrefix(fold(want),
			"cn="+fold(category)+",")
	}
	return fold(have) == fold(want)
}

func hasSubstrings(e *Entry, attribute string, parts []*ber.Packet) bool {
	_, values := e.values(attribute)
	return slices.ContainsFunc(values, func(have string) bool {
		rest := fold(have)
		for _, p := range parts {
			part := fold(text(p))
			at := strings.Index(rest, part)
			switch {
			case p.Tag == ldap.FilterSubstringsFinal:
				return strings.HasSuffix(rest, part)
			case at < 0, p.Tag == ldap.FilterSubstringsInitial && at > 0:
				return false
			}
			rest = rest[at+len(part):]
		}
		return true
	})
}

func matchesRule(e *Entry, parts []*ber.Packet) bool {
	var rule, attribute, want string
	for _, p := range parts {
		switch p.Tag {
		case ldap.MatchingRuleAssertionMatchingRule:
			rule = text(p)
		case ldap.MatchingRuleAssertionType:
			attribute = text(p)
		case ldap.MatchingRuleAssertionMatchValue:
			want = text(p)
		}
	}
	_, values := e.values(attribute)
	switch rule {
	case ruleInChain:
		return inChain(e, fold(attribute), keyOf(want), map[*Entry]bool{})
	case ruleBitAnd, ruleBitOr:
		mask, err := strconv.ParseInt(want, 10, 64)
		return err == nil && slices.ContainsFunc(values, func(have string) bool {
			bits, err := strconv.ParseInt(have, 10, 64)
			both := bits & mask
			return err == nil && (rule == ruleBitAnd && both == mask || rule == ruleBitOr && both != 0)
		})
	case "":
		return compares(e, ldap.FilterEqualityMatch, attribute, want)
	}
	return false
}

// inChain follows a linked attribute through nested groups; seen ends cycles.
func inChain(e *Entry, attribute, want string, seen map[*Entry]bool) bool {
	next := e.members
	if attribute == "memberof" {
		next = e.memberOf
	}
	for _, n := range next {
		if seen[n] {
			continue
		}
		seen[n] = true
		if keyOf(n.dn) == want || inChain(n, attribute, want, seen) {
			return true
		}
	}
	return false
}

// text returns the content of a primitive element, byte for byte.
func text(p *ber.Packet) string {
	if p.Data == nil {
		return ""
	}
	return p.Data.String()
}
