package psgrammartest_test

import (
	"slices"
	"testing"

	"ad2scim/migrate/fix/psgrammartest"
)

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }

func TestCheck(t *testing.T) {
	for _, script := range []string{"Get-Item 'a", "if ($x) { 'y'", "Set-X -A ('a' + )"} {
		r := &recorder{TB: t}
		psgrammartest.Check(r, script)
		if !r.failed {
			t.Errorf("%s is not found wrong", script)
		}
	}
	calls := psgrammartest.Check(t, "Get-Item 'it''s; Remove-Item x'\nif ($true) { Set-Item ('a' + [char]0x0041) }\n")
	if !slices.Equal(calls, []string{"Get-Item", "Set-Item"}) {
		t.Errorf("calls are %q", calls)
	}
}
