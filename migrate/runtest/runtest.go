// Package runtest says how tests are run: what -short leaves out, how many run at once and where
// their files are. It also collects what they write.
package runtest

import (
	"flag"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// Sample reports whether a sample is enough: under -short, but not with the race
// detector, which runs the short tests alone.
func Sample() bool { return testing.Short() && !raceDetector }

// LeaveToFull skips a test where a sample is enough: it takes long, and quicker tests
// stand beside it.
func LeaveToFull(t testing.TB) {
	t.Helper()
	if Sample() {
		t.Skip("not under -short: takes long")
	}
}

// AtOnce has n tests run side by side for each processor, unless -parallel says how many.
// It is for a TestMain whose tests wait most of the time: for a process, a server or a
// time limit.
func AtOnce(n int) {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		f.Value.Set(strconv.Itoa(n * runtime.GOMAXPROCS(0)))
	}
}

// room is the least number of free bytes at which the tests' files are kept in memory.
const room = 4 << 30

// InMemory keeps the temporary files of a package's tests, and of the programs that they start,
// in memory, where there is such a place with enough room. It is for a TestMain whose tests
// write workspaces: each write waits until the disk has it.
func InMemory() {
	const memory = "/dev/shm"
	if os.Getenv("TMPDIR") == "" && free(memory) >= room {
		os.Setenv("TMPDIR", memory)
	}
}

// Main runs a package's tests with their temporary files in memory. It is for a TestMain that
// has nothing else to do.
func Main(m *testing.M) {
	InMemory()
	m.Run()
}
