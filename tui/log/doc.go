// Package log is the screen Log: what was done, read from the workspace's
// journal, newest first, one entry a run. It changes nothing.
package log
