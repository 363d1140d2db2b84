// Package demo runs a small company on this machine, for a first try of
// ad2scim without any server: an Active Directory (package dc) and a SCIM
// provider (package provider), reached over real LDAP and HTTP on loopback.
// The company has some 300 groups, and every kind of difference between their
// two names is among them. The data is the same on every start; nothing is
// kept when the demo ends.
package demo
