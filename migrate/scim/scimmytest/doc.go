// Package scimmytest runs an independent SCIM provider for tests: SCIMMY, from npm, with express on a loopback
// port. It needs Node 18 or later and npm. SCIMMY limits the page size, answers a startIndex after the end with the
// start of the list, and has no ETags; the script in this package adds those, and the faults that a test requests.
//
//	s := scimmytest.Start(t, scimmytest.Group{ID: "g1", Name: "Finance Admins"})
//	client, err := scim.Open(s.Connection())
package scimmytest
