package demo_test

import (
	"errors"
	"slices"
	"testing"

	"ad2scim/ldapsrc"
	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/scim"
)

func openBoth(t *testing.T) (*ldapsrc.Directory, *scim.Client) {
	t.Helper()
	d := start(t)
	ad, err := ldapsrc.Open(t.Context(), d.AD)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ad.Close() })
	client, err := scim.Open(d.SCIM)
	if err != nil {
		t.Fatal(err)
	}
	return ad, client
}

func idOf(t *testing.T, s migrate.Source, name string) string {
	t.Helper()
	groups, err := s.Groups(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(groups, func(g migrate.Group) bool { return g.Name == name })
	if i < 0 {
		t.Fatalf("%s has no group %q", s, name)
	}
	return groups[i].ID
}

// The same people are in a group on both sides, through nested groups and
// round a cycle.
func TestMembersAreTheSameOnBothSides(t *testing.T) {
	ad, client := openBoth(t)
	for group, provisioned := range map[string]string{
		"Sales EMEA": "Sales EMEA ", "All Norway": "All Norway",
		"All Sweden": "All Sweden", "Finance": "Finance",
	} {
		if runtest.Sample() && group != "All Norway" {
			continue
		}
		there, err := ad.Members(t.Context(), idOf(t, ad, group), true)
		if err != nil {
			t.Fatal(err)
		}
		here, err := client.Members(t.Context(), idOf(t, client, provisioned), false)
		if err != nil {
			t.Fatal(err)
		}
		var adMails, scimMails []string
		for _, m := range there {
			if m.Kind == migrate.UserMember {
				adMails = append(adMails, m.Mail+" "+m.UPN)
			}
		}
		for _, m := range here {
			scimMails = append(scimMails, m.Mail+" "+m.UPN)
		}
		slices.Sort(adMails)
		slices.Sort(scimMails)
		adMails = slices.Compact(adMails)
		if len(adMails) < 3 || group == "Finance" && len(adMails) < 20 {
			t.Errorf("%s has only %d people", group, len(adMails))
		}
		if group == "All Norway" { // one person did not get across
			if len(adMails) != len(scimMails)+1 {
				t.Errorf("%s: AD %q, provisioned %q", group, adMails, scimMails)
			}
			continue
		}
		// In the cycle AD counts the other group's people too.
		if group != "Sales EMEA" && !slices.Equal(adMails, scimMails) {
			t.Errorf("%s: AD %q, provisioned %q", group, adMails, scimMails)
		}
	}
}

func TestOddMembersAreNamedAsSuch(t *testing.T) {
	ad, _ := openBoth(t)
	for group, want := range map[string]migrate.MemberKind{
		"Scanner Service Accounts": migrate.ComputerMember,
		"Finance Admins":           migrate.ForeignMember,
		"Payroll":                  migrate.DeletedMember,
		"Customer Care":            migrate.GroupMember,
	} {
		members, err := ad.Members(t.Context(), idOf(t, ad, group), false)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(members, func(m migrate.Member) bool { return m.Kind == want }) {
			t.Errorf("%s has no member of kind %s: %+v", group, want, members)
		}
	}
}

func TestDirectoryTakesRenames(t *testing.T) {
	ad, _ := openBoth(t)
	id := idOf(t, ad, "Finance Admins")
	object, err := ad.Read(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if !object.Writable[migrate.CommonName] {
		t.Errorf("not writable: %+v", object)
	}
	after, err := ad.Rename(t.Context(), migrate.Change{
		ID: id, Attribute: migrate.CommonName, Before: "Finance Admins",
		After: "finance admins",
	})
	if err != nil || after.Names[migrate.CommonName] != "finance admins" {
		t.Errorf("%+v, %v", after, err)
	}
	guarded := idOf(t, ad, "Board Members")
	if object, err := ad.Read(t.Context(), guarded); err != nil || object.Writable[migrate.CommonName] {
		t.Errorf("a guarded group is writable: %+v, %v", object, err)
	}
	_, err = ad.Rename(t.Context(), migrate.Change{
		ID: guarded, Attribute: migrate.CommonName, Before: "Board Members",
		After: "Board  Members",
	})
	if !errors.Is(err, migrate.ErrDenied) {
		t.Errorf("the rename of a guarded group: %v", err)
	}
}
