// Package report writes the hand-over report of a migration: what was found, what was changed, by whom and when,
// how well each thing is known, what was overridden, and what remains to do. It only reads the workspace and asks
// no server.
package report
