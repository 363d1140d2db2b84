package scimmytest

import (
	"os"
	"os/exec"
	"testing"
)

// Start runs an ordinary provider with these groups until the test ends. Without Node or npm the test is skipped,
// or fails if CI is true.
func Start(t testing.TB, groups ...Group) *Server {
	t.Helper()
	return StartWith(t, Options{}, groups...)
}

// StartWith is Start with options.
func StartWith(t testing.TB, o Options, groups ...Group) *Server {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip("no SCIM provider here: `make test` installs what it needs: ", err)
		}
	}
	s, err := Run(t.Context(), o, groups...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}
