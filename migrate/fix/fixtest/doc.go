// Package fixtest has a server of each kind that names are renamed at, with one
// group, and has it answer a rename in every way that a server may: truly or not,
// with the change made or not, at once, late or never, readable or not. For tests.
//
// The servers are those that each provider's package tests against (written from
// the providers' documents, see there), the SCIM provider and the domain
// controllers of the demo (RFC 7644, MS-ADTS). Two domain controllers replicate
// with a lag, as MS-ADTS section 3.1.1.1.14 allows; a balancer leads to either.
package fixtest
