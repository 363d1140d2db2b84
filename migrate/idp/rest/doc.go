// Package rest is how the identity providers' APIs are spoken to: JSON over
// HTTPS, patient with a busy server, honest about a write whose answer was
// lost, and never with a token in an error.
//
// What the requests are, and what a provider's error bodies mean, is left to
// the providers' packages.
package rest
