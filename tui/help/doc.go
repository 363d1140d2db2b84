// Package help is the page of key bindings, made from the bindings themselves.
package help
