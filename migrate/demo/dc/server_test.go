package dc_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"ad2scim/migrate/demo/dc"
)

const user, password = "admin@corp.example.com", "a password"

// serve runs a directory of n numbered groups and some odd ones.
func serve(t *testing.T, n int) string {
	t.Helper()
	d := dc.NewDirectory("corp.example.com")
	unit := d.Add(d.Base(), "OU", "Groups", "organizationalUnit").DN()
	ada := d.Add(unit, "CN", "Ada", "user").Set("mail", "ada@example.com")
	inner := d.Add(unit, "CN", "Inner", "group").Set("groupType", "-2147483646").Set("sAMAccountName", "Inner")
	outer := d.Add(unit, "CN", "Outer", "group").Set("groupType", "2").Set("sAMAccountName", "Outer")
	d.Link(inner, ada)
	d.Link(outer, inner)
	d.Link(inner, outer)
	d.Add(unit, "CN", "Guarded", "group").Protect()
	for _, name := range hostile {
		d.Add(unit, "CN", name, "group")
	}
	numbered := d.Add(unit, "OU", "Numbered", "organizationalUnit").DN()
	big := d.Add(unit, "CN", "Big", "group")
	for i := range n {
		d.Link(big, d.Add(numbered, "CN", "Group "+strconv.Itoa(i), "group"))
	}
	return listen(t, &dc.Server{Directory: d})
}

// listen runs a server with one account until the test ends.
func listen(t *testing.T, server *dc.Server) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big1, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server.Accounts = map[string]string{user: password}
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); server.Serve(ctx, l) }()
	t.Cleanup(func() { cancel(); <-done })
	return l.Addr().String()
}

var big1 = big.NewInt(1)

var hostile = []string{
	"Sales, EMEA", "C# Devs", `Back\slash`, " leading", "trailing ", "#hash", "nb\u00a0sp",
	"x\u202ey", "z\u200bw", "🎉", "\xff\xfe", "e\x1b[31mf", "a+b=c;d<e>\"f", "l\nf",
}

func dial(t *testing.T, addr string) *ldap.Conn {
	t.Helper()
	c, err := ldap.DialURL("ldaps://"+addr, ldap.DialWithTLSConfig(&tls.Config{InsecureSkipVerify: true}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func signedIn(t *testing.T, addr string) *ldap.Conn {
	t.Helper()
	c := dial(t, addr)
	if err := c.Bind(user, password); err != nil {
		t.Fatal(err)
	}
	return c
}

func find(t *testing.T, c *ldap.Conn, base, filter string, attributes ...string) []*ldap.Entry {
	t.Helper()
	r, err := c.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, 0, 0, 0, false, filter, attributes, nil))
	if err != nil {
		t.Fatalf("%s: %v", filter, err)
	}
	return r.Entries
}

const base = "DC=corp,DC=example,DC=com"

func names(entries []*ldap.Entry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.GetAttributeValue("name"))
	}
	slices.Sort(all)
	return all
}

func TestHostileNamesComeThroughByteForByte(t *testing.T) {
	c := signedIn(t, serve(t, 0))
	got := names(find(t, c, base, "(&(objectClass=group)(!(|(cn=Inner)(cn=Outer)(cn=Big)(cn=Guarded))))", "name"))
	want := slices.Sorted(slices.Values(hostile))
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	for _, e := range find(t, c, base, "(objectClass=group)", "name") {
		again := find(t, c, e.DN, "(objectClass=*)", "name")
		if len(again) != 1 || again[0].GetAttributeValue("name") != e.GetAttributeValue("name") {
			t.Errorf("%q is not found under its own DN %q", e.GetAttributeValue("name"), e.DN)
		}
	}
}

func TestPagedReadIsWhole(t *testing.T) {
	c := signedIn(t, serve(t, 1250))
	const filter = "(name=Group *)"
	if _, err := c.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, 0, 0, 0, false, filter, nil,
		nil)); !ldap.IsErrorWithCode(err, ldap.LDAPResultSizeLimitExceeded) {
		t.Errorf("without paging: %v, want size limit exceeded", err)
	}
	r, err := c.SearchWithPaging(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, 0, 0, 0, false, filter,
		[]string{"name"}, nil), 300)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Compact(names(r.Entries))
	if len(got) != 1250 {
		t.Errorf("%d different names, want 1250", len(got))
	}
}

func TestFilters(t *testing.T) {
	c := signedIn(t, serve(t, 3))
	inner := find(t, c, base, "(cn=inner)", "objectGUID")[0]
	ada := "CN=Ada,OU=Groups," + base
	for filter, want := range map[string][]string{
		"(&(objectCategory=group)(groupType:1.2.840.113556.1.4.803:=2147483648))":                  {"Inner"},
		"(&(objectClass=group)(groupType:1.2.840.113556.1.4.803:=2))":                              {"Inner", "Outer"},
		"(member=cn=ADA,ou=groups," + base + ")":                                                   {"Inner"},
		"(memberOf:1.2.840.113556.1.4.1941:=CN=Outer,OU=Groups," + base + ")":                      {"Ada", "Inner", "Outer"},
		"(member:1.2.840.113556.1.4.1941:=" + ada + ")":                                            {"Inner", "Outer"},
		"(objectGUID=" + ldap.EscapeFilter(string(inner.GetRawAttributeValue("objectGUID"))) + ")": {"Inner"},
		"(name=*roup*2)":                      {"Group 2"},
		"(&(name=Group *)(!(name=Group 1)))":  {"Group 0", "Group 2"},
		"(|(mail=ADA@*)(name=Group 0))":       {"Ada", "Group 0"},
		"(mail=*)":                            {"Ada"},
		"(&(name=Inner)(uSNChanged>=1))":      {"Inner"},
		"(&(name=Inner)(uSNChanged<=1))":      nil,
		"(nonsense=1)":                        nil,
		"(name:2.5.13.2:=Inner)":              nil,
		"(&(name=Inner)(objectClass=person))": nil,
	} {
		if got := names(find(t, c, base, filter, "name")); !slices.Equal(got, want) {
			t.Errorf("%s found %q, want %q", filter, got, want)
		}
	}
}

func TestMemberRanges(t *testing.T) {
	c := signedIn(t, serve(t, 1600))
	whole := find(t, c, base, "(cn=Big)", "member")[0]
	if n := len(whole.GetAttributeValues("member;range=0-1499")); n != 1500 {
		t.Errorf("plain member: %d values in the first range, want 1500", n)
	}
	rest := find(t, c, base, "(cn=Big)", "member;range=1500-*")[0]
	if n := len(rest.GetAttributeValues("member;range=1500-*")); n != 100 {
		t.Errorf("%d values in the last range, want 100", n)
	}
}

func TestBind(t *testing.T) {
	addr := serve(t, 0)
	tls := dial(t, addr)
	if _, err := tls.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, 0, 0, 0, false, "(cn=*)", nil,
		nil)); !ldap.IsErrorWithCode(err, ldap.LDAPResultOperationsError) {
		t.Errorf("a search before the bind: %v", err)
	}
	if err := tls.Bind(user, "wrong"); !ldap.IsErrorWithCode(err, ldap.LDAPResultInvalidCredentials) ||
		!strings.Contains(err.Error(), "data 52e") {
		t.Errorf("a wrong password: %v", err)
	}
	plain, err := ldap.DialURL("ldap://" + addr)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	if err := plain.Bind(user, password); !ldap.IsErrorWithCode(err, ldap.LDAPResultStrongAuthRequired) {
		t.Errorf("a bind in the clear: %v, want strong auth required", err)
	}
	if err := plain.StartTLS(insecure()); err != nil {
		t.Fatal(err)
	}
	if err := plain.Bind(strings.ToUpper(user), password); err != nil {
		t.Errorf("a bind after StartTLS: %v", err)
	}
	if who, err := plain.WhoAmI(nil); err != nil || who.AuthzID != "u:"+user {
		t.Errorf("who am I: %v %v", who, err)
	}
}

func insecure() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }

func TestRenameAndModify(t *testing.T) {
	c := signedIn(t, serve(t, 0))
	before := find(t, c, base, "(cn=Inner)", "objectGUID", "uSNChanged")[0]
	if err := c.ModifyDN(ldap.NewModifyDNRequest(before.DN, `CN=inner\20`, true, "")); err != nil {
		t.Fatal(err)
	}
	guid := find(t, c, "<GUID="+hexOf(before.GetRawAttributeValue("objectGUID"))+">", "(objectClass=*)", "name",
		"uSNChanged")
	if got := guid[0].GetAttributeValue("name"); got != "inner " {
		t.Errorf("the name is %q", got)
	}
	if guid[0].GetAttributeValue("uSNChanged") == before.GetAttributeValue("uSNChanged") {
		t.Error("uSNChanged did not change")
	}
	if got := find(t, c, base, "(cn=Outer)", "member")[0].GetAttributeValues("member"); !slices.Equal(got,
		[]string{guid[0].DN}) {
		t.Errorf("the membership did not follow the rename: %q", got)
	}
	for _, refused := range []struct {
		why  string
		code uint16
		do   func() error
	}{
		{"taken", ldap.LDAPResultEntryAlreadyExists, func() error {
			return c.ModifyDN(ldap.NewModifyDNRequest(guid[0].DN, "CN=OUTER", true, ""))
		}},
		{"too long", ldap.LDAPResultConstraintViolation, func() error {
			return c.ModifyDN(ldap.NewModifyDNRequest(guid[0].DN, "CN="+strings.Repeat("x", 65), true, ""))
		}},
		{"gone", ldap.LDAPResultNoSuchObject, func() error {
			return c.ModifyDN(ldap.NewModifyDNRequest(before.DN+"x", "CN=y",
				true, ""))
		}},
		{"cn by Modify", ldap.LDAPResultNotAllowedOnRDN, func() error { return modify(c, guid[0].DN, "cn", "x") }},
		{"account taken", ldap.LDAPResultEntryAlreadyExists, func() error {
			return modify(c, guid[0].DN, "sAMAccountName", "outer")
		}},
		{"no right", ldap.LDAPResultInsufficientAccessRights, func() error {
			return modify(c, "CN=Guarded,OU=Groups,"+base, "displayName", "x")
		}},
		{"delete", ldap.LDAPResultUnwillingToPerform, func() error { return c.Del(ldap.NewDelRequest(guid[0].DN, nil)) }},
	} {
		if err := refused.do(); !ldap.IsErrorWithCode(err, refused.code) {
			t.Errorf("%s: %v, want code %d", refused.why, err, refused.code)
		}
	}
	if err := modify(c, guid[0].DN, "displayName", "Shown"); err != nil {
		t.Error(err)
	}
	if got := find(t, c, base, "(displayName=Shown)", "allowedAttributesEffective"); len(got) != 1 ||
		!slices.Contains(got[0].GetAttributeValues("allowedAttributesEffective"), "displayName") {
		t.Errorf("after the Modify: %v", got)
	}
	swap := ldap.NewModifyRequest(guid[0].DN, nil)
	swap.Delete("displayName", []string{"Other"})
	swap.Add("displayName", []string{"New"})
	if err := c.Modify(swap); !ldap.IsErrorWithCode(err, ldap.LDAPResultNoSuchAttribute) {
		t.Errorf("a swap of a value that is not there: %v", err)
	}
}

func modify(c *ldap.Conn, dn, attribute, value string) error {
	m := ldap.NewModifyRequest(dn, nil)
	m.Replace(attribute, []string{value})
	return c.Modify(m)
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	var s []byte
	for _, c := range b {
		s = append(s, digits[c>>4], digits[c&15])
	}
	return string(s)
}

func TestRootDSE(t *testing.T) {
	c := dial(t, serve(t, 0))
	r, err := c.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)",
		[]string{"defaultNamingContext", "dnsHostName"}, nil))
	if err != nil || len(r.Entries) != 1 || r.Entries[0].GetAttributeValue("defaultNamingContext") != base ||
		len(r.Entries[0].Attributes) != 2 {
		t.Errorf("%v %v", r, err)
	}
}
