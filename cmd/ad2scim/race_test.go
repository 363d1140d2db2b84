//go:build race

package main_test

// Under the race detector the compiled program has it too.
func init() { buildFlags, cgo = []string{"-race"}, "1" }
