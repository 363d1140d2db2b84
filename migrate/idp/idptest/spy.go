package idptest

import "testing"

// Spy stands in for a test, to check whether a stand-in makes it fail.
type Spy struct {
	testing.TB
	Errors int // number of calls of Error
}

// Error counts the failure.
func (s *Spy) Error(...any) { s.Errors++ }
