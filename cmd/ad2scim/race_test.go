//go:build race

package main_test

import "os"

// Under the race detector the compiled program has it too.
func init() {
	buildFlags, cgo = []string{"-race"}, "1"
	// The program is started some thousand times: without this each start waits
	// for a second at its end for reports of races.
	if err := os.Setenv("GORACE", "atexit_sleep_ms=10"); err != nil {
		panic(err)
	}
}
