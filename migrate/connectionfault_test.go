package migrate_test

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

func TestFaultsOfAConnection(t *testing.T) {
	t.Parallel()
	const location, name = migrate.FieldLocation, migrate.FieldName
	type connection = migrate.Connection
	type fault = migrate.FieldFault
	for _, c := range []struct {
		kind migrate.Scheme
		of   connection
		want []fault
	}{
		{migrate.LDAPS, connection{Location: "ldaps://dc1.example.com:636/DC=corp", User: `CORP\u`, Filter: "(cn=D*)"}, nil},
		{migrate.LDAPS, connection{Location: "ldaps://"}, []fault{{Field: location, Fault: migrate.FaultMissing}}},
		{migrate.LDAPS, connection{Location: "dc1.corp"}, []fault{{Field: location, Fault: migrate.FaultNoHost}}},
		{migrate.LDAPS, connection{Location: "ldaps://dc 1"}, []fault{{Field: location, Fault: migrate.FaultNoHost}}},
		{migrate.LDAPS, connection{Location: "ldaps://u:p@dc1"}, []fault{{Field: location, Fault: migrate.FaultHoldsUser}}},
		{migrate.LDAPS, connection{Location: "ldaps://dc1?k=s"}, []fault{{Field: location, Fault: migrate.FaultAddress}}},
		{migrate.LDAPS, connection{Location: "ldaps://10.0.0.1"}, nil},
		{migrate.ADDomain, connection{Location: "ad://corp:636"}, []fault{{Field: location, Fault: migrate.FaultPort}}},
		{migrate.LDAPS, connection{Location: "ldaps://dc1/%zz"}, []fault{{Field: location, Fault: migrate.FaultNoHost}}},
		{migrate.LDAPS, connection{Location: "ldaps://dc1/Groups"}, []fault{{Field: location, Fault: migrate.FaultDN}}},
		{migrate.LDAPS, connection{Location: "ldaps://dc1/Groups", Base: "DC=corp"}, nil},
		{migrate.LDAPS, connection{Location: "ldaps://dc1", User: "CN=reader,DC=corp", Filter: "cn=x"}, nil},
		{migrate.ADDomain, connection{Location: "ad://10.0.0.1"}, []fault{{Field: location, Fault: migrate.FaultIPAddress}}},
		{migrate.HTTPS, connection{Location: "https://sso.example.com/scim/2.0"}, nil},
		{migrate.HTTPS, connection{Location: "http://127.0.0.1:8080/scim"}, nil},
		{migrate.HTTPS, connection{}, []fault{{Field: location, Fault: migrate.FaultMissing}}},
		{migrate.HTTPS, connection{Location: "sso.example.com"}, []fault{{Field: location, Fault: migrate.FaultNotWeb}}},
		{migrate.HTTPS, connection{Location: "ldaps://dc1"}, []fault{{Field: location, Fault: migrate.FaultNotWeb}}},
		{migrate.HTTPS, connection{Location: "http://sso.example.com"}, []fault{{Field: location, Fault: migrate.FaultAddress}}},
		{migrate.HTTPS, connection{Location: "https://u:p@sso"}, []fault{{Field: location, Fault: migrate.FaultHoldsUser}}},
		{migrate.HTTPS, connection{Location: "https://s so/scim"}, []fault{{Field: location, Fault: migrate.FaultNoHost}}},
		{migrate.Okta, connection{Location: "okta:"}, nil}, // the app that looks like Dashlane's
		{migrate.Okta, connection{Location: "okta:0oa1"}, nil},
		{migrate.File, connection{Location: "a file.csv"}, nil},
		{migrate.File, connection{Location: "g.csv", NameAttribute: "mail"}, []fault{{Field: name, Fault: migrate.FaultChoice}}},
		{
			migrate.LDAPS,
			connection{Location: "ldaps://dc1", NameAttribute: "mail", Base: "Groups", Filter: "(cn=a))(|(cn=*)"},
			[]fault{
				{Field: name, Fault: migrate.FaultChoice},
				{Field: migrate.FieldBase, Fault: migrate.FaultDN},
				{Field: migrate.FieldFilter, Fault: migrate.FaultFilter},
			},
		},
		{
			migrate.LDAPS,
			connection{Location: "ldaps://dc1", Filter: "(&(cn=x)"},
			[]fault{{Field: migrate.FieldFilter, Fault: migrate.FaultFilter}},
		},
		{
			migrate.LDAPS,
			connection{
				Location: "ldaps://dc1", Auth: "magic", Scope: "all", As: "x",
				Without: []migrate.GroupType{migrate.SecurityGroup, "odd"},
			},
			[]fault{
				{Field: migrate.FieldAuth, Fault: migrate.FaultChoice},
				{Field: migrate.FieldScope, Fault: migrate.FaultChoice},
				{Field: migrate.FieldAs, Fault: migrate.FaultChoice},
				{Field: migrate.FieldWithout, Fault: migrate.FaultChoice},
			},
		},
	} {
		got := c.of.Faults(c.kind)
		if !slices.EqualFunc(got, c.want, func(a, b fault) bool { return a.Field == b.Field && a.Fault == b.Fault }) {
			t.Errorf("%s %+v: %+v", c.kind, c.of, got)
		}
		for _, f := range got {
			if migrate.ClassOf(f.Err) != migrate.BadInput {
				t.Errorf("%s %+v: its reason is %v", c.kind, c.of, f.Err)
			}
			if c.kind == migrate.HTTPS && strings.Contains(f.Err.Error(), "base DN") {
				t.Errorf("%+v has no base DN: %v", c.of, f.Err)
			}
			if strings.Contains(c.of.Location, "%zz") && !strings.Contains(f.Err.Error(), "write % as %25") {
				t.Errorf("%+v: %v", c.of, f.Err)
			}
		}
	}
}

func TestLDAPFilter(t *testing.T) {
	t.Parallel()
	for filter, want := range map[string]string{
		"": "", "  ": "", "cn=x": "(cn=x)", " cn=x ": "(cn=x)", " (cn=x)\n": "(cn=x)", "(&(a=b)(c=d))": "(&(a=b)(c=d))",
	} {
		if got := (migrate.Connection{Filter: filter}).LDAPFilter(); got != want {
			t.Errorf("%q: %q, want %q", filter, got, want)
		}
	}
}

func TestSameGroups(t *testing.T) {
	t.Parallel()
	one := migrate.Connection{Location: "ldaps://dc1", Base: "OU=A", Filter: "(cn=x)", User: "u@corp"}
	other := one
	if other.User = "v@corp"; !one.SameGroups(other) {
		t.Error("another account makes another list")
	}
	if other.Base = "OU=B"; one.SameGroups(other) {
		t.Error("another base makes no other list")
	}
	other = one
	if other.Filter = "(cn=y)"; one.SameGroups(other) {
		t.Error("another filter makes no other list")
	}
}
