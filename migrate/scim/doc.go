// Package scim reads the provisioned groups from a SCIM 2.0 provider (RFC 7643,
// RFC 7644) and probes an endpoint without changing anything.
//
// It reads whole lists or fails: a list that the server cuts short is an error,
// never a short list. It compares nothing, and asks for no filter: displayName
// is compared without its case by servers, so a filter cannot tell whether two
// names are the same.
package scim
