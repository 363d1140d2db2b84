//go:build !windows

package main

// checkSystem has nothing to refuse: the binary doesn't start on a system that
// is too old for it.
func checkSystem() error { return nil }
