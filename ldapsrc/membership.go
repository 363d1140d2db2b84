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

// batchSize is the number of objects in one search. AD accepts far longer filters, but the time per object grows
// with them.
const batchSize = 100

// membership is the part of the group memberships that has been read so far.
type membership struct {
	domain   string
	groups   map[string][]string       // members' DNs, by dnKey of the group's DN
	byID     map[string]string         // dnKey of the group's DN, by objectGUID
	objects  map[string]migrate.Member // by dnKey of the member's DN
	searched map[string]bool           // objectGUIDs that have been searched for
	rids     map[string]string         // relative identifier of the group, by dnKey of its DN
	primary  map[string][]string       // DNs of members by primaryGroupID, by the group's RID
}

func newMembership(domain string) *membership {
	return &membership{
		domain: domain, groups: map[string][]string{}, byID: map[string]string{},
		objects: map[string]migrate.Member{}, searched: map[string]bool{},
		rids: map[string]string{}, primary: map[string][]string{},
	}
}

// dnKey returns a map key for a DN. AD compares DNs without regard to case, and no two objects of a container
// differ by case only.
func dnKey(dn string) string { return strings.ToLower(dn) }

// normalID returns an objectGUID in the text form that migrate.GUIDText returns.
func normalID(id string) string {
	wire, _ := migrate.ParseGUID(id)
	text, _ := migrate.GUIDText(wire[:])
	return text
}

func (m *membership) missingIDs(ids []string) []string {
	missing := map[string]bool{}
	for _, id := range ids {
		if id = normalID(id); !m.searched[id] {
			missing[id] = true
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

// unknown returns the DNs of members of which only the DN is known.
func (m *membership) unknown() []string {
	found := map[string]string{}
	for _, dns := range m.groups {
		for _, dn := range dns {
			if _, known := m.objects[dnKey(dn)]; !known {
				found[dnKey(dn)] = dn
			}
		}
	}
	return slices.Sorted(maps.Values(found))
}

// unreadGroups returns the DNs of members that are groups and haven't been read yet.
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
			m.searched[id] = true
		}
	}
	return err
}

func (m *membership) loadByDN(ctx context.Context, c *conn, dns []string) error {
	if err := m.load(ctx, c, dnFilter(dns)); err != nil {
		return err
	}
	for _, dn := range dns {
		if _, read := m.groups[dnKey(dn)]; !read {
			return &migrate.Problem{
				Class: migrate.Unreachable, What: "cannot read the members of the nested group " +
					migrate.Quote(dn),
				Why: "it was renamed, moved or deleted in the meantime", Next: "try again", Err: migrate.ErrChanged,
			}
		}
	}
	return nil
}

// load reads the groups that match any of the filter terms, with all their members.
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
		m.groups[dnKey(e.DN)] = dns
		if rid := domainRID(migrate.SIDText(e.GetEqualFoldRawAttributeValue("objectSid"))); rid != "" {
			m.rids[dnKey(e.DN)] = rid
		}
		if id, ok := migrate.GUIDText(e.GetEqualFoldRawAttributeValue("objectGUID")); ok {
			m.byID[id] = dnKey(e.DN)
		}
	}
	return nil
}

// identify reads the objects of these members. A member that the server doesn't return keeps the name in its DN.
func (m *membership) identify(ctx context.Context, c *conn, dns []string) error {
	search := ldap.NewSearchRequest(m.domain, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		"(|"+dnFilter(dns)+")",
		memberAttributes, nil)
	err := c.pages(ctx, search, func(page *ldap.SearchResult) (int, error) {
		for _, e := range page.Entries {
			// The account may be allowed to see an object without its attributes.
			id, readable := migrate.GUIDText(e.GetEqualFoldRawAttributeValue("objectGUID"))
			if !readable {
				continue
			}
			m.objects[dnKey(e.DN)] = memberOf(id, e)
		}
		return len(page.Entries), nil
	})
	if err != nil {
		return err
	}
	for _, dn := range dns {
		if _, shown := m.objects[dnKey(dn)]; !shown {
			m.objects[dnKey(dn)] = unresolvedMember(dn, m.domain)
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

// unreadPrimary returns the RIDs of the groups whose members by primaryGroupID haven't been read yet.
func (m *membership) unreadPrimary() []string {
	unread := map[string]bool{}
	for _, rid := range m.rids {
		if _, read := m.primary[rid]; !read {
			unread[rid] = true
		}
	}
	return slices.Sorted(maps.Keys(unread))
}

// loadPrimary reads the members by primaryGroupID of these groups, which a group's member attribute doesn't list
// (MS-ADTS section 3.1.1.4.5.3 says the same of memberOf).
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
				m.objects[dnKey(e.DN)] = memberOf(id, e)
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

// domainRID returns the relative identifier of a domain's group (MS-DTYP section 2.4.2). It returns "" for a
// built-in group of Windows, which can't be a primary group.
func domainRID(sid string) string {
	if !strings.HasPrefix(sid, "S-1-5-21-") {
		return ""
	}
	return sid[strings.LastIndexByte(sid, '-')+1:]
}

// dnFilter returns a filter for the objects with these distinguished names.
func dnFilter(dns []string) string {
	var b strings.Builder
	for _, dn := range dns {
		b.WriteString("(distinguishedName=" + ldap.EscapeFilter(dn) + ")")
	}
	return b.String()
}

var errIncomplete = errors.New("the membership could not be read to its end")
