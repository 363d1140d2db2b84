// Package tlsroots is about the certificates of servers: it loads the authorities
// that a user names in a file, and says in words why a certificate was refused
// and what to do about it. Connecting, and whether a check may be left out, is
// for its callers.
package tlsroots
