// Package rest is the HTTP client of the identity providers' APIs: JSON over HTTPS. It waits for a busy server,
// reports a write whose answer was lost as unknown, and never puts a token into an error.
//
// The providers' packages define the requests and interpret error bodies.
package rest
