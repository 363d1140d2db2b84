//go:build race

package main_test

import "os"

// Under the race detector, the compiled program uses it too.
func init() {
	buildFlags, cgo = []string{"-race"}, "1"
	// The program is started thousands of times. Without this setting, each process waits a
	// second for reports of races.
	if err := os.Setenv("GORACE", "atexit_sleep_ms=10"); err != nil {
		panic(err)
	}
}
