package idptest

import "testing"

// Spy stands in for a test, to see whether a stand-in fails it.
type Spy struct {
	testing.TB
	Errors int // how often Error was called
}

// Error counts the failure.
func (s *Spy) Error(...any) { s.Errors++ }
