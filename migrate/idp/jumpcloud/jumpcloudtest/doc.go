// Package jumpcloudtest stands in for a JumpCloud organization in tests. It is
// written from JumpCloud's API documents (v1 and v2) and help pages (paging by
// limit and skip, full update of a group by PUT, what SCIM does with groups),
// not from a live organization: what JumpCloud does beyond its documentation is
// not in it. The text of its error bodies is of the documented form alone.
//
// Every request is checked against requests.yaml, which is written by hand from
// the same documents. A field or parameter that is not in it fails the test.
package jumpcloudtest
