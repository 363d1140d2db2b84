package migrate

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// MemberFinder is a Source that can identify members of its own domain in the groups of other sources.
type MemberFinder interface {
	// FindMembers identifies members that another domain lists without knowing more than their DN. It returns those
	// that it knows, by that DN.
	FindMembers(ctx context.Context, foreign []Member) (map[string]Member, error)
}

// Members reads the members of a group from the source of the group. Members from the domain of another source are
// looked up there, and so are, with nested, the members of its groups.
func (j *Joined) Members(ctx context.Context, id string, nested bool) (members []Member, err error) {
	var home Source
	err = j.at(ctx, id, "read the members", func(part Source) error {
		reader, ok := part.(MemberReader)
		if !ok {
			return With(cannot("read members", part), ErrNoMembers)
		}
		home = part
		members, err = reader.Members(ctx, id, nested)
		return err
	})
	if err != nil {
		return nil, err
	}
	a := memberJoin{joined: j, nested: nested, seen: map[string]bool{id: true}}
	if err := a.add(ctx, home, members, nil); err != nil {
		return nil, err
	}
	return a.all, nil
}

// memberJoin collects the members of a group across domains.
type memberJoin struct {
	joined *Joined
	nested bool
	all    []Member
	seen   map[string]bool // by Member.ID, or by the lower-case DN if it has no ID
}

// add adds members that the source home lists. via is the path of nested groups to them.
func (a *memberJoin) add(ctx context.Context, home Source, members []Member, via []string) error {
	found, err := a.find(ctx, home, members)
	if err != nil {
		return err
	}
	for _, m := range members {
		own, isForeign := found[m.DN]
		if isForeign {
			own.Member.Via, own.Member.Primary = m.Via, m.Primary
			m = own.Member
		}
		key := cmp.Or(m.ID, strings.ToLower(m.DN)) // a member that no source knows has no ID
		if key != "" && a.seen[key] {
			continue
		}
		a.seen[key] = true
		m.Via = append(slices.Clone(via), m.Via...)
		a.all = append(a.all, m)
		reader, reads := own.source.(MemberReader)
		if !a.nested || !reads || m.Kind != GroupMember {
			continue
		}
		inner, err := reader.Members(ctx, m.ID, true)
		if err != nil {
			return err
		}
		if err := a.add(ctx, own.source, inner, append(slices.Clone(m.Via), m.Name)); err != nil {
			return err
		}
	}
	return nil
}

// located is a member with the source of its domain.
type located struct {
	Member
	source Source
}

// find looks up foreign members at the other sources.
func (a *memberJoin) find(ctx context.Context, home Source, members []Member) (map[string]located, error) {
	var foreign []Member
	for _, m := range members {
		if m.Kind == ForeignMember && m.DN != "" {
			foreign = append(foreign, m)
		}
	}
	found := map[string]located{}
	if len(foreign) == 0 {
		return found, nil
	}
	for _, part := range a.joined.parts {
		finder, ok := part.(MemberFinder)
		if !ok || part == home {
			continue
		}
		own, err := finder.FindMembers(ctx, foreign)
		if err != nil {
			return nil, err
		}
		for dn, m := range own {
			if _, known := found[dn]; !known {
				found[dn] = located{m, part}
			}
		}
	}
	return found, nil
}
