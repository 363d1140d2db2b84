// Package fixtest runs a server of every kind on which names are renamed, with one group, and makes it answer a
// rename in every possible way: correctly or not, with the change made or not, at once, late or never, readable
// afterwards or not.
//
// The servers are the stand-ins of each provider's package (written from the providers' documentation, see there),
// and the SCIM provider and the domain controllers of the demo (RFC 7644, MS-ADTS). Two domain controllers
// replicate with a delay, as MS-ADTS section 3.1.1.1.14 permits; a load balancer forwards to either.
package fixtest
