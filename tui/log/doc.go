// Package log is the Log screen: the entries of the workspace's journal, newest first, grouped
// by run. It changes nothing.
package log
