package doctor_test

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// A text is either accepted unchanged as a fact or refused in one clean line, and an accepted one can be diagnosed.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"ad_sync=off", "path=confidential", "=", "", "sso=on=off", "ad_sync=\x1b[2J",
		"greyed=no\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		facts, err := doctor.Parse([]string{s})
		if err != nil {
			if migrate.ClassOf(err) != migrate.BadInput || strings.ContainsFunc(err.Error(),
				func(r rune) bool { return r < ' ' || r == 0x7F }) {
				t.Fatalf("%q: %q", s, err)
			}
			return
		}
		key, val, _ := strings.Cut(s, "=")
		if facts[doctor.Fact(key)] != val || !slices.Contains(doctor.Fact(key).Values(), val) {
			t.Fatalf("%q was taken as %v", s, facts)
		}
		check(t, facts)
	})
}
