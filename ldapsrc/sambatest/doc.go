// Package sambatest runs a real Active Directory for tests, as httptest runs a web server: Samba's domain
// controller, with a certificate of its own authority, filled with ordinary and with hostile groups. It needs
// Debian's samba-ad-dc and ldb-tools and the right to listen on low ports (root).
//
// Samba differs from a real domain controller in two ways: it doesn't support go-ldap's NTLM bind, and it only
// limits the values of an attribute (MaxValRange) when a range is requested.
package sambatest
