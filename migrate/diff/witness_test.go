package diff

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// Where the members of one pair weren't read, no pair that competes with it is judged by
// members, be it over several groups: which answers came in time decides nothing.
func TestLateMembersDecideNothing(t *testing.T) {
	ad, scim := groupsOf("a", "Team Mayer", "Team Schmidt"), groupsOf("s", "Team Meyer", "Team Mayar", "Team Schmitt")
	for _, late := range []string{"", "s0", "s1", "s2", "s0 s1 s2"} {
		r, err := Compare(t.Context(), ad, scim, Options{Members: func(a, s *migrate.Group) (same, known bool, err error) {
			if strings.Contains(late, s.ID) {
				return false, false, errors.New("too late")
			}
			return a.ID+s.ID == "a0s0" || a.ID+s.ID == "a1s2", true, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		mayer, schmidt := !strings.ContainsAny(late, "01"), !strings.Contains(late, "s2")
		got := lines(r)
		if slices.Contains(got, "differs a0 s0 [similar]") != mayer ||
			slices.Contains(got, "differs a1 s2 [similar]") != schmidt {
			t.Errorf("late %q: %q, want Mayer paired %v, Schmidt paired %v", late, got, mayer, schmidt)
		}
	}
}

// Only pairs that are made are counted among those that have the same members.
func TestSameMembersAreCountedAsPairs(t *testing.T) {
	for name, c := range map[string]struct {
		ad, scim []string
		want     string
	}{
		"pairs":    {[]string{"Team Mayer"}, []string{"Team Meyer"}, "1 pair of similar names is treated as the same group"},
		"a choice": {[]string{"Team Mayer"}, []string{"Team Meyer", "Team Mayar"}, ""},
		"a pair and a choice": {
			[]string{"Team Mayer", "Team Schmidt"},
			[]string{"Team Meyer", "Team Mayar", "Team Schmitt"},
			"1 pair of similar names is treated as the same group because they have the same members",
		},
	} {
		r, err := Compare(t.Context(), groupsOf("a", c.ad...), groupsOf("s", c.scim...), Options{
			Members: func(_, _ *migrate.Group) (same, known bool, err error) { return true, true, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, c.want) || c.want == "" && notes != "" {
			t.Errorf("%s: notes %q, want %q", name, notes, c.want)
		}
	}
}

// The members of so many pairs are asked for; which, and the result, don't depend on the
// order of the lists, and the result says so.
func TestMembersOfManyPairs(t *testing.T) {
	one, other := []string{"Printing"}, []string{"Printing"} // they have no more in common
	for i := range mostWitnessed + 3 {
		one, other = append(one, fmt.Sprintf("%02d Team Schmidt", i)), append(other, fmt.Sprintf("%02d Team Schmitt", i))
	}
	ad, scim := groupsOf("a", one...), groupsOf("s", other...)
	var first []string
	for turn := range 2 {
		asked := 0
		r, err := Compare(t.Context(), ad, scim, Options{Members: func(_, _ *migrate.Group) (same, known bool, err error) {
			asked++
			return true, true, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		const said = "the first 20 pairs of similar names; 3 more pairs are compared by name only"
		if asked != mostWitnessed || r.Summary.Differs != mostWitnessed ||
			!strings.Contains(strings.Join(r.Notes, "\n"), said) {
			t.Errorf("%d asked, %s, notes %q", asked, r.Summary, r.Notes)
		}
		got := lines(r)
		if turn > 0 && !slices.Equal(got, first) {
			t.Errorf("another order gives another result:\n%q\n%q", first, got)
		}
		first = got
		slices.Reverse(ad)
		slices.Reverse(scim)
	}
}
