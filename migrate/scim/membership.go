package scim

import (
	"cmp"
	"context"
	"slices"

	"ad2scim/migrate"
)

// membership is the part of the group memberships that has been read so far.
type membership struct {
	client *Client
	groups map[string]*fullGroup // by id; nil for a group that doesn't exist
	users  map[string]*User      // by id; nil for a user that doesn't exist
	listed bool                  // groups has all groups
}

func newMembership(c *Client) *membership {
	return &membership{client: c, groups: map[string]*fullGroup{}, users: map[string]*User{}}
}

// listAll reads all groups at once. Some providers omit members in a list; such groups are read one by one later.
func (m *membership) listAll(ctx context.Context, report migrate.Report) error {
	all, err := list[fullGroup](ctx, m.client, groupsWithMembers, report)
	if err != nil {
		return err
	}
	m.listed = slices.ContainsFunc(all, func(g fullGroup) bool { return g.Members != nil && len(*g.Members) > 0 })
	for i := range all {
		if m.listed {
			m.groups[all[i].id()] = &all[i]
		}
	}
	return nil
}

// read reads these groups if necessary and, with nested, the groups inside them.
func (m *membership) read(ctx context.Context, ids []string, nested bool, report migrate.Report) error {
	for wanted := m.unread(ids); len(wanted) > 0; {
		for batch := range slices.Chunk(wanted, 100) {
			for _, id := range batch {
				m.groups[id] = nil
			}
			err := fetch(ctx, m.client, "/Groups", batch, func(id string, g *fullGroup) { m.groups[id] = g })
			if err != nil {
				return err
			}
			report.Send(migrate.Progress{Doing: "reading members", Done: len(m.groups)})
		}
		if !nested {
			return nil
		}
		var inner []string
		for _, id := range wanted {
			inner = append(inner, m.inside(id)...)
		}
		wanted = m.unread(inner)
	}
	return nil
}

func (m *membership) unread(ids []string) []string {
	var unread []string
	for _, id := range ids {
		if _, known := m.groups[id]; !known && !m.listed && id != "" {
			unread = append(unread, id)
		}
	}
	slices.Sort(unread)
	return slices.Compact(unread)
}

// inside returns the members of a group that are groups, or may be.
func (m *membership) inside(id string) []string {
	var inner []string
	for _, item := range m.items(id) {
		if item.kind() != migrate.UserMember {
			inner = append(inner, string(item.Value))
		}
	}
	return inner
}

func (m *membership) items(id string) []memberItem {
	if g := m.groups[id]; g != nil && g.Members != nil {
		return *g.Members
	}
	return nil
}

// identify reads the members that aren't groups.
func (m *membership) identify(ctx context.Context, report migrate.Report) error {
	var unknown []string
	for id := range m.groups {
		for _, item := range m.items(id) {
			if v := string(item.Value); item.kind() != migrate.GroupMember && m.groups[v] == nil && v != "" {
				unknown = append(unknown, v)
			}
		}
	}
	slices.Sort(unknown)
	if err := m.readUsers(ctx, slices.Compact(unknown), report); err != nil {
		return err
	}
	maybe := m.maybeGroups()
	if len(maybe) > fewAlone && !m.listed {
		// If many members are neither, the list of groups identifies them with fewer requests.
		all, err := list[groupItem](ctx, m.client, groupsAlone, report)
		if err != nil {
			return err
		}
		isGroup := map[string]bool{}
		for _, g := range all {
			isGroup[g.id()] = true
		}
		maybe = slices.DeleteFunc(maybe, func(id string) bool { return !isGroup[id] })
	}
	return m.read(ctx, maybe, false, report)
}

// maybeGroups returns the members without a kind that aren't users.
func (m *membership) maybeGroups() []string {
	var list []string
	for id := range m.groups {
		for _, item := range m.items(id) {
			if v := string(item.Value); item.kind() == migrate.UnknownMember && m.users[v] == nil {
				list = append(list, v)
			}
		}
	}
	return list
}

// of returns a group's members: its own first, then those of the groups inside it, level by level.
func (m *membership) of(id string, nested bool) []migrate.Member {
	type step struct {
		group string
		via   []string
	}
	members := []migrate.Member{}
	found := map[string]bool{}
	for queue := []step{{group: id}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, item := range m.items(at.group) {
			inner := string(item.Value)
			if found[inner] {
				continue
			}
			found[inner] = true
			member := m.member(item)
			member.Via = slices.Clone(at.via)
			members = append(members, member)
			if nested && member.Kind == migrate.GroupMember {
				queue = append(queue, step{inner, append(slices.Clone(at.via), member.Name)})
			}
		}
	}
	return members
}

func (m *membership) member(item memberItem) migrate.Member {
	id := string(item.Value)
	one := migrate.Member{ID: id, Kind: item.kind(), Name: cmp.Or(string(item.Display), id)}
	if g := m.groups[id]; g != nil && one.Kind != migrate.UserMember {
		one.Kind, one.Name = migrate.GroupMember, cmp.Or(string(g.DisplayName), one.Name)
		return one
	}
	if u := m.users[id]; u != nil && one.Kind != migrate.GroupMember {
		one.Kind, one.Name, one.Mail, one.UPN = migrate.UserMember, cmp.Or(u.Display, string(item.Display), u.UserName, id),
			u.Mail, u.UserName
		return one
	}
	if one.Kind != migrate.GroupMember {
		one.Kind = migrate.DeletedMember
	}
	return one
}
