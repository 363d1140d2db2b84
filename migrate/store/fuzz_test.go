package store

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzJournal: whatever is in the file, reading it ends, and what is taken as whole
// is read back as so many entries.
func FuzzJournal(f *testing.F) {
	f.Add([]byte("{\"seq\":1,\"kind\":\"a\"}\n{\"seq\":2}\n{\"seq\":3"))
	f.Add([]byte("{\"seq\":1}\n\x00\x00\x00\n\x00"))
	f.Add([]byte("{\"seq\":2}\n[]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), journalFile)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := scan(path)
		if err != nil {
			return
		}
		if found.whole+int64(len(found.rest)) != int64(len(text)) {
			t.Errorf("%d bytes whole and %d torn of %d", found.whole, len(found.rest), len(text))
		}
		j := &Journal{path: path, size: found.whole}
		last := int64(0)
		for e, err := range j.All() {
			if err != nil || e.Seq != last+1 {
				t.Fatalf("entry %d after %d: %v", e.Seq, last, err)
			}
			last = e.Seq
		}
		if last != found.last {
			t.Errorf("%d entries, and the last is %d", last, found.last)
		}
	})
}
