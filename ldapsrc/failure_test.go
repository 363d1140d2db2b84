package ldapsrc

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"ad2scim/migrate"
)

// TestConnectProblems, in plain words with what to do.
func TestConnectProblems(t *testing.T) {
	t.Parallel()
	d := &Directory{location: location{scheme: migrate.LDAPS}}
	dialed := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, c := range []struct {
		port string
		err  error
		says string
	}{
		{"389", dialed(syscall.ECONNRESET), "port 389 begins without TLS, and ldaps:// begins with it. Use ldap://dc1:389"},
		{"636", dialed(syscall.ECONNRESET), "the server closed the connection during the TLS handshake"},
		{"636", dialed(&net.DNSError{IsNotFound: true}), "there is no computer with that name"},
		{"636", dialed(&net.DNSError{Err: "server misbehaving"}), "the name server does not answer"},
		{"636", dialed(syscall.ECONNREFUSED), "nothing listens on this port"},
		{"636", dialed(syscall.EHOSTUNREACH), "there is no route to that network"},
		{"636", tls.AlertError(70), "the server ended the TLS handshake: tls: protocol version not supported"},
		{"636", tls.RecordHeaderError{Msg: "x"}, "this port does not speak TLS"},
		{"636", errTimeout, "nothing answers"},
		{"389", errNoStartTLS, "the server refuses to turn TLS on, so no password is sent"},
		{"389", errStartTLSLost, "the server closed the connection when it was asked for TLS"},
		{"636", errors.New("some\nthing\x1b[2J"), `some thing\x1b[2J. Check the address`},
	} {
		err := d.connectProblem(server{host: "dc1", port: c.port, cert: "dc1"}, c.err)
		if migrate.ClassOf(err) != migrate.Unreachable || !errors.Is(err, c.err) ||
			!strings.HasPrefix(err.Error(), "cannot connect to dc1:"+c.port) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c.err, err)
		}
	}
	said := &migrate.Problem{Class: migrate.BadInput, What: "it is said already"}
	if got := explain("cannot read", said); got.Error() != said.Error() || migrate.ClassOf(got) != migrate.BadInput {
		t.Errorf("a problem becomes %v", got)
	}
	for says, err := range map[string]error{
		"there is no such file":     &os.PathError{Op: "open", Path: "ca.pem", Err: fs.ErrNotExist},
		"this user may not read it": &os.PathError{Op: "open", Path: "ca.pem", Err: fs.ErrPermission},
		"open ca.pem: broken":       &os.PathError{Op: "open", Path: "ca.pem", Err: errors.New("broken")},
	} {
		if got := fileReason(err); got != says {
			t.Errorf("%v: %q, want %q", err, got, says)
		}
	}
}

// TestAttributeValues: MS-ADTS section 2.2.12 for the type of a group, RFC 4511 section 4.5.3
// for a reference.
func TestAttributeValues(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]migrate.GroupType{
		"-2147483646": migrate.SecurityGroup, "2": migrate.DistributionGroup, "-2147483643": migrate.BuiltinGroup, "": "",
		"x":           "",
		"99999999999": "",
	} {
		if got := groupTypeOf(value); got != want {
			t.Errorf("the group type %s is %q, want %q", value, got, want)
		}
	}
	for ref, want := range map[string]string{
		"ldap://emea.example.com/DC=emea,DC=example,DC=com": "emea.example.com",
		"ldap:///DC=emea,DC=example,DC=com":                 "DC=emea,DC=example,DC=com",
		"ldap://x/CN=Configuration,DC=example,DC=com":       "",
		"ldap://x/DC=ForestDnsZones,DC=example,DC=com":      "",
		"ldap://%zz": "ldap://%zz",
	} {
		if got := otherDomain(ref); got != want {
			t.Errorf("%s leads to %q, want %q", ref, got, want)
		}
	}
	for class, want := range map[string]migrate.MemberKind{
		"USER": migrate.UserMember, "foreignSecurityPrincipal": migrate.ForeignMember, "printQueue": migrate.UnknownMember,
	} {
		if got := kindOf([]string{"top", class}); got != want {
			t.Errorf("%s is %v, want %v", class, got, want)
		}
	}
	at := time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)
	if never, day := (migrate.Server{}).LastLogonText(), (migrate.Server{LastLogon: at}).LastLogonText(); never != "" ||
		day != "2026-01-02" {
		t.Errorf("the last logon is %q and %q", never, day)
	}
}
