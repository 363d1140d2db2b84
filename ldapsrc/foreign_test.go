package ldapsrc

import (
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

// A domain identifies the members of another domain's group, by DN in the same forest and by SID in another one,
// and is asked about no other members.
func TestFindMembersOfAnotherDomainsGroup(t *testing.T) {
	t.Parallel()
	s := sambatest.Shared(t)
	d := mustOpen(t, only(s.Connection(sambatest.Reader), "Cycle outer"))
	var ada migrate.Member
	members, err := d.Members(t.Context(), byDN(t, mustRead(t, d), sambatest.CycleGroup).ID, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		if m.Name == "Ada" {
			ada = m
		}
	}
	sid := sidOf(t, d, ada.DN)
	bySID := "CN=" + sid + ",CN=ForeignSecurityPrincipals,DC=sales,DC=example,DC=net"
	foreign := func(dn string) migrate.Member {
		return migrate.Member{DN: dn, Name: dn, Kind: migrate.ForeignMember}
	}
	found, err := d.FindMembers(t.Context(), []migrate.Member{
		foreign(ada.DN), foreign(bySID), foreign("CN=Ada,CN=Users,DC=sales,DC=example,DC=net"),
		foreign("CN=Nobody,CN=Users," + s.BaseDN), foreign("CN=S-1-5-11,CN=ForeignSecurityPrincipals," + s.BaseDN),
		foreign("not a DN"),
	})
	if err != nil || len(found) != 2 {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, dn := range []string{ada.DN, bySID} {
		if m := found[dn]; m.ID != ada.ID || m.Mail != "ada@example.com" || m.Kind != migrate.UserMember {
			t.Errorf("%s: %+v", dn, m)
		}
	}
}

// sidOf reads the SID of an object.
func sidOf(t *testing.T, d *Directory, dn string) (sid string) {
	t.Helper()
	err := d.withRetry(t.Context(), "cannot read", nil, func(c *conn) error {
		e, err := c.readObject(t.Context(), dn, "objectSid")
		if err == nil {
			sid = migrate.SIDText(e.GetEqualFoldRawAttributeValue("objectSid"))
		}
		return err
	})
	if err != nil || sid == "" {
		t.Fatalf("no SID of %s: %v", dn, err)
	}
	return sid
}
