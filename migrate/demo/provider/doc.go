// Package provider is a small SCIM 2.0 provider for the demo: groups and users in memory, served over HTTP on
// loopback with a bearer token, entity tags, paging, filters and PATCH. github.com/elimity-com/scim implements the
// protocol; this package stores the resources, which the caller provides.
package provider
