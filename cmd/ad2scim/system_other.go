//go:build !windows

package main

// checkSystem does nothing: on a system that is too old, the binary doesn't start.
func checkSystem() error { return nil }
