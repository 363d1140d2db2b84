// Package sambatest runs a real Active Directory for tests, as httptest runs a
// web server: Samba's domain controller, with a certificate of its own
// authority, filled with ordinary and with hostile groups. It needs Debian's
// samba-ad-dc and ldb-tools and the right to listen on low ports (root).
//
// What Samba does not show of a real domain controller: go-ldap's NTLM bind,
// and the cutting of long attributes (MaxValRange) when no range is asked for.
package sambatest
