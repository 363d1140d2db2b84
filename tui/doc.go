// Package tui is the terminal app. It routes keys, mouse events and messages to its screens,
// each of which has a folder of its own. The rules of a migration are in the packages under
// migrate; the caller passes in how to open connections.
package tui
