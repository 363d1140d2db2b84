package ldapsrc

import (
	"slices"
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

func namesOf(groups []migrate.Group) []string {
	var names []string
	for _, g := range groups {
		names = append(names, g.Name)
	}
	slices.Sort(names)
	return names
}

func TestGroups(t *testing.T) {
	s := sambatest.Start(t)
	c := s.Connection("")
	all := mustRead(t, mustOpen(t, c))
	t.Log(len(all), all[0])
	c.Base = "OU=Hostile," + sambatest.BaseDN
	if got, want := namesOf(mustRead(t, mustOpen(t, c))), slices.Sorted(slices.Values(sambatest.HostileNames())); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
