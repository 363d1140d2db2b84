package sambatest

import (
	"path/filepath"
	"testing"
)

// MachineAccount is the domain controller's own account. Tests use it as the account of a Windows host.
const MachineAccount = "DC1$"

// AddHostName adds a host name to MachineAccount, as every Windows computer has one. The domain then issues tickets
// for HTTP and other services on that host.
func (s *Server) AddHostName(t testing.TB, host string) {
	t.Helper()
	if _, err := run(t.Context(), "samba-tool", "spn", "add", "HOST/"+host, MachineAccount, "-s", s.conf()); err != nil {
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
