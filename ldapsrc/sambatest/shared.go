package sambatest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"ad2scim/migrate/runtest"
)

// shared is the server that all tests of a package read from.
var shared struct {
	sync.Mutex
	main   bool
	server *Server
	dir    string
}

// Main runs a package's tests, and then stops the server that Shared started:
//
//	func TestMain(m *testing.M) { os.Exit(sambatest.Main(m)) }
func Main(m *testing.M) int {
	shared.main = true
	defer func() {
		if shared.server != nil {
			shared.server.Stop()
			os.RemoveAll(shared.dir)
		}
	}()
	return m.Run()
}

// Shared returns a domain controller that all tests of a package share. A test that changes its content or stops it
// calls Start instead. The package's TestMain must call Main. With -short, the server is only available under the
// race detector; otherwise the test is skipped.
func Shared(t testing.TB) *Server {
	t.Helper()
	runtest.LeaveToFull(t)
	require(t)
	shared.Lock()
	defer shared.Unlock()
	if !shared.main {
		t.Fatal("sambatest.Shared needs a TestMain that calls sambatest.Main")
	}
	if shared.server != nil {
		return shared.server
	}
	dir, err := tempDir()
	if err == nil {
		shared.server, err = Run(context.Background(), dir, func(what string) { fmt.Fprintln(t.Output(), what) })
	}
	if err != nil {
		os.RemoveAll(dir)
		t.Fatal(err)
	}
	shared.dir = dir
	return shared.server
}
