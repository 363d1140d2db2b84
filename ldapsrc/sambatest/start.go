package sambatest

import (
	"os"
	"os/exec"
	"testing"
)

// Start runs a domain controller until the test ends. Without Samba or the right to listen on low ports, the test
// is skipped, or fails if CI is true. With -short, it is always skipped, because each start takes seconds.
func Start(t testing.TB, opts ...Option) *Server {
	t.Helper()
	if testing.Short() {
		t.Skip("not under -short: starts a domain controller of its own")
	}
	require(t)
	dir, err := tempDir()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s, err := Run(t.Context(), dir, func(what string) { t.Log(what) }, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// onDisk is where temporary files are before a test keeps its own in memory: not every kernel
// has the extended attributes there that Samba writes.
var onDisk = os.TempDir()

// tempDir makes a folder for a server: t.TempDir has too long a path for
// Samba's sockets.
func tempDir() (string, error) { return os.MkdirTemp(onDisk, "samba") }

// require skips or fails the test if no domain controller can run.
func require(t testing.TB) {
	t.Helper()
	for _, tool := range []string{"samba", "samba-tool", "ldbmodify"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, "no Samba domain controller here ("+tool+" is missing): `make test` installs it")
		}
	}
	if os.Geteuid() != 0 {
		missing(t, "a domain controller listens on ports 88, 389 and 636: run the tests as root")
	}
}

func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}
