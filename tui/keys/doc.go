// Package keys holds the key bindings. A key means the same on every screen.
package keys
