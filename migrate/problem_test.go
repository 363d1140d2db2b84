package migrate_test

import (
	"testing"

	"ad2scim/migrate"
)

// Windows ends its messages with a period, and other systems don't.
func TestAProblemHasOnePeriod(t *testing.T) {
	t.Parallel()
	for why, want := range map[string]string{
		"no such file":                     "cannot read a: no such file. Check the path",
		"The system cannot find the file.": "cannot read a: The system cannot find the file. Check the path",
	} {
		p := &migrate.Problem{What: "cannot read a", Why: why, Next: "check the path"}
		if got := p.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What to do about a missing secret names its variable and the flag of its file.
func TestAMissingSecretNamesItsFile(t *testing.T) {
	t.Parallel()
	for side, want := range map[migrate.Side]string{
		migrate.AD:   "set VARIABLE, or use --ad-password-file",
		migrate.SCIM: "set VARIABLE, or use --scim-token-file",
		"":           "set VARIABLE",
	} {
		if got := (migrate.Remedy{Kind: migrate.RemedyEnterSecret, Side: side, Text: "VARIABLE"}).String(); got != want {
			t.Errorf("%s: %q", side, got)
		}
	}
}
