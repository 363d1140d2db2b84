// Package runtest says how tests are run, what -short leaves out and how many run at once, and
// collects what they write.
package runtest

import (
	"flag"
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
