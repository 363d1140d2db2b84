// Package scim is a SCIM 2.0 client (RFC 7643, RFC 7644, RFC 9865): it reads the provisioned groups, users and
// members, renames a group, and probes an endpoint without changing anything.
//
// It reads complete lists or returns an error; it never returns a shortened or inconsistent list. There is one case
// that it can't detect: a group is missed because, during the read, another one before it was deleted and a third
// one was added. It doesn't use filters for names, because servers compare displayName without case. Package fix
// decides which names to write.
package scim
