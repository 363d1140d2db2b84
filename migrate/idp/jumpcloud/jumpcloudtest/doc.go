// Package jumpcloudtest is a stand-in for a JumpCloud organization in tests. It was written from JumpCloud's API
// documents (v1 and v2) and help pages (paging by limit and skip, full update of a group by PUT, SCIM of groups),
// not from a live organization, so that undocumented behavior is missing. Error bodies only have the documented
// form.
//
// Every request is checked against requests.yaml, which was written from the same documents. A field or parameter
// that it doesn't contain fails the test.
package jumpcloudtest
