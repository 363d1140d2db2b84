//go:build unix

package migration_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/store"
)

const fullVariable = "AD2SCIM_TEST_FILLS"

// TestMain lets this binary be another process too.
func TestMain(m *testing.M) {
	if dir := os.Getenv(fullVariable); dir != "" {
		os.Exit(fill(dir))
	}
	runtest.Main(m)
}

// roomPerFile is the most bytes of a file in the process that fills a disk.
const roomPerFile = 8 << 10

// fill writes until there is no room, checks that each kind of write says so
// and leaves what was there, and prints what it saw.
func fill(dir string) int {
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: roomPerFile, Max: roomPerFile}); err != nil {
		fmt.Println(err)
		return 1
	}
	w, err := migration.Open(dir)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer w.Close()
	n := 0
	for ; err == nil; n++ {
		_, err = w.Journal().Append(store.Entry{Kind: "k", Text: strings.Repeat("x", 700)})
	}
	fmt.Printf("journal\t%d\t%v\n", n-1, err)
	n = 0
	for err = nil; err == nil; n++ {
		err = w.Update(func(s *migration.State) error {
			s.Evidence = append(s.Evidence, migration.Evidence{Says: strings.Repeat("y", 700)})
			return nil
		})
	}
	fmt.Printf("state\t%d\t%v\n", n-1, err)
	_, err = w.SaveSnapshot(context.Background(), migrate.AD, migrate.Connection{Location: "source"}, "source",
		[]migrate.Group{{Name: strings.Repeat("z", roomPerFile)}}, nil)
	fmt.Printf("snapshot\t0\t%v\n", err)
	// A short entry still has room.
	if _, err := w.Journal().Append(store.Entry{Kind: "last"}); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// A disk without room is stood in for by a limit on the size of files, which
// the system keeps in the same way: a write is done in part, and the next fails.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fullVariable+"="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	counts := map[string]int{}
	for line := range strings.Lines(string(out)) {
		part := strings.Split(strings.TrimSpace(line), "\t")
		if len(part) != 3 || !strings.Contains(part[2], "the disk is full") || !strings.Contains(part[2], "Make room") {
			t.Fatalf("it says %q", line)
		}
		var n int
		fmt.Sscan(part[1], &n)
		counts[part[0]] = n
	}
	w := open(t, dir)
	if len(w.Notes()) != 0 {
		t.Errorf("something was torn: %q", w.Notes())
	}
	var list []store.Entry
	for e, err := range w.Journal().All() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	if n := len(list); n != counts["journal"]+1 || n < 5 || list[n-1].Kind != "last" {
		t.Errorf("%d entries of %d", n, counts["journal"]+1)
	}
	if n := len(w.State().Evidence); n != counts["state"] || n < 5 {
		t.Errorf("%d pieces of evidence of %d", n, counts["state"])
	}
	if list, err := w.Snapshots(migrate.AD); err != nil || len(list) != 0 {
		t.Errorf("a part of a snapshot is there: %v %v", list, err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if strings.HasPrefix(f.Name(), ".") {
			t.Errorf("%s was left behind", f.Name())
		}
	}
}
