// Package oktatest is a stand-in for an Okta organization in tests. It was written from Okta's Management API
// document and help pages (paging by Link header, rate limits, error bodies, limits of a custom SAML app), not from
// a live organization, so that undocumented behavior is missing.
//
// Every request is checked against the API document in the Go module of Okta's SDK. Group push mappings, which that
// version doesn't have yet, are checked against grouppush.yaml, which was written from the later document. A field
// or parameter that neither contains fails the test.
package oktatest
