package fix

import "github.com/go-ldap/ldap/v3"

func rename(dn, rdn, parent string) *ldap.ModifyDNRequest {
	return ldap.NewModifyDNRequest(dn, rdn, true, parent)
}

func del(dn string) *ldap.DelRequest { return ldap.NewDelRequest(dn, nil) }

func describe(dn string) *ldap.ModifyRequest {
	r := ldap.NewModifyRequest(dn, nil)
	r.Replace("description", []string{"changed"})
	return r
}
