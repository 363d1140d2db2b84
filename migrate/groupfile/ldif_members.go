package groupfile

import (
	"strings"

	"ad2scim/migrate"
)

// members reads the members of group i from its entry. An entry only has the members' DNs.
func (r *ldifReader) members(i int) ([]migrate.Member, error) {
	lines := ldifLines{d: r.d, pos: r.spans[i].start}
	var list []migrate.Member
	for lines.pos < r.spans[i].end {
		a, _, problem := lines.next()
		switch {
		case problem != nil:
			return nil, problem
		case a == nil || fieldOf(a.attribute) != membersField || a.url:
		case strings.HasPrefix(strings.ToLower(a.options), "range=") && !strings.HasSuffix(a.options, "*"):
			return nil, r.d.broken(a.offset, "the server cut the list of members ("+migrate.Quote(clip(a.options))+")",
				"read the members from AD itself")
		default:
			list = append(list, migrate.Member{Kind: migrate.UnknownMember, Name: nameFromDN(a.value), DN: a.value})
		}
	}
	return list, nil
}
