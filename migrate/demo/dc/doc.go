// Package dc is a small Active Directory domain controller over real LDAP, for the demo: one domain in memory,
// served over TLS on loopback. It supports what reading and renaming groups needs (rootDSE, simple bind, searches
// with paging and member ranges, Modify, ModifyDN), with AD's own result codes and messages. It doesn't create or
// delete objects and doesn't support Kerberos. Don't use it for real data. The caller fills the directory.
package dc
