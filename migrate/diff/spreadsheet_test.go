package diff

import (
	"strings"
	"testing"

	"ad2scim/migrate"
)

func TestSpreadsheetMarksOfOneSide(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ ad, scim, said string }{
		{"100000", "1E+05", "provisioned: 1 name is written as Excel writes a long number"},
		{"=Sales", "'=Sales", "provisioned: 1 name is written with an apostrophe"},
		{"R&amp;D", "R&D", "AD: 1 name is written with a character in HTML form"},
		{"R&amp;D", "r&amp;d", ""},
		{"R&amp;D", "R&amp;D", ""},
		{"R&D", "r&d", ""},
	} {
		r, err := Compare(t.Context(), []migrate.Group{{ID: "1", Name: tt.ad}}, []migrate.Group{{ID: "2", Name: tt.scim}},
			Options{})
		if err != nil {
			t.Fatal(err)
		}
		notes := strings.Join(r.Notes, "\n")
		if tt.said == "" && notes != "" || !strings.Contains(notes, tt.said) {
			t.Errorf("%s, %s: notes %q, want %q", tt.ad, tt.scim, notes, tt.said)
		}
	}
}

func TestTwoEmptyListsAreAFinding(t *testing.T) {
	t.Parallel()
	r, err := Compare(t.Context(), nil, nil, Options{})
	if err != nil || !r.Findings() || !strings.Contains(strings.Join(r.Notes, "\n"), "no group on either side") {
		t.Errorf("%+v, %v", r, err)
	}
}
