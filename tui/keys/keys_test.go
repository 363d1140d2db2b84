package keys_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ad2scim/tui/keys"
)

// A letter has one meaning: no two bindings share a key, and no screen binds a letter itself.
func TestOneLetterHasOneMeaning(t *testing.T) {
	t.Parallel()
	of := map[string]string{}
	for _, b := range keys.Letters() {
		for _, k := range b.Keys() {
			if other, taken := of[k]; taken {
				t.Errorf("%s means %q and %q", k, other, b.Help().Desc)
			}
			of[k] = b.Help().Desc
		}
	}
	own := regexp.MustCompile(`keys\.Bind\([^)]*, "([^"]+)"\)`)
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range own.FindAllSubmatch(text, -1) {
			if k := string(m[1]); len(k) == 1 {
				t.Errorf("%s binds %s for itself", path, k)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
