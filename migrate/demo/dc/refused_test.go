package dc_test

import (
	"sync/atomic"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"ad2scim/migrate/demo/dc"
)

// TestWhatADomainControllerRefuses, with the code that AD gives (MS-ADTS section 3.1.1).
func TestWhatADomainControllerRefuses(t *testing.T) {
	t.Parallel()
	c := signedIn(t, serve(t, 3))
	inner, ada, guarded := "CN=Inner,OU=Groups,"+base, "CN=Ada,OU=Groups,"+base, "CN=Guarded,OU=Groups,"+base
	search := func(base string, limit int, controls ...ldap.Control) func() error {
		return func() error {
			_, err := c.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, 0, limit, 0, false, "(name=*)", nil,
				controls))
			return err
		}
	}
	rename := func(dn, to, parent string) func() error {
		return func() error { return c.ModifyDN(ldap.NewModifyDNRequest(dn, to, true, parent)) }
	}
	cookie := ldap.NewControlPaging(2)
	cookie.SetCookie([]byte("of another search"))
	for name, refused := range map[string]struct {
		code uint16
		do   func() error
	}{
		"a base that is not there": {ldap.LDAPResultNoSuchObject, search("OU=None,"+base, 0)},
		"a control that is not known": {
			ldap.LDAPResultUnavailableCriticalExtension,
			search(base, 0, ldap.NewControlString("1.2.3", true, "")),
		},
		"a page of a search that is over": {ldap.LDAPResultUnwillingToPerform, search(base, 0, cookie)},
		"more than the client's limit":    {ldap.LDAPResultSizeLimitExceeded, search(base, 2)},
		"what AD computes": {
			ldap.LDAPResultUnwillingToPerform,
			func() error { return modify(c, inner, "objectGUID", "x") },
		},
		"an empty value": {
			ldap.LDAPResultConstraintViolation,
			func() error { return modify(c, inner, "displayName", "") },
		},
		"two values of one": {ldap.LDAPResultConstraintViolation, func() error {
			m := ldap.NewModifyRequest(inner, nil)
			m.Replace("displayName", []string{"a", "b"})
			return c.Modify(m)
		}},
		"a value beside another": {ldap.LDAPResultAttributeOrValueExists, func() error {
			m := ldap.NewModifyRequest(inner, nil)
			m.Add("sAMAccountName", []string{"b"})
			return c.Modify(m)
		}},
		"an object that is not there": {
			ldap.LDAPResultNoSuchObject,
			func() error { return modify(c, "CN=None,"+base, "mail", "x") },
		},
		"another naming attribute": {ldap.LDAPResultInvalidDNSyntax, rename(inner, "OU=x", "")},
		"two naming attributes":    {ldap.LDAPResultInvalidDNSyntax, rename(inner, "CN=x+CN=y", "")},
		"without the right":        {ldap.LDAPResultInsufficientAccessRights, rename(guarded, "CN=x", "")},
		"a user's name":            {ldap.LDAPResultUnwillingToPerform, rename(ada, "CN=x", "")},
		"a move":                   {ldap.LDAPResultUnwillingToPerform, rename(inner, "CN=x", base)},
		"an operation that is none": {ldap.LDAPResultProtocolError, func() error {
			_, err := c.PasswordModify(ldap.NewPasswordModifyRequest("", "a", "b"))
			return err
		}},
	} {
		if err := refused.do(); !ldap.IsErrorWithCode(err, refused.code) {
			t.Errorf("%s: %v, want code %d", name, err, refused.code)
		}
	}
	if len(find(t, c, base, "(|(cn=Inner)(cn=Ada)(cn=Guarded))")) != 3 {
		t.Error("something was changed all the same")
	}
	one, err := c.Search(ldap.NewSearchRequest(inner, ldap.ScopeBaseObject, 0, 0, 0, false, "(name=*)", nil,
		[]ldap.Control{ldap.NewControlString("1.2.3", false, "")}))
	if err != nil || len(one.Entries) != 1 {
		t.Errorf("a control that may be left out, and one object alone: %v %v", one, err)
	}
}

// TestFaultsOfATest: a search is answered with the code that is told, and a change goes where it
// is handed; the directory tells how it is then.
func TestFaultsOfATest(t *testing.T) {
	t.Parallel()
	d, replica := dc.NewDirectory("corp.example.com"), dc.NewDirectory("corp.example.com")
	fill := func(d *dc.Directory) (group, user *dc.Entry) {
		group, user = d.Add(d.Base(), "CN", "Sales", "group"), d.Add(d.Base(), "CN", "Ada", "user")
		d.Link(group, user)
		return group, user
	}
	group, user := fill(d)
	other, _ := fill(replica)
	var code atomic.Uint32
	var lost atomic.Bool
	c := signedIn(t, listen(t, &dc.Server{
		Directory: d, Searches: func() uint16 { return uint16(code.Load()) },
		Changes: func(c dc.Change) (uint16, bool) { c.On(replica); return c.On(d), !lost.Load() },
	}))
	if err := modify(c, group.DN(), "mail", "sales@example.com"); err != nil {
		t.Error(err)
	}
	code.Store(ldap.LDAPResultBusy)
	_, err := c.Search(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, 0, 0, 0, false, "(cn=*)", nil, nil))
	if !ldap.IsErrorWithCode(err, ldap.LDAPResultBusy) {
		t.Errorf("a search while it is busy: %v", err)
	}
	lost.Store(true)
	if err := c.ModifyDN(ldap.NewModifyDNRequest(group.DN(), "CN=Sales EMEA", true, "")); err == nil {
		t.Error("an answer that is lost came")
	}
	if d.Name(group) != "Sales EMEA" || replica.Name(other) != "Sales EMEA" {
		t.Errorf("the names are %q and %q", d.Name(group), replica.Name(other))
	}
	if ids := d.Members(group); len(ids) != 1 || ids[0] != user.ID() {
		t.Errorf("the members are %q, want %q", ids, user.ID())
	}
}
