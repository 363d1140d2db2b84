package sambatest

import (
	"net"
	"os"
	"slices"
	"testing"

	"github.com/go-ldap/ldap/v3"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

func TestTheDomainHoldsWhatItSays(t *testing.T) {
	if testing.Short() {
		t.Skip("not under -short: starts a domain controller")
	}
	t.Parallel()
	s := Shared(t)
	if Shared(t) != s {
		t.Error("a second server is shared")
	}
	c := s.AdminConn(t)
	names := func(base, filter string) []string {
		got, err := c.SearchWithPaging(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0,
			false, filter, []string{"name"}, nil), 1000)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, e := range got.Entries {
			all = append(all, e.GetAttributeValue("name"))
		}
		slices.Sort(all)
		return all
	}
	if got, want := names("OU=Hostile,"+BaseDN, "(objectClass=group)"),
		slices.Sorted(slices.Values(HostileNames())); !slices.Equal(got, want) {
		t.Errorf("hostile names are %q, not %q", got, want)
	}
	if got := len(names("OU=Numbered,"+BaseDN, "(objectClass=group)")); got != NumberedGroups {
		t.Errorf("%d numbered groups, not %d", got, NumberedGroups)
	}
	if got := len(names(BaseDN, "(memberOf="+LargeGroup+")")); got != LargeMembers {
		t.Errorf("%d members in the large group, not %d", got, LargeMembers)
	}
}

func TestTwoServersSideBySideAndRestart(t *testing.T) {
	t.Parallel()
	a, b := Start(t), Start(t)
	rename := ldap.NewModifyDNRequest("CN=Payroll,OU=Groups,"+BaseDN, "CN=Payroll 2", true, "")
	if err := a.AdminConn(t).ModifyDN(rename); err != nil {
		t.Fatal(err)
	}
	if err := b.AdminConn(t).ModifyDN(rename); err != nil {
		t.Fatalf("the second server is not a domain of its own: %v", err)
	}
	a.Stop()
	if c, err := net.Dial("tcp", net.JoinHostPort(a.Address, "636")); err == nil {
		c.Close()
		t.Fatal("a stopped server answers")
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := a.AdminConn(t).Search(ldap.NewSearchRequest("CN=Payroll 2,OU=Groups,"+BaseDN, ldap.ScopeBaseObject, 0, 0,
		0, false, "(objectClass=*)", []string{"1.1"}, nil))
	if err != nil || len(got.Entries) != 1 {
		t.Fatalf("the rename did not survive the restart: %v", err)
	}
}
