package ldapsrc

import (
	"fmt"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

func mustOpen(t testing.TB, c migrate.Connection) *Directory {
	t.Helper()
	d, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func mustRead(t testing.TB, d *Directory) []migrate.Group {
	t.Helper()
	groups, err := d.Groups(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return groups
}

// only limits the list to groups with these common names, because Samba takes a second for the whole domain.
func only(c migrate.Connection, names ...string) migrate.Connection {
	c.Filter = "(|(cn=" + strings.Join(names, ")(cn=") + "))"
	return c
}

// leftToFull skips a test with -short.
func leftToFull(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("not under -short: reads the whole domain, or its largest group")
	}
}

func namesOf(groups []migrate.Group) []string {
	var names []string
	for _, g := range groups {
		names = append(names, g.Name)
	}
	slices.Sort(names)
	return names
}

// byDN finds a group that the test knows by its DN.
func byDN(t testing.TB, groups []migrate.Group, dn string) migrate.Group {
	t.Helper()
	for _, g := range groups {
		if g.DN == dn {
			return g
		}
	}
	t.Fatalf("no group %s", dn)
	return migrate.Group{}
}

// idsBySamba returns objectGUID or objectSid as Samba's own tool prints them, which decodes the bytes
// independently.
func idsBySamba(t *testing.T, s *sambatest.Server, base, attribute string) map[string]string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ldbsearch", "-H", s.URL, "--simple-bind-dn="+s.AdminUser,
		"--password="+s.AdminPassword, "--option=tls verify peer=no_check",
		"-b", base, "(objectClass=group)", attribute).Output()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for block := range strings.SplitSeq(string(out), "\n\n") {
		_, dn, _ := strings.Cut(block, "dn: ")
		dn, _, _ = strings.Cut(dn, "\n")
		if _, id, found := strings.Cut(block, attribute+": "); found {
			ids[dn] = strings.TrimSpace(id)
		}
	}
	return ids
}

func TestGroupsAreWholeAndInOrder(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	s := sambatest.Shared(t)
	c := s.Connection(sambatest.Reader)
	d := mustOpen(t, c)
	var seen []int
	groups, err := d.Groups(t.Context(), func(p migrate.Progress) { seen = append(seen, p.Done) })
	if err != nil {
		t.Fatal(err)
	}
	// More than two pages, with progress for each.
	if len(groups) < sambatest.NumberedGroups || len(seen) < 3 || seen[0] != pageSize || seen[len(seen)-1] != len(groups) {
		t.Errorf("%d groups, progress %v", len(groups), seen)
	}
	numbered := 0
	ids := map[string]bool{}
	for _, g := range groups {
		if strings.Contains(g.DN, "OU=Numbered") {
			numbered++
		}
		if ids[g.ID] || len(g.ID) != 36 {
			t.Fatalf("id %q twice or not a GUID", g.ID)
		}
		ids[g.ID] = true
	}
	if numbered != sambatest.NumberedGroups {
		t.Errorf("%d of %d numbered groups", numbered, sambatest.NumberedGroups)
	}
	for dn, id := range idsBySamba(t, s, "OU=Groups,"+s.BaseDN, "objectGUID") {
		if g := byDN(t, groups, dn); g.ID != id {
			t.Errorf("%s has the id %s, Samba's own tool says %s", dn, g.ID, id)
		}
	}
	sids := idsBySamba(t, s, s.BaseDN, "objectSid")
	if len(sids) < 10 {
		t.Errorf("Samba's own tool lists %d SIDs", len(sids))
	}
	for dn, sid := range sids {
		if g := byDN(t, groups, dn); g.ADSID() != sid {
			t.Errorf("%s has the SID %s, Samba's own tool says %s", dn, g.ADSID(), sid)
		}
	}
	for dn, want := range map[string]migrate.GroupType{
		"CN=Newsletter,OU=Groups," + s.BaseDN:      migrate.DistributionGroup,
		"CN=Payroll,OU=Groups," + s.BaseDN:         migrate.SecurityGroup,
		"CN=Administrators,CN=Builtin," + s.BaseDN: migrate.BuiltinGroup,
	} {
		if g := byDN(t, groups, dn); g.Type() != want {
			t.Errorf("%s is %s, not %s", dn, g.Type(), want)
		}
	}
	if again := mustRead(t, d); !reflect.DeepEqual(again, groups) {
		t.Error("a second read of the same Directory gives something else")
	}
}

func TestHostileNamesByteForByte(t *testing.T) {
	t.Parallel()
	s := sambatest.Shared(t)
	want := slices.Sorted(slices.Values(sambatest.HostileNames()))
	for _, attribute := range []string{"", "name", "cn", "displayName"} {
		c := s.Connection(sambatest.Reader)
		c.Location += "/OU=Hostile," + s.BaseDN
		c.NameAttribute = attribute
		if got := namesOf(mustRead(t, mustOpen(t, c))); !slices.Equal(got, want) {
			t.Errorf("by %q got %q\nwant %q", attribute, got, want)
		}
	}
}

func TestWhichGroups(t *testing.T) {
	t.Parallel()
	s := sambatest.Shared(t)
	tests := map[string]struct {
		change func(*migrate.Connection)
		want   []string
	}{
		"scope one": {
			func(c *migrate.Connection) { c.Base, c.Scope = "OU=EMEA,OU=Groups,"+s.BaseDN, "one" },
			[]string{"Managers"},
		},
		"same name in two OUs": {func(c *migrate.Connection) { c.Filter = "cn=Managers" }, []string{"Managers", "Managers"}},
		"base of the flag goes before that of the URL": {func(c *migrate.Connection) {
			c.Location += "/OU=Hostile," + s.BaseDN
			c.Base, c.Filter = "OU=APAC,OU=Groups,"+s.BaseDN, "(cn=*)"
		}, []string{"Managers"}},
		"filter": {func(c *migrate.Connection) {
			c.Filter = "(|(cn=Payroll)(sAMAccountName=newsletter))"
		}, []string{"Newsletter", "Payroll"}},
		"filter for what is no group": {func(c *migrate.Connection) { c.Filter = "(objectClass=user)" }, nil},
		"without distribution": {func(c *migrate.Connection) {
			c.Filter, c.Without = "(|(cn=Payroll)(cn=Newsletter)(cn=Guests))", []migrate.GroupType{migrate.DistributionGroup}
		}, []string{"Guests", "Payroll"}},
		"without builtin": {func(c *migrate.Connection) {
			c.Filter, c.Without = "(|(cn=Payroll)(cn=Newsletter)(cn=Guests))", []migrate.GroupType{migrate.BuiltinGroup}
		}, []string{"Newsletter", "Payroll"}},
		"sAMAccountName": {func(c *migrate.Connection) {
			c.NameAttribute, c.Filter = "sAMAccountName", "(cn=Finance Admins)"
		}, []string{"finance-admins"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := s.Connection(sambatest.Reader)
			test.change(&c)
			if got := namesOf(mustRead(t, mustOpen(t, c))); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestGroupsWithoutTheNameAttributeAreCounted(t *testing.T) {
	t.Parallel()
	s := sambatest.Shared(t)
	c := s.Connection(sambatest.Reader)
	c.Base, c.Scope, c.NameAttribute = "OU=Groups,"+s.BaseDN, "one", "displayName"
	d := mustOpen(t, c)
	if got, want := namesOf(mustRead(t, d)), []string{"Finance Admins", "Payroll Berlin", "Sales EMEA"}; !slices.Equal(got,
		want) {
		t.Errorf("got %q, want %q", got, want)
	}
	c.NameAttribute = "name"
	whole := mustRead(t, mustOpen(t, c))
	note := fmt.Sprintf("%d groups have no displayName", len(whole)-3)
	if notes := d.Notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], note) {
		t.Errorf("notes %q do not say %q", notes, note)
	}
}
