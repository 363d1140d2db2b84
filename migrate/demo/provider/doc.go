// Package provider is a small SCIM 2.0 provider for the demo: groups and users
// held in memory, served over HTTP on loopback with a bearer token, entity
// tags, paging, filters and PATCH. github.com/elimity-com/scim speaks the
// protocol; this package keeps the resources. What they are is decided by who
// fills it.
package provider
