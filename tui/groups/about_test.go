package groups

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// TestDetailsOfAGroup checks the group's type, the similarity of the names, and the decisions.
func TestDetailsOfAGroup(t *testing.T) {
	t.Parallel()
	ad := &migrate.Group{Name: "Sales", Details: &migrate.GroupDetails{Type: migrate.SecurityGroup}}
	scim := &migrate.Group{Name: "sales"}
	for name, c := range map[string]struct {
		detail detail
		want   []string
	}{
		"a pair": {
			detail{row: &diff.Row{Status: diff.Differs, AD: ad, SCIM: scim, Score: 0.9, Identity: diff.ObjectGUID}},
			[]string{"security group", "90% similar", "matched by identity"},
		},
		"decided": {
			detail{row: &diff.Row{Status: diff.ADOnly, AD: ad}, decided: []diff.Decision{{SCIMName: "sales"}}},
			[]string{`by you`, `the same group as "sales"`, "undo in Fix"},
		},
		"set apart, seen from the other side": {
			detail{row: &diff.Row{Status: diff.SCIMOnly, SCIM: scim}, decided: []diff.Decision{{ADName: "Sales", Apart: true}}},
			[]string{`not the same group as "Sales"`},
		},
	} {
		text := ansi.Strip(strings.Join(c.detail.about(100, false), "\n"))
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", name, want, text)
			}
		}
	}
}
