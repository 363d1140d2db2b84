// Package keys holds the key bindings that mean the same on every screen. A
// screen's own bindings are in its folder; help is made from both.
package keys
