// Package pingonetest stands in for a PingOne environment in tests. It is
// written from the public pages of the PingOne Platform API: the sign-in of a
// worker application by client credentials; HAL pages; propagation stores,
// plans, rules, mappings and revisions; groups; and the form of its errors. It
// is not written from a live environment. Where those pages leave open what
// PingOne does, a field of Server chooses: whether a stored token is shown
// (TellsToken), and what becomes of one that an update leaves out (Omitted).
// How long a write takes to show (Lag), and the form in which a failed test of a
// connection is told, are assumptions as well.
//
// Every request is checked against requests.yaml, which is written by hand from
// the same pages. A field or parameter that is not in it fails the test.
package pingonetest
