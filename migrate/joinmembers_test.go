package migrate_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// domain is a source that knows its own members alone, as a domain controller does.
type domain struct {
	part
	members map[string][]migrate.Member // by group
	own     map[string]migrate.Member   // by DN
	asked   int
}

func (d *domain) Members(_ context.Context, id string, nested bool) ([]migrate.Member, error) {
	if err := d.has(id); err != nil {
		return nil, err
	}
	all := slices.Clone(d.members[id])
	for _, m := range d.members[id] {
		if nested && m.Kind == migrate.GroupMember {
			for _, inner := range d.members[m.ID] {
				inner.Via = []string{m.Name}
				all = append(all, inner)
			}
		}
	}
	return all, nil
}

func (d *domain) FindMembers(_ context.Context, foreign []migrate.Member) (map[string]migrate.Member, error) {
	d.asked++
	found := map[string]migrate.Member{}
	for _, m := range foreign {
		if own, ok := d.own[m.DN]; ok {
			found[m.DN] = own
		}
	}
	return found, nil
}

// A group's members from another domain are looked up there, through groups of both, and
// a circle over the border ends.
func TestMembersFromAnotherDomain(t *testing.T) {
	t.Parallel()
	foreign := func(dn string) migrate.Member {
		return migrate.Member{Kind: migrate.ForeignMember, Name: dn, DN: dn}
	}
	west := &domain{
		part: part{name: "ldaps://west", groups: []migrate.Group{{ID: "w1"}, {ID: "w2"}}},
		own: map[string]migrate.Member{
			"cn=kim,dc=west":   {ID: "kim", Kind: migrate.UserMember, Name: "Kim", DN: "cn=kim,dc=west", Mail: "kim@west"},
			"cn=inner,dc=west": {ID: "w2", Kind: migrate.GroupMember, Name: "Inner", DN: "cn=inner,dc=west"},
		},
		members: map[string][]migrate.Member{"w2": {
			{ID: "lee", Kind: migrate.UserMember, Name: "Lee"},
			foreign("cn=sales,dc=east"), foreign("cn=ada,dc=east"),
			foreign("CN=gone,DC=north"), // listed by both groups: shown once
		}},
	}
	east := &domain{
		part: part{name: "ldaps://east", groups: []migrate.Group{{ID: "e1"}}},
		own: map[string]migrate.Member{
			"cn=sales,dc=east": {ID: "e1", Kind: migrate.GroupMember, Name: "Sales", DN: "cn=sales,dc=east"},
			"cn=ada,dc=east":   {ID: "ada", Kind: migrate.UserMember, Name: "Ada", DN: "cn=ada,dc=east"},
		},
		members: map[string][]migrate.Member{"e1": {
			{ID: "bob", Kind: migrate.UserMember, Name: "Bob"},
			foreign("cn=kim,dc=west"), foreign("cn=inner,dc=west"),
			foreign("cn=gone,dc=north"),
		}},
	}
	j := migrate.Join(east, west)
	for nested, want := range map[bool][]string{
		false: {"user Bob", "user Kim kim@west", "group Inner", "foreign cn=gone,dc=north"},
		true:  {"user Bob", "user Kim kim@west", "group Inner", "user Inner/Lee", "user Inner/Ada", "foreign Inner/CN=gone,DC=north"},
	} {
		members, err := j.Members(t.Context(), "e1", nested)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range members {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", m.Kind, strings.Join(append(m.Via, m.Name), "/"), m.Mail)))
		}
		if !slices.Equal(got, want) {
			t.Errorf("nested %v: %q, want %q", nested, got, want)
		}
	}
	if _, err := migrate.Join(west).Members(t.Context(), "w2", true); err != nil || east.asked == 0 {
		t.Errorf("alone: %v", err)
	}
}
