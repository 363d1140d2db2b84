// Package demo runs a small company on this computer, for trying ad2scim without a server: an Active Directory
// (package dc) and a SCIM provider (package provider) over real LDAP and HTTP on loopback. The company has about
// 300 groups, with every kind of difference between names. The data is the same at every start, and changes are
// discarded at the end.
package demo
