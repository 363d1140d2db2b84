package diff

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

func TestIdentityComesBeforeTheName(t *testing.T) {
	const one, two = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	const sid = "S-1-5-21-1-2-3-1104"
	for name, c := range map[string]struct {
		ad, scim  []migrate.Group
		decisions []Decision
		want      []string
	}{
		"another name altogether": {
			[]migrate.Group{{ID: one, Name: "Sales"}},
			[]migrate.Group{{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: one}}},
			nil,
			[]string{"differs " + one + " p [renamed]"},
		},
		"the same bytes": {
			[]migrate.Group{{ID: one, Name: "Sales"}},
			[]migrate.Group{{ID: "p", Name: "Sales", Details: &migrate.GroupDetails{ADID: "{" + one + "}"}}},
			nil,
			[]string{"exact " + one + " p"},
		},
		"names crossed": {
			[]migrate.Group{{ID: one, Name: "Sales"}, {ID: two, Name: "sales"}},
			[]migrate.Group{
				{ID: "p", Name: "sales", Details: &migrate.GroupDetails{ADID: one}},
				{ID: "q", Name: "Sales", Details: &migrate.GroupDetails{ADID: two}},
			},
			nil,
			[]string{"differs " + one + " p [case]", "differs " + two + " q [case]"},
		},
		"twins told apart": {
			[]migrate.Group{{ID: one, Name: "Sales", Details: &migrate.GroupDetails{ADSID: sid}}, {ID: two, Name: "Sales"}},
			[]migrate.Group{{ID: "p", Name: "Sales", Details: &migrate.GroupDetails{ADSID: sid}}},
			nil,
			[]string{"exact " + one + " p", "ad-only " + two},
		},
		"claimed twice": {
			[]migrate.Group{{ID: one, Name: "Sales"}},
			[]migrate.Group{
				{ID: "p", Name: "Sales", Details: &migrate.GroupDetails{ADID: one}},
				{ID: "q", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: one}},
			},
			nil,
			[]string{"exact " + one + " p", "scim-only q"},
		},
		"an identity that is not in the list": {
			[]migrate.Group{{ID: one, Name: "Sales"}},
			[]migrate.Group{{ID: "p", Name: "Sales", Details: &migrate.GroupDetails{ADID: two}}},
			nil,
			[]string{"exact " + one + " p"},
		},
		"no identity on either side": {
			[]migrate.Group{{Name: "Sales"}},
			[]migrate.Group{{ID: "p", Name: "Vertrieb"}},
			nil,
			[]string{"ad-only ", "scim-only p"},
		},
		"two AD groups of one identity": {
			[]migrate.Group{
				{ID: one, Name: "Sales", Details: &migrate.GroupDetails{ADSID: sid}},
				{ID: two, Name: "Legal", Details: &migrate.GroupDetails{ADSID: sid}},
			},
			[]migrate.Group{{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADSID: sid}}},
			nil,
			[]string{"ad-only " + one, "ad-only " + two, "scim-only p"},
		},
		"other capitals, and braces": {
			[]migrate.Group{
				{ID: "{ABCDEFAB-1111-4111-8111-111111111111}", Name: "Sales"},
				{ID: two, Name: "Legal", Details: &migrate.GroupDetails{ADSID: sid}},
			},
			[]migrate.Group{
				{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: "abcdefab-1111-4111-8111-111111111111"}},
				{ID: "q", Name: "Recht", Details: &migrate.GroupDetails{ADSID: strings.ToLower(sid)}},
			},
			nil,
			[]string{
				"differs " + two + " q [renamed]", "differs {ABCDEFAB-1111-4111-8111-111111111111} p [renamed]",
			},
		},
		"matched by a person with another AD group": {
			[]migrate.Group{{ID: one, Name: "Sales"}, {ID: two, Name: "Legal"}},
			[]migrate.Group{{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: one}}},
			[]Decision{{ADID: two, SCIMID: "p"}},
			[]string{"ad-only " + one, "differs " + two + " p [renamed] decided"},
		},
		"matched by a person with another group of the provider": {
			[]migrate.Group{{ID: one, Name: "Sales"}},
			[]migrate.Group{{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: one}}, {ID: "q", Name: "Recht"}},
			[]Decision{{ADID: one, SCIMID: "q"}},
			[]string{"differs " + one + " q [renamed] decided", "scim-only p"},
		},
		"set apart by a person": {
			[]migrate.Group{{ID: one, Name: "Sales"}},
			[]migrate.Group{{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: one}}},
			[]Decision{{ADID: one, SCIMID: "p", Apart: true}},
			[]string{"ad-only " + one, "scim-only p"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := lines(compare(t, c.ad, c.scim, c.decisions...))
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			slices.Reverse(c.ad)
			slices.Reverse(c.scim)
			again := lines(compare(t, c.ad, c.scim, c.decisions...))
			slices.Sort(again)
			if !slices.Equal(got, again) {
				t.Errorf("in another order %q, not %q", again, got)
			}
		})
	}
}

// A pair says by which attribute of AD it was found.
func TestIdentityOfAPair(t *testing.T) {
	const id, sid = "11111111-1111-4111-8111-111111111111", "S-1-5-21-1-2-3-1104"
	for name, c := range map[string]struct {
		scim []migrate.Group
		want string
	}{
		"the objectGUID": {
			[]migrate.Group{{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: id}}},
			"different names, paired by identity (objectGUID)",
		},
		"the SID": {
			[]migrate.Group{{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADSID: sid}}},
			"different names, paired by identity (SID)",
		},
		"the externalId, among names that compete": {
			[]migrate.Group{
				{ID: "p", Name: "Marketting", Details: &migrate.GroupDetails{ExternalID: id}},
				{ID: "q", Name: "Markketing"},
			},
			"paired by identity (objectGUID)",
		},
		"the SID, where two groups have the objectGUID": {
			[]migrate.Group{
				{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: id, ADSID: sid}},
				{ID: "q", Name: "Werbung", Details: &migrate.GroupDetails{ADID: id}},
			},
			"different names, paired by identity (SID)",
		},
	} {
		r := compare(t, []migrate.Group{{ID: id, Name: "Marketing", Details: &migrate.GroupDetails{ADSID: sid}}}, c.scim)
		if got := r.Rows[0].HowPaired(); got != c.want {
			t.Errorf("%s: %q, want %q: %q", name, got, c.want, lines(r))
		}
	}
}
