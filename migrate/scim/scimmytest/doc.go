// Package scimmytest runs a SCIM provider for tests that nobody here wrote:
// SCIMMY, from npm, behind express on a port of loopback. It needs Node 18 or
// later and npm. What is known of SCIMMY: it caps a page, it answers a
// startIndex behind the end with the list from its start, and it has no ETags;
// the script beside this package adds those, and faults that a test asks for.
//
//	s := scimmytest.Start(t, scimmytest.Group{ID: "g1", Name: "Finance Admins"})
//	client, err := scim.Open(s.Connection())
package scimmytest
