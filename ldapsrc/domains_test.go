package ldapsrc

import (
	"net"
	"slices"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

// Two domains, each with its own controller, are read as one list, and each group is renamed in its own domain.
func TestTwoDomains(t *testing.T) {
	corp, sales := sambatest.Start(t), sambatest.Start(t, sambatest.EmptyDomain("sales.example.net", "SALES"),
		sambatest.WithSetting("ldap server require strong auth=allow_sasl_over_tls"),
		sambatest.WithSetting("server services=ldap kdc cldap"))
	t.Run("the site", func(t *testing.T) {
		if site := askSite(t.Context(), net.DefaultResolver, net.JoinHostPort(sales.Address, "389"),
			sales.Domain); site != "Default-First-Site-Name" {
			t.Errorf("the site is %q", site)
		}
	})
	t.Run("Kerberos with a suffix that is no realm", func(t *testing.T) { kerberosWithASuffix(t, sales) })
	sambatest.Create(t, sales.AdminConn(t), "CN=Payroll,CN=Users,"+sales.BaseDN, "objectClass", "group", "sAMAccountName",
		"payroll", "groupType", "-2147483646")
	one, two := corp.Connection(""), sales.Connection("")
	one.Filter, two.Filter = "(cn=Payroll*)", "(cn=Payroll*)"
	j := migrate.Join(mustOpen(t, one), mustOpen(t, two))
	groups, err := j.Groups(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var from []string
	for _, g := range groups {
		from = append(from, g.Name+" of "+g.Source)
	}
	if want := []string{"Payroll of " + corp.URL, "Payroll of " + sales.URL}; !slices.Equal(from, want) {
		t.Fatalf("read %q, want %q", from, want)
	}
	for i, after := range []string{"Payroll corp", "Payroll sales"} {
		o, err := j.Rename(t.Context(), migrate.Change{
			ID: groups[i].ID, Attribute: migrate.CommonName, Before: "Payroll",
			After: after,
		})
		if err != nil || o.Names[migrate.CommonName] != after {
			t.Fatalf("%s: %+v, %v", after, o, err)
		}
	}
	for want, c := range map[string]migrate.Connection{"Payroll corp": one, "Payroll sales": two} {
		if got := namesOf(mustRead(t, mustOpen(t, c))); !slices.Equal(got, []string{want}) {
			t.Errorf("%s has %q", c.Location, got)
		}
	}
}

// kerberosWithASuffix: a user whose UPN ends in a suffix that is no realm signs in by Kerberos as an
// enterprise name (RFC 6806 section 5) at the domain's own realm.
func kerberosWithASuffix(t *testing.T, s *sambatest.Server) {
	c := s.AdminConn(t)
	sambatest.Create(t, c, "CN=Ann,CN=Users,"+s.BaseDN, "objectClass", "user", "sAMAccountName", "ann.sales",
		"userPrincipalName", "ann@brand.example.com",
		"unicodePwd", utf16Quoted(s.AdminPassword), "userAccountControl", "512")
	t.Setenv("KRB5_CONFIG", s.Krb5Conf)
	k := s.Connection("")
	k.Auth, k.User, k.Location = "kerberos", "ann@brand.example.com", s.URL
	if got := namesOf(mustRead(t, mustOpen(t, k))); len(got) == 0 {
		t.Error("nothing is read")
	}
	k.Secret = migrate.NewSecret("not the password")
	says(t, problem(t, k, migrate.Unreachable), "password is wrong")
}

// utf16Quoted is a password as unicodePwd takes it (MS-ADTS section 3.1.1.3.1.5.1).
func utf16Quoted(p string) string {
	var b []byte
	for _, r := range `"` + p + `"` {
		b = append(b, byte(r), 0)
	}
	return string(b)
}
