package runtest

import (
	"strings"
	"testing"

	"ad2scim/migrate"
)

// WantBadInput checks that an error is a problem of the class migrate.BadInput, in one line that contains each of
// the words.
func WantBadInput(t testing.TB, err error, words ...string) {
	t.Helper()
	if migrate.ClassOf(err) != migrate.BadInput {
		t.Fatalf("the error is %v", err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	if strings.ContainsAny(err.Error(), "\n\r") {
		t.Errorf("%q is more than a line", err)
	}
}
