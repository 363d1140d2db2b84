package operation

import (
	"cmp"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// MemberGroups lists the pairs of groups of a row whose members are shown next to each other:
// its two groups, or its one group with each group that it may be.
func MemberGroups(row *diff.Row) (pairs [][2]*migrate.Group) {
	add := func(side migrate.Side, other *migrate.Group) {
		switch {
		case row.SCIM == nil && side == migrate.SCIM:
			pairs = append(pairs, [2]*migrate.Group{row.AD, other})
		case row.AD == nil && side == migrate.AD:
			pairs = append(pairs, [2]*migrate.Group{other, row.SCIM})
		}
	}
	for _, c := range row.Candidates() {
		add(c.Side, c.Group)
	}
	for _, n := range row.Near() {
		add(n.Side, n.Group)
	}
	if len(pairs) == 0 {
		return [][2]*migrate.Group{{row.AD, row.SCIM}}
	}
	return pairs
}

// NoMembers says why the members of a group can't be read from a source; empty if they can.
// The group is nil where a side has none.
func NoMembers(source migrate.Source, group *migrate.Group) string {
	switch _, reads := source.(migrate.MemberReader); {
	case group == nil:
		return "no group on this side"
	case !reads:
		return "doesn't list members"
	case group.ID == "":
		return "the group has no id"
	}
	return ""
}

// MemberPair is a member on both sides, or on one side.
type MemberPair struct{ AD, SCIM *migrate.Member }

// MemberStanding says how the two members of a pair compare, in the order in which they are
// listed.
type MemberStanding uint8

// The results of comparing two members.
const (
	MemberOnlyAD MemberStanding = iota
	MemberOnlySCIM
	MemberDiffers // the e-mail address
	MemberSame
)

// PairMembers pairs members by e-mail address, then by user name, identical ones first. Case
// and surrounding spaces are ignored to find a partner, but an address that isn't the same
// bytes differs. Members on one side only come first, then those that differ.
func PairMembers(left, right []migrate.Member) []MemberPair {
	partners, used := make([]int, len(left)), make([]bool, len(right))
	for i := range partners {
		partners[i] = -1
	}
	for _, fold := range []func(string) string{asIs, folded} {
		byKey := map[string]int{}
		for i := range right {
			for _, k := range identities(&right[i]) {
				if _, taken := byKey[fold(k)]; !taken && !used[i] {
					byKey[fold(k)] = i
				}
			}
		}
		for i := range left {
			for _, k := range identities(&left[i]) {
				if at, ok := byKey[fold(k)]; ok && partners[i] < 0 && !used[at] {
					partners[i], used[at] = at, true
				}
			}
		}
	}
	var out []MemberPair
	for i, at := range partners {
		m := MemberPair{AD: &left[i]}
		if at >= 0 {
			m.SCIM = &right[at]
		}
		out = append(out, m)
	}
	for i := range right {
		if !used[i] {
			out = append(out, MemberPair{SCIM: &right[i]})
		}
	}
	slices.SortStableFunc(out, func(a, b MemberPair) int {
		return cmp.Or(cmp.Compare(a.Standing(), b.Standing()),
			strings.Compare(strings.ToLower(a.name()), strings.ToLower(b.name())))
	})
	return out
}

func asIs(s string) string { return s }

func folded(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// identities are the values that identify a member, best first. A group has no address, so
// its name identifies it.
func identities(m *migrate.Member) []string {
	var out []string
	for _, s := range []string{m.Mail, m.UPN} {
		if s != "" {
			out = append(out, s)
		}
	}
	if len(out) == 0 && m.Name != "" {
		out = append(out, "name:"+m.Name)
	}
	return out
}

// Addresses returns the e-mail addresses of both, or the user names if a side has no address.
// They are compared byte for byte.
func (m MemberPair) Addresses() (left, right string) {
	switch {
	case m.AD.Mail != "" && m.SCIM.Mail != "":
		return m.AD.Mail, m.SCIM.Mail
	case m.AD.UPN != "" && m.SCIM.UPN != "":
		return m.AD.UPN, m.SCIM.UPN
	}
	return cmp.Or(m.AD.Mail, m.AD.UPN), cmp.Or(m.SCIM.Mail, m.SCIM.UPN)
}

// Standing returns how the two members compare.
func (m MemberPair) Standing() MemberStanding {
	switch {
	case m.SCIM == nil:
		return MemberOnlyAD
	case m.AD == nil:
		return MemberOnlySCIM
	}
	if left, right := m.Addresses(); left != right {
		return MemberDiffers
	}
	return MemberSame
}

func (m MemberPair) name() string {
	if m.AD != nil {
		return MemberName(m.AD)
	}
	return MemberName(m.SCIM)
}

// MemberName returns the name of a member, or what else identifies it.
func MemberName(m *migrate.Member) string { return cmp.Or(m.Name, m.Mail, m.UPN, m.DN, m.ID) }
