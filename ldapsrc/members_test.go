package ldapsrc

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

// lines shows members in a form to compare: kind, path, name, mail, UPN.
func lines(members []migrate.Member) []string {
	var all []string
	for _, m := range members {
		all = append(all, fmt.Sprintf("%s %s mail=%s upn=%s id=%v", m.Kind, strings.Join(append(slices.Clone(m.Via), m.Name),
			"/"), m.Mail, m.UPN, m.ID != ""))
	}
	slices.Sort(all)
	return all
}

func TestMembersOfEveryKind(t *testing.T) {
	t.Parallel()
	s := sambatest.Shared(t)
	d := mustOpen(t, only(s.Connection(sambatest.Reader), "Mixed members", "Cycle outer", "Payroll"))
	groups := mustRead(t, d)
	direct := []string{
		"computer PC1 mail= upn= id=true",
		"contact Contact mail=contact@example.org upn= id=true",
		"deleted Hidden mail= upn= id=false",
		"foreign S-1-5-11 mail= upn= id=true",
		"group Cycle outer mail= upn= id=true",
		"user Chioma mail=chioma@example.com upn=chioma@corp.example.com id=true",
	}
	nested := []string{
		"group Cycle outer/Cycle inner mail= upn= id=true",
		"user Cycle outer/Ada mail=ada@example.com upn=ada@corp.example.com id=true",
		"user Cycle outer/Cycle inner/Boris mail=boris@example.com upn=boris@corp.example.com id=true",
	}
	for _, test := range []struct {
		dn     string
		nested bool
		want   []string
	}{
		{sambatest.MixedGroup, false, direct},
		{sambatest.MixedGroup, true, slices.Concat(direct, nested)},
		// The cycle leads back to the group itself, which is no member of its own.
		{sambatest.CycleGroup, true, []string{
			"group Cycle inner mail= upn= id=true",
			"user Ada mail=ada@example.com upn=ada@corp.example.com id=true",
			"user Cycle inner/Boris mail=boris@example.com upn=boris@corp.example.com id=true",
		}},
		{"CN=Payroll,OU=Groups," + s.BaseDN, true, nil},
	} {
		members, err := d.Members(t.Context(), byDN(t, groups, test.dn).ID, test.nested)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(test.want)
		if got := lines(members); !slices.Equal(got, test.want) {
			t.Errorf("%s, nested %v:\n%s\nwant\n%s", test.dn, test.nested, strings.Join(got, "\n"),
				strings.Join(test.want, "\n"))
		}
	}
}

func TestMembersOfManyGroups(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	s := sambatest.Shared(t)
	d := mustOpen(t, s.Connection(sambatest.Reader))
	groups := mustRead(t, d)
	var ids []string
	for _, g := range groups {
		ids = append(ids, g.ID)
	}
	gone := "00000000-0000-4000-8000-000000000000"
	var reports []migrate.Progress
	all, err := d.MembersOf(t.Context(), append(ids, gone), true, func(p migrate.Progress) {
		reports = append(reports, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(ids) || len(reports) == 0 {
		t.Errorf("%d of %d groups, %d reports", len(all), len(ids), len(reports))
	}
	if _, has := all[gone]; has {
		t.Error("a group that does not exist has members")
	}
	large := all[byDN(t, groups, sambatest.LargeGroup).ID]
	if len(large) != sambatest.LargeMembers {
		t.Fatalf("%d of %d members", len(large), sambatest.LargeMembers)
	}
	upns := map[string]bool{}
	for _, m := range large {
		if m.Kind != migrate.UserMember || m.Mail == "" {
			t.Fatalf("%+v", m)
		}
		upns[m.UPN] = true
	}
	if len(upns) != sambatest.LargeMembers {
		t.Errorf("%d different members", len(upns))
	}
	if _, err := d.Members(t.Context(), gone, false); !errors.Is(err, migrate.ErrGone) {
		t.Errorf("members of what is not there: %v", err)
	}
	_, err = d.Members(t.Context(), "Payroll", false)
	checked(t, err, migrate.BadInput, "")
}

// Samba sends all values at once unless it is asked for a range; asked for
// one, it answers as AD does.
func TestRangesOfARealServer(t *testing.T) {
	t.Parallel()
	s := sambatest.Shared(t)
	d := mustOpen(t, s.Connection(""))
	c, err := d.acquire(t.Context(), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	defer d.release(c)
	first, err := c.readObject(t.Context(), sambatest.LargeGroup, "uSNChanged", "member;range=0-1499")
	if err != nil {
		t.Fatal(err)
	}
	if values, next, err := memberValues(first, 0); len(values) != 1500 || next != 1500 || err != nil {
		t.Fatalf("%d values, next %d, %v", len(values), next, err)
	}
	all, err := c.wholeMember(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != sambatest.LargeMembers {
		t.Errorf("%d of %d members", n, sambatest.LargeMembers)
	}
}

func TestUnresolvedMembers(t *testing.T) {
	t.Parallel()
	const domain = "DC=corp,DC=example,DC=com"
	for dn, want := range map[string]migrate.Member{
		"CN=Doe\\, Jane,OU=People," + domain: {
			Name: "Doe, Jane",
			Kind: migrate.DeletedMember,
		},
		"CN=Ada\\0ADEL:3fddff0f-37ca-459f-8955-95ba8be8cb5e,CN=Deleted Objects," + domain: {
			Name: "Ada", Kind: migrate.DeletedMember,
		},
		"CN=Eve,OU=People,DC=child,DC=corp,DC=example,DC=com": {
			Name: "Eve", Kind: migrate.ForeignMember,
		},
		"CN=Eve,OU=People,DC=sister,DC=example,DC=com": {
			Name: "Eve", Kind: migrate.ForeignMember,
		},
		"not a DN": {Name: "not a DN", Kind: migrate.UnknownMember},
	} {
		if got := unresolvedMember(dn, domain); got.Name != want.Name || got.Kind != want.Kind || got.DN != dn {
			t.Errorf("%s is %+v", dn, got)
		}
	}
}

// Members by primaryGroupID are shown, and marked.
func TestMembersByPrimaryGroup(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	s := sambatest.Shared(t)
	d := mustOpen(t, only(s.Connection(sambatest.Reader), "Domain Controllers", "Domain Users"))
	groups := mustRead(t, d)
	for name, want := range map[string]int{"Domain Controllers": 1, "Domain Users": sambatest.LargeMembers} {
		members, err := d.Members(t.Context(), byDN(t, groups, "CN="+name+",CN=Users,"+s.BaseDN).ID, false)
		if err != nil {
			t.Fatal(err)
		}
		primary := 0
		for _, m := range members {
			if m.Primary {
				primary++
				if m.ID == "" || m.Name == "" {
					t.Errorf("%s: %+v", name, m)
				}
			}
		}
		if primary < want || name == "Domain Controllers" && len(members) != 1 {
			t.Errorf("%s: %d members, %d of them primary, want %d", name, len(members), primary, want)
		}
	}
}

// Members are read of groups by objectGUID alone; what is none asks no server.
func TestMembersOfWhatIsNoGUID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "Sales", "CN=Sales,DC=corp", "11111111-1111"} {
		if _, err := (&Directory{}).MembersOf(t.Context(), []string{id}, false,
			nil); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%q: %v", id, err)
		}
	}
}
