// Package httplog writes the requests of an http.Client and their answers to the
// migrate.Trace of their context.
package httplog
