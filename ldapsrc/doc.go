// Package ldapsrc reads groups and their members from Active Directory over LDAP and renames groups there. It finds
// a domain controller, connects with TLS, signs in, and explains every failure.
//
// A list is complete or it is an error: a page that fails, a connection that ends or a membership that can't be
// read completely never results in a shorter list. Names are returned byte for byte.
//
// What names mean (migrate/names), how they are paired (migrate/diff), and which renames to make in what order
// (migrate/fix) are decided elsewhere. Users whose primaryGroupID is a group (by default Domain Users) aren't
// values of that group's member attribute. They are listed among its members and marked, because it isn't known
// whether AD sync sent them.
package ldapsrc
