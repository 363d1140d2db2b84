package ldapsrc

import (
	"context"
	"fmt"
	"slices"

	"ad2scim/migrate"
)

// Members returns the members of the group with this objectGUID: those in its member attribute, and then those that
// have it as their primary group, marked as such (Get-ADGroupMember returns both). With nested, the members of
// groups inside it follow, each once, with the shortest path to it; cycles of groups are handled. A group that
// doesn't exist is migrate.ErrGone.
func (d *Directory) Members(ctx context.Context, id string, nested bool) ([]migrate.Member, error) {
	all, err := d.MembersOf(ctx, []string{id}, nested, nil)
	if err != nil {
		return nil, err
	}
	members, ok := all[id]
	if !ok {
		return nil, &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot read the members of " + migrate.Quote(id),
			Why: "the group no longer exists, or this account may not see it", Next: "read the list of groups again",
			Err: migrate.ErrGone,
		}
	}
	return members, nil
}

// MembersOf returns the members of many groups by objectGUID, with far fewer requests than a call of Members for
// each. A group without members has an empty list; a group that doesn't exist anymore has no entry. If one
// membership can't be read completely, the call fails.
func (d *Directory) MembersOf(ctx context.Context, ids []string, nested bool,
	report migrate.Report,
) (map[string][]migrate.Member, error) {
	for _, id := range ids {
		if _, ok := migrate.ParseGUID(id); !ok {
			return nil, badInput("cannot read the members of "+migrate.Quote(id), "it is not an objectGUID",
				"give it as Get-ADGroup prints it")
		}
	}
	m := newMembership(d.domainDN())
	const doing = "reading members"
	note := func(text string) { report.Send(migrate.Progress{Doing: doing, Note: text}) }
	// Groups that were read before a connection was lost are kept, because each one was read completely.
	err := d.withRetry(ctx, "cannot read members from "+d.source, note, func(c *conn) error {
		for batch := range slices.Chunk(m.missingIDs(ids), batchSize) {
			if err := m.loadByID(ctx, c, batch); err != nil {
				return err
			}
			report.Send(migrate.Progress{Doing: doing, Done: len(m.byID), Total: len(ids)})
		}
		for {
			for batch := range slices.Chunk(m.unreadPrimary(), batchSize) {
				if err := m.loadPrimary(ctx, c, batch); err != nil {
					return err
				}
			}
			unknown := m.unknown()
			total := len(m.objects) + len(unknown)
			for batch := range slices.Chunk(unknown, batchSize) {
				if err := m.identify(ctx, c, batch); err != nil {
					return err
				}
				report.Send(migrate.Progress{Doing: "reading who the members are", Done: len(m.objects), Total: total})
			}
			inner := m.unreadGroups()
			if !nested || len(inner) == 0 {
				return nil
			}
			for batch := range slices.Chunk(inner, batchSize) {
				if err := m.loadByDN(ctx, c, batch); err != nil {
					return err
				}
				report.Send(migrate.Progress{Doing: doing, Done: len(m.groups), Note: fmt.Sprintf("nested groups: %d",
					len(m.groups)-len(m.byID))})
			}
		}
	})
	if err != nil {
		return nil, err
	}
	all := make(map[string][]migrate.Member, len(ids))
	for _, id := range ids {
		if root, ok := m.byID[normalID(id)]; ok {
			all[id] = m.list(root, nested)
		}
	}
	return all, nil
}

// list walks from a group to its members, nearest first.
func (m *membership) list(root string, nested bool) []migrate.Member {
	type step struct {
		group string
		via   []string
	}
	list := []migrate.Member{}
	seen := map[string]bool{root: true}
	for queue := []step{{group: root}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		own := m.groups[at.group]
		for i, dn := range slices.Concat(own, m.primary[m.rids[at.group]]) {
			k := dnKey(dn)
			if seen[k] {
				continue
			}
			seen[k] = true
			member := m.objects[k]
			member.Via, member.Primary = at.via, i >= len(own)
			list = append(list, member)
			if nested && member.Kind == migrate.GroupMember {
				queue = append(queue, step{k, append(slices.Clone(at.via), member.Name)})
			}
		}
	}
	return list
}
