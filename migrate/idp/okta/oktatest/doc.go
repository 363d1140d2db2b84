// Package oktatest stands in for an Okta organization in tests. It is written
// from Okta's Management API document and help pages (paging by Link header,
// rate limits, error bodies, what a custom SAML app does not support), not from
// a live organization: what Okta does beyond its documentation is not in it.
//
// Every request is checked against the API document that the Go module of
// Okta's SDK carries; the group push mappings, which that version does not have
// yet, against grouppush.yaml, written from the later document. A field or
// parameter that is in neither fails the test.
package oktatest
