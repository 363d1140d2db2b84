package ldapsrc

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// serverFilter finds enabled computer accounts (without bit 2 of userAccountControl, MS-ADTS section 2.2.16) whose
// operating system is a server.
const serverFilter = "(&(objectCategory=computer)(operatingSystem=*Server*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"

// Servers lists the domain's servers, on which AD sync may run, the most recent sign-in first. It searches the
// whole domain, not just the base for groups.
func (d *Directory) Servers(ctx context.Context, report migrate.Report) ([]migrate.Server, error) {
	var list []migrate.Server
	request := ldap.NewSearchRequest(d.domainDN(), ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		serverFilter,
		[]string{"name", "dNSHostName", "operatingSystem", "lastLogonTimestamp"}, nil)
	err := d.withRetry(ctx, "cannot read computers from "+d.source,
		func(note string) { report.Send(migrate.Progress{Doing: "reading computers", Note: note}) },
		func(c *conn) error {
			list = nil
			return c.pages(ctx, request, func(page *ldap.SearchResult) (int, error) {
				for _, e := range page.Entries {
					s := migrate.Server{
						Host: e.GetEqualFoldAttributeValue("dNSHostName"), Name: e.GetEqualFoldAttributeValue("name"),
						System:    e.GetEqualFoldAttributeValue("operatingSystem"),
						LastLogon: fileTime(e.GetEqualFoldAttributeValue("lastLogonTimestamp")),
					}
					if s.Host == "" {
						s.Host = s.Name
					}
					list = append(list, s)
				}
				report.Send(migrate.Progress{Doing: "reading computers", Done: len(list)})
				return len(page.Entries), nil
			})
		})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b migrate.Server) int {
		if c := b.LastLogon.Compare(a.LastLogon); c != 0 {
			return c
		}
		return strings.Compare(a.Host, b.Host)
	})
	return list, nil
}

// fileTime parses a FILETIME: 100 ns steps since 1601 (MS-DTYP section 2.3.3).
func fileTime(text string) time.Time {
	const epoch = 116444736000000000 // 1970-01-01 as a FILETIME
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= epoch {
		return time.Time{}
	}
	n -= epoch
	return time.Unix(n/1e7, n%1e7*100).UTC()
}
