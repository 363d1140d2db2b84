package sambatest

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/go-ldap/ldap/v3"
)

// signIn binds as Connection says.
func (s *Server) signIn(t *testing.T, account string) *ldap.Conn {
	t.Helper()
	as := s.Connection(account)
	c, err := ldap.DialURL(as.Location, ldap.DialWithTLSConfig(s.TLSConfig(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Bind(as.User, as.Secret.Reveal()); err != nil {
		t.Fatalf("%s: %v", as.User, err)
	}
	return c
}

// read returns what the account is shown of an object's attribute.
func read(t *testing.T, c *ldap.Conn, dn, attribute string) []string {
	t.Helper()
	got, err := c.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{attribute}, nil))
	if err != nil || len(got.Entries) != 1 {
		t.Fatalf("%s: %v", dn, err)
	}
	return got.Entries[0].GetAttributeValues(attribute)
}

// Each account may do what its name promises and no more, and what the tests add is there.
func TestAccountsHaveTheirRights(t *testing.T) {
	t.Parallel()
	s := Start(t)
	write := func(account, dn, attribute string) error {
		r := ldap.NewModifyRequest(dn, nil)
		r.Replace(attribute, []string{"changed by " + account})
		return s.signIn(t, account).Modify(r)
	}
	const group = "CN=Payroll,OU=Groups," + BaseDN
	if err := write(Helpdesk, group, "displayName"); err != nil {
		t.Errorf("Helpdesk can't write displayName: %v", err)
	}
	for account, attribute := range map[string]string{Helpdesk: "description", Reader: "displayName"} {
		if err := write(account, group, attribute); !ldap.IsErrorWithCode(err, ldap.LDAPResultInsufficientAccessRights) {
			t.Errorf("%s writes %s: %v", account, attribute, err)
		}
	}
	reader, admin := s.signIn(t, Reader), s.signIn(t, "")
	if got := read(t, reader, HiddenUser, "mail"); len(got) > 0 {
		t.Errorf("Reader can read HiddenUser: %q", got)
	}
	if got := read(t, admin, HiddenUser, "mail"); !slices.Equal(got, []string{"hidden@example.com"}) {
		t.Errorf("the administrator reads %q of HiddenUser", got)
	}
	s.CreateComputer(t, admin, "SYNC01", "Windows Server 2022", "4096", "")
	const computer = "CN=SYNC01,CN=Computers," + BaseDN
	if got := read(t, admin, computer, "sAMAccountName"); !slices.Equal(got, []string{"SYNC01$"}) {
		t.Errorf("the computer is %q", got)
	}
	if got := read(t, admin, computer, "dNSHostName"); len(got) > 0 {
		t.Errorf("the computer has the host name %q", got)
	}
	s.AddHostName(t, "sync01.corp.example.com")
	if got := read(t, admin, "CN=DC1,OU=Domain Controllers,"+BaseDN, "servicePrincipalName"); !slices.Contains(got,
		"HOST/sync01.corp.example.com") {
		t.Errorf("the names of the host are %q", got)
	}
	// A keytab begins with 5 and its version, 2 (MIT's keytab file format).
	if keys, err := os.ReadFile(s.Keytab(t, MachineAccount)); err != nil || !bytes.HasPrefix(keys, []byte{5, 2}) ||
		!bytes.Contains(keys, []byte(MachineAccount)) {
		t.Errorf("%d bytes of keys: %v", len(keys), err)
	}
}
