package fix

import (
	"fmt"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// The result is the first line, and the last one too where a long list would push it off
// the screen.
func TestResultStaysOnTheScreen(t *testing.T) {
	for _, left := range []int{0, 3, 40} {
		var ad []migrate.Group
		for i := range left {
			ad = append(ad, migrate.Group{ID: fmt.Sprint(i), Name: fmt.Sprint("Team ", i)})
		}
		remaining, err := diff.Compare(t.Context(), ad, nil, diff.Options{})
		if err != nil {
			t.Fatal(err)
		}
		r := Report{Remaining: remaining, Result: &Result{Run: "r1", Outcomes: []Outcome{
			{Fix: Fix{Before: "b", After: "B"}, State: Done}, {Fix: Fix{Before: "a", After: "A"}, State: Failed, Why: "why"},
		}}}
		var b strings.Builder
		if err := r.WriteTable(&b, diff.TableOptions{}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if lines[0] != r.summary() {
			t.Errorf("%d left: begins with %q, want %q", left, lines[0], r.summary())
		}
		if last := lines[len(lines)-1]; (last == r.summary()) != (left == 40) {
			t.Errorf("%d left: ends with %q", left, last)
		}
	}
}
