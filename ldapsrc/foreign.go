package ldapsrc

import (
	"context"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"ad2scim/migrate"
)

var _ migrate.MemberFinder = (*Directory)(nil)

// FindMembers identifies members of another domain's groups that belong to this domain: by DN in the same forest,
// or, in another forest, by the SID of the foreignSecurityPrincipal (MS-ADTS section 3.1.1.1.8).
func (d *Directory) FindMembers(ctx context.Context, foreign []migrate.Member) (map[string]migrate.Member, error) {
	found := map[string]migrate.Member{}
	err := d.withRetry(ctx, "cannot read who the members are from "+d.source, nil, func(c *conn) error {
		asked := foreignOf(foreign, d.domainDN())
		for batch := range slices.Chunk(asked, batchSize) {
			if err := findForeign(ctx, c, d.domainDN(), batch, found); err != nil {
				return err
			}
		}
		return nil
	})
	return found, err
}

// foreignMember is a member as another domain lists it: by its DN there, and by its SID if it is from another
// forest.
type foreignMember struct{ dn, sid string }

// foreignOf returns the members that this domain may know: those with its DN, and those with a SID.
func foreignOf(foreign []migrate.Member, domain string) (all []foreignMember) {
	own, err := ldap.ParseDN(domain)
	if err != nil {
		return nil
	}
	for _, m := range foreign {
		dn, err := ldap.ParseDN(m.DN)
		if err != nil || len(dn.RDNs) == 0 {
			continue
		}
		switch name := dn.RDNs[0].Attributes[0].Value; {
		case domainRID(name) != "":
			all = append(all, foreignMember{m.DN, name})
		case strings.EqualFold(domainPart(dn), domainPart(own)):
			all = append(all, foreignMember{dn: m.DN})
		}
	}
	return all
}

func findForeign(ctx context.Context, c *conn, domain string, batch []foreignMember,
	found map[string]migrate.Member,
) error {
	listed := map[string]string{} // the DN in the other domain, by the DN or SID here
	var terms strings.Builder
	for _, f := range batch {
		if f.sid == "" {
			listed[dnKey(f.dn)] = f.dn
			terms.WriteString(dnFilter([]string{f.dn}))
			continue
		}
		listed[f.sid] = f.dn
		terms.WriteString("(objectSid=" + ldap.EscapeFilter(f.sid) + ")")
	}
	search := ldap.NewSearchRequest(domain, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		"(|"+terms.String()+")", append(slices.Clone(memberAttributes), "objectSid"), nil)
	return c.pages(ctx, search, func(page *ldap.SearchResult) (int, error) {
		for _, e := range page.Entries {
			id, readable := migrate.GUIDText(e.GetEqualFoldRawAttributeValue("objectGUID"))
			m := memberOf(id, e)
			if !readable || m.Kind == migrate.ForeignMember {
				continue // this domain has no more details
			}
			for _, by := range []string{dnKey(e.DN), migrate.SIDText(e.GetEqualFoldRawAttributeValue("objectSid"))} {
				if dn, asked := listed[by]; asked {
					found[dn] = m
				}
			}
		}
		return len(page.Entries), nil
	})
}
