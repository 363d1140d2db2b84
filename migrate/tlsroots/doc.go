// Package tlsroots loads certificate authorities from a file and explains why a server's certificate was rejected
// and what to do.
package tlsroots
