package ldapsrc

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// batchSize is how many objects are asked for in one search. AD takes far
// longer filters, but its time for one grows with them.
const batchSize = 100

// membership is who is in which group, as far as it has been read.
type membership struct {
	domain  string
	groups  map[string][]string       // members' DNs, by key of the group's DN
	byID    map[string]string         // key of the group's DN, by objectGUID
	objects map[string]migrate.Member // by key of the member's DN
	asked   map[string]bool           // objectGUIDs that were looked for
	rids    map[string]string         // the last part of the group's SID, by key of its DN
	primary map[string][]string       // DNs of those that have a group as primaryGroupID, by that
}

func newMembership(domain string) *membership {
	return &membership{
		domain: domain, groups: map[string][]string{}, byID: map[string]string{},
		objects: map[string]migrate.Member{}, asked: map[string]bool{},
		rids: map[string]string{}, primary: map[string][]string{},
	}
}

// key makes two spellings of one DN equal: AD compares DNs without regard to
// case, and no two objects of a container differ by case alone.
func key(dn string) string { return strings.ToLower(dn) }

// normalID is the objectGUID's text as migrate.GUIDText writes it.
func normalID(id string) string {
	wire, _ := migrate.ParseGUID(id)
	text, _ := migrate.GUIDText(wire[:])
	return text
}

func (m *membership) missingIDs(ids []string) []string {
	missing := map[string]bool{}
	for _, id := range ids {
		if id = normalID(id); !m.asked[id] {
			missing[id] = true
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

// unknown returns the DNs of members of which no more than the DN is known.
func (m *membership) unknown() []string {
	found := map[string]string{}
	for _, dns := range m.groups {
		for _, dn := range dns {
			if _, known := m.objects[key(dn)]; !known {
				found[key(dn)] = dn
			}
		}
	}
	return slices.Sorted(maps.Values(found))
}

// unreadGroups returns the DNs of members that are groups not read yet.
func (m *membership) unreadGroups() []string {
	var unread []string
	for k, o := range m.objects {
		if _, read := m.groups[k]; o.Kind == migrate.GroupMember && !read {
			unread = append(unread, o.DN)
		}
	}
	slices.Sort(unread)
	return unread
}

func (m *membership) loadByID(ctx context.Context, c *conn, ids []string) error {
	var filter strings.Builder
	for _, id := range ids {
		wire, _ := migrate.ParseGUID(id)
		filter.WriteString(guidFilter(wire))
	}
	err := m.load(ctx, c, filter.String())
	if err == nil {
		for _, id := range ids {
			m.asked[id] = true
		}
	}
	return err
}

func (m *membership) loadByDN(ctx context.Context, c *conn, dns []string) error {
	if err := m.load(ctx, c, dnFilter(dns)); err != nil {
		return err
	}
	for _, dn := range dns {
		if _, read := m.groups[key(dn)]; !read {
			return &migrate.Problem{
				Class: migrate.Unreachable, What: "cannot read the members of the nested group " +
					migrate.Quote(dn),
				Why: "it was renamed, moved or deleted in the meantime", Next: "try again", Err: migrate.ErrChanged,
			}
		}
	}
	return nil
}

// load reads the groups that any of the terms finds, each with all its
// members.
func (m *membership) load(ctx context.Context, c *conn, terms string) error {
	search := ldap.NewSearchRequest(m.domain, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, "(|"+terms+")",
		[]string{"objectGUID", "objectSid", "uSNChanged", "member"}, nil)
	var found []*ldap.Entry
	err := c.pages(ctx, search, func(page *ldap.SearchResult) (int, error) {
		found = append(found, page.Entries...)
		return len(page.Entries), nil
	})
	if err != nil {
		return err
	}
	for _, e := range found {
		dns, err := c.wholeMember(ctx, e)
		if err != nil {
			return err
		}
		m.groups[key(e.DN)] = dns
		if rid := domainRID(migrate.SIDText(e.GetEqualFoldRawAttributeValue("objectSid"))); rid != "" {
			m.rids[key(e.DN)] = rid
		}
		if id, ok := migrate.GUIDText(e.GetEqualFoldRawAttributeValue("objectGUID")); ok {
			m.byID[id] = key(e.DN)
		}
	}
	return nil
}

// identify reads who these members are. One that the server does not show
// stays in the list under the name in its DN.
func (m *membership) identify(ctx context.Context, c *conn, dns []string) error {
	search := ldap.NewSearchRequest(m.domain, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		"(|"+dnFilter(dns)+")",
		memberAttributes, nil)
	err := c.pages(ctx, search, func(page *ldap.SearchResult) (int, error) {
		for _, e := range page.Entries {
			// An object that the account may not read can be shown bare.
			id, readable := migrate.GUIDText(e.GetEqualFoldRawAttributeValue("objectGUID"))
			if !readable {
				continue
			}
			m.objects[key(e.DN)] = memberOf(id, e)
		}
		return len(page.Entries), nil
	})
	if err != nil {
		return err
	}
	for _, dn := range dns {
		if _, shown := m.objects[key(dn)]; !shown {
			m.objects[key(dn)] = unseen(dn, m.domain)
		}
	}
	return nil
}

var memberAttributes = []string{"objectGUID", "objectClass", "name", "mail", "userPrincipalName", "primaryGroupID"}

func memberOf(id string, e *ldap.Entry) migrate.Member {
	return migrate.Member{
		ID: id, DN: e.DN, Name: e.GetEqualFoldAttributeValue("name"),
		Kind: kindOf(e.GetEqualFoldAttributeValues("objectClass")),
		Mail: e.GetEqualFoldAttributeValue("mail"), UPN: e.GetEqualFoldAttributeValue("userPrincipalName"),
	}
}

// unreadPrimary returns the groups, by relative identifier, whose members by
// primaryGroupID are not read yet.
func (m *membership) unreadPrimary() []string {
	unread := map[string]bool{}
	for _, rid := range m.rids {
		if _, read := m.primary[rid]; !read {
			unread[rid] = true
		}
	}
	return slices.Sorted(maps.Keys(unread))
}

// loadPrimary reads who belongs to these groups by primaryGroupID: a group's
// member attribute does not list them (MS-ADTS section 3.1.1.4.5.3 has the same for
// memberOf).
func (m *membership) loadPrimary(ctx context.Context, c *conn, rids []string) error {
	var terms strings.Builder
	for _, rid := range rids {
		terms.WriteString("(primaryGroupID=" + rid + ")")
	}
	found := map[string][]string{}
	search := ldap.NewSearchRequest(m.domain, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		"(|"+terms.String()+")", memberAttributes, nil)
	err := c.pages(ctx, search, func(page *ldap.SearchResult) (int, error) {
		for _, e := range page.Entries {
			id, readable := migrate.GUIDText(e.GetEqualFoldRawAttributeValue("objectGUID"))
			if rid := e.GetEqualFoldAttributeValue("primaryGroupID"); readable && rid != "" {
				m.objects[key(e.DN)] = memberOf(id, e)
				found[rid] = append(found[rid], e.DN)
			}
		}
		return len(page.Entries), nil
	})
	if err != nil {
		return err
	}
	for _, rid := range rids {
		m.primary[rid] = found[rid]
	}
	return nil
}

// domainRID is the relative identifier of a group of a domain (MS-DTYP section
// 2.4.2), or nothing for one of Windows' own, which is nobody's primary group.
func domainRID(sid string) string {
	if !strings.HasPrefix(sid, "S-1-5-21-") {
		return ""
	}
	return sid[strings.LastIndexByte(sid, '-')+1:]
}

// dnFilter finds objects by distinguished name.
func dnFilter(dns []string) string {
	var b strings.Builder
	for _, dn := range dns {
		b.WriteString("(distinguishedName=" + ldap.EscapeFilter(dn) + ")")
	}
	return b.String()
}

var errIncomplete = errors.New("the membership could not be read to its end")
