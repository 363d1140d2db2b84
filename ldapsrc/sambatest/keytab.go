package sambatest

import (
	"path/filepath"
	"testing"
)

// Machine is the domain controller's own account, which stands for a machine
// where a test is a service of one.
const Machine = "DC1$"

// AddHostName gives Machine a further name, in the form in which every Windows
// machine has its own: the domain gives tickets for HTTP and more by it.
func (s *Server) AddHostName(t testing.TB, host string) {
	t.Helper()
	if _, err := run(t.Context(), "samba-tool", "spn", "add", "HOST/"+host, Machine, "-s", s.conf()); err != nil {
		t.Fatal(err)
	}
}

// Keytab writes the keys of an account to a file and returns its path.
func (s *Server) Keytab(t testing.TB, account string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keytab")
	if _, err := run(t.Context(), "samba-tool", "domain", "exportkeytab", file, "--principal="+account, "-s",
		s.conf()); err != nil {
		t.Fatal(err)
	}
	return file
}

func (s *Server) conf() string { return filepath.Join(s.dir, "etc", "smb.conf") }
