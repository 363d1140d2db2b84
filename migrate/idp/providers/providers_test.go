package providers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// Each provider is in the playbook, is a source of groups, and every variable that
// its package reads is in its registration.
func TestTheTableIsWhole(t *testing.T) {
	t.Parallel()
	for _, r := range All() {
		if id, err := playbook.ParseIDP(string(r.ID)); err != nil || id != r.ID {
			t.Errorf("%s: %v", r.ID, err)
		}
		if scheme, err := (migrate.Connection{Location: string(r.ID) + ":App"}).Scheme(); err != nil ||
			string(scheme) != string(r.ID) {
			t.Errorf("%s: %s, %v", r.ID, scheme, err)
		}
		files, err := filepath.Glob(filepath.Join("..", string(r.ID), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(r.ID, files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range strings.Split(string(text), `Getenv("`)[1:] {
				name, _, _ := strings.Cut(part, `"`)
				if !strings.HasSuffix(file, "_test.go") && !strings.Contains(strings.Join(r.Environment, " ")+" ", name+" ") {
					t.Errorf("%s reads %s, which its registration does not name", file, name)
				}
			}
		}
	}
	if len(IDs()) != len(playbook.IDPs())-1 { // and "other"
		t.Errorf("%d providers, and %d in the playbook", len(IDs()), len(playbook.IDPs()))
	}
}

func TestOneThatIsNotThere(t *testing.T) {
	t.Parallel()
	if _, err := Open(t.Context(), playbook.Other, nil); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
}
