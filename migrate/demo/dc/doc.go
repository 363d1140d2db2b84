// Package dc is a small Active Directory domain controller over real LDAP, for
// the demo: one domain held in memory, spoken to over TLS on loopback. It
// answers what a reader or renamer of groups asks (rootDSE, simple bind,
// searches with paging and member ranges, Modify, ModifyDN) with AD's own
// result codes and texts. It creates and deletes nothing, knows no Kerberos,
// and is no place for real data. What is in the directory is decided by who
// fills it.
package dc
