package ldapsrc

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// Groups reads every group below the base, page by page (RFC 2696). If the connection is lost, it starts over with
// the first page, because a cookie is only valid on its own connection, and reports that in Progress.Note.
//
// A group without a value in the chosen name attribute (displayName is often empty) has no name to compare. It is
// left out, and Notes gives the number of such groups. Notes also gives the number of groups left out by type, and
// the other domains that the base extends into, which are not read.
func (d *Directory) Groups(ctx context.Context, report migrate.Report) ([]migrate.Group, error) {
	var list *groupList
	err := d.withRetry(ctx, "cannot read groups from "+d.source, func(note string) {
		report.Send(migrate.Progress{Doing: "reading groups", Note: note})
	},
		func(c *conn) error {
			list = &groupList{query: d.query, index: map[string]int{}}
			return c.pages(ctx, d.groupSearch(), func(page *ldap.SearchResult) (int, error) {
				added, err := list.add(page)
				if err == nil {
					err = migrate.CheckGroups(d.source, list.groups[max(0, len(list.groups)-len(page.Entries)):])
				}
				if err == nil && len(list.groups) > migrate.MaxGroups {
					err = migrate.CheckGroups(d.source, list.groups)
				}
				report.Send(migrate.Progress{Doing: "reading groups", Done: len(list.groups)})
				return added, err
			})
		})
	if err != nil {
		return nil, err
	}
	d.setNotes(list.notes())
	return list.groups, nil
}

func (d *Directory) groupSearch() *ldap.SearchRequest {
	return ldap.NewSearchRequest(d.baseDN(), d.query.scope, ldap.NeverDerefAliases, 0, 0, false, d.query.filter,
		[]string{d.query.attribute, "objectGUID", "objectSid", "groupType"}, nil)
}

// groupList collects the groups of a list.
type groupList struct {
	query     query
	groups    []migrate.Group
	index     map[string]int // by objectGUID; -1 for a group that was left out
	nameless  int
	without   map[migrate.GroupType]int
	referrals []string
}

var errNoGUID = errors.New("the server shows no objectGUID")

// add adds a page. A group that was renamed during the search may be in two pages; the later one counts.
func (l *groupList) add(page *ldap.SearchResult) (added int, err error) {
	for _, ref := range page.Referrals {
		if !slices.Contains(l.referrals, ref) {
			l.referrals = append(l.referrals, ref)
		}
	}
	for _, e := range page.Entries {
		var g migrate.Group
		var details migrate.GroupDetails
		g.DN = e.DN
		named, ok := false, false
		for _, a := range e.Attributes {
			if len(a.Values) == 0 {
				continue
			}
			switch {
			case strings.EqualFold(a.Name, l.query.attribute):
				g.Name, named = a.Values[0], true
			case strings.EqualFold(a.Name, "objectGUID"):
				g.ID, ok = migrate.GUIDText(a.ByteValues[0])
			case strings.EqualFold(a.Name, "objectSid"):
				details.ADSID = migrate.SIDText(a.ByteValues[0])
			case strings.EqualFold(a.Name, "groupType"):
				details.Type = groupTypeOf(a.Values[0])
			}
		}
		if !ok {
			return 0, &migrate.Problem{
				Class: migrate.Unreachable, What: "cannot read groups",
				Why:  "the server shows no objectGUID for " + migrate.Quote(e.DN),
				Next: "check that it is Active Directory and that the account may read the group", Err: errNoGUID,
			}
		}
		g.SetDetails(details)
		at, seen := l.index[g.ID]
		if !seen {
			added++
		}
		switch {
		case slices.Contains(l.query.without, details.Type):
			if !seen {
				if l.without == nil {
					l.without = map[migrate.GroupType]int{}
				}
				l.without[details.Type]++
				l.index[g.ID] = -1
			}
		case !named:
			if !seen {
				l.nameless++
				l.index[g.ID] = -1
			}
		case seen && at >= 0:
			l.groups[at] = g
		case !seen:
			l.index[g.ID] = len(l.groups)
			l.groups = append(l.groups, g)
		}
	}
	return added, nil
}

func (l *groupList) notes() []string {
	var notes []string
	if l.nameless > 0 {
		notes = append(notes,
			fmt.Sprintf("%s no %s and so no name to compare: left out (--ad-name chooses another attribute)",
				plural(l.nameless, "group has", "groups have"), l.query.attribute))
	}
	for _, t := range []migrate.GroupType{migrate.SecurityGroup, migrate.DistributionGroup, migrate.BuiltinGroup} {
		if n := l.without[t]; n > 0 {
			notes = append(notes, fmt.Sprintf("%s of type %s left out", plural(n, "group", "groups"), t))
		}
	}
	for _, ref := range l.referrals {
		if domain := otherDomain(ref); domain != "" {
			notes = append(notes, "groups of the domain "+migrate.Quote(domain)+
				" are not in the list: it has domain controllers of its own")
		}
	}
	return notes
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// otherDomain returns the domain that a continuation reference leads to (RFC 4511 section 4.5.3). It returns "" for
// the forest's configuration and DNS zones, which hold no groups.
func otherDomain(ref string) string {
	u, err := url.Parse(ref)
	if err != nil {
		return ref
	}
	dn := strings.ToUpper(strings.TrimPrefix(u.Path, "/"))
	for _, prefix := range []string{"CN=CONFIGURATION,", "CN=SCHEMA,", "DC=DOMAINDNSZONES,", "DC=FORESTDNSZONES,"} {
		if strings.HasPrefix(dn, prefix) {
			return ""
		}
	}
	if u.Hostname() != "" {
		return u.Hostname()
	}
	return strings.TrimPrefix(u.Path, "/")
}
