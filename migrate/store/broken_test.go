//go:build linux

package store

import (
	"os"
	"strings"
	"testing"
)

// TestAJournalThatFailedIsNotWritten: what cannot be taken back, or may not be on the
// disk, is followed by no other entry, even where the next one could be written.
func TestAJournalThatFailedIsNotWritten(t *testing.T) {
	t.Parallel()
	for device, says := range map[string]string{
		"/dev/full": "the disk is full", // the write fails, and so does cutting it off
		"/dev/null": "invalid argument", // the write works, and the sync fails
	} {
		f, err := Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := f.OpenJournal(); err != nil {
			t.Fatal(err)
		}
		j := f.Journal()
		if _, err := j.Append(Entry{Kind: "first"}); err != nil {
			t.Fatal(err)
		}
		works := j.file
		if j.file, err = os.OpenFile(device, os.O_RDWR, 0); err != nil {
			t.Fatal(err)
		}
		_, err = j.Append(Entry{Kind: "fails"})
		j.file.Close()
		j.file = works
		_, again := j.Append(Entry{Kind: "works"})
		for _, err := range []error{err, again} {
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: the error is %v", device, err)
			}
		}
		if j.Last() != 1 {
			t.Errorf("%s: the last entry is %d", device, j.Last())
		}
		for e, err := range j.All() {
			if err != nil || e.Kind != "first" {
				t.Errorf("%s: it has %v %v", device, e, err)
			}
		}
	}
}
