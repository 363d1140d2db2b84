// Package ldapsrc reads groups and their members from Active Directory over
// LDAP and renames groups there: it finds a domain controller, connects with
// TLS, signs in, and says in plain words what stands in the way.
//
// A list is whole or it is an error: a page that fails, a connection that
// ends, a membership that cannot be read to its end never pass for a shorter
// list. Names are handed on byte for byte.
//
// It leaves to others what names mean (migrate/names), how they are paired
// (migrate/diff), and which renames to make in what order (migrate/fix). Users
// whose primaryGroupID is a group (by default Domain Users) are no values of
// that group's member attribute. They are among its members here, marked so:
// whether the AD sync sent them is not known.
package ldapsrc
