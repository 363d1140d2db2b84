// Package report makes the hand-over of a migration: what was found, what was
// changed, by whom and when, how well each thing is known, what was forced, and
// what is left. It reads what the workspace remembers and asks no server.
package report
