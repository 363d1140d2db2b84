// Package help is the page of key bindings. Its text comes from the bindings themselves.
package help
