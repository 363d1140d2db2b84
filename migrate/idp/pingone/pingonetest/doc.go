// Package pingonetest is a stand-in for a PingOne environment in tests. It was written from the public pages of the
// PingOne Platform API: the sign-in of a worker application by client credentials; HAL pages; propagation stores,
// plans, rules, mappings and revisions; groups; and the form of its errors. It wasn't written from a live
// environment. Where the pages leave open what PingOne does, a field of Server decides: whether a stored token is
// returned (TellsToken), and what happens to one that an update omits (Omitted). The time until a write shows (Lag)
// and the form of a failed connection test are assumptions too.
//
// Every request is checked against requests.yaml, which was written from the same pages. A field or parameter that
// it doesn't contain fails the test.
package pingonetest
