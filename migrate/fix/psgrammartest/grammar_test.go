package psgrammartest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/fix/psgrammartest"
)

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func TestCheck(t *testing.T) {
	wrong := []string{"Get-Item 'a", "if ($x) { 'y'", "Set-X -A ('a' + )"}
	good := "Get-Item 'it''s; Remove-Item x'\nif ($true) { Set-Item ('a' + [char]0x0041) }\n"
	r := &recorder{TB: t}
	calls := psgrammartest.Check(r, append(wrong, good)...)
	for i := range wrong {
		said := fmt.Sprintf("script %d does not parse", i+1)
		if !slices.ContainsFunc(r.errors, func(e string) bool { return strings.Contains(e, said) }) {
			t.Errorf("%s is not found wrong", wrong[i])
		}
	}
	if strings.Contains(strings.Join(r.errors, "\n"), "script 4") {
		t.Errorf("what parses is found wrong: %q", r.errors)
	}
	if !slices.Equal(calls[3], []string{"Get-Item", "Set-Item"}) {
		t.Errorf("calls are %q", calls)
	}
}
