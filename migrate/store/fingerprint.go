package store

import (
	"fmt"
	"os"
	"path/filepath"
)

// Fingerprint returns a text that changes when the state or the journal of the workspace in dir changes. It reads
// no file, so that it can be called often.
func Fingerprint(dir string) string {
	stamp := ""
	for _, name := range []string{stateFile, journalFile} {
		if info, err := os.Lstat(filepath.Join(orDefault(dir), name)); err == nil {
			stamp += fmt.Sprintf("%s %d %d;", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return stamp
}
