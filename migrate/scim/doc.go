// Package scim is a SCIM 2.0 client (RFC 7643, RFC 7644, RFC 9865): it reads
// the provisioned groups, users and members, renames a group, and probes an
// endpoint without changing anything.
//
// It reads whole lists or fails: a list that is cut short or will not hold
// still is an error, never a short list. One thing it cannot see is a group
// that is missed because, while the list was read, another was deleted before
// it and a third one added. It compares nothing, and asks for no filter:
// servers compare displayName without its case, so a filter cannot tell whether
// two names are the same. Which names to write is left to package fix.
package scim
