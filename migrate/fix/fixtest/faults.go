package fixtest

import (
	"sync"
	"sync/atomic"
	"time"
)

// Answer is how a server answers a rename.
type Answer string

// The answers. With "late", the change shows after a delay.
const (
	OK     Answer = "2xx"
	Client Answer = "4xx"
	Server Answer = "5xx"
	Cut    Answer = "cut"
	Late   Answer = "late"
	Lying  Answer = "lying" // 2xx with a body that contradicts what was done
)

// Answers are all of them.
var Answers = []Answer{OK, Client, Server, Cut, Late, Lying}

// Faults is how a server handles renames until Heal is called. Set the fields before the first request.
type Faults struct {
	Answer    Answer
	Made      bool // the change is made
	ReadsBack bool // the group can be read afterwards
	Variant   int  // which status of a kind is used

	// Later calls a function after a delay by the test's clock.
	Later func(time.Duration, func())
	// AfterWrite is called after a rename was received and before its answer, and OnReadBack before a group is read
	// after that. Either may be nil.
	AfterWrite, OnReadBack func()

	mu     sync.Mutex
	healed bool
	writes int

	signedIn atomic.Value // string: the last Authorization header
}

// Heal ends the faults.
func (f *Faults) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.healed = true
}

// Writes returns the number of renames that were requested.
func (f *Faults) Writes() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.writes
}

// write decides how a rename is handled. If faulty is false, the server behaves normally.
func (f *Faults) write(lag time.Duration, do func()) (faulty bool) {
	f.mu.Lock()
	f.writes++
	healed := f.healed
	f.mu.Unlock()
	if healed {
		return false
	}
	switch {
	case !f.Made:
	case f.Answer == Late:
		f.Later(lag, do)
	default:
		do()
	}
	if f.AfterWrite != nil {
		f.AfterWrite()
	}
	return true
}

// readable reports whether a group can be read now.
func (f *Faults) readable() bool {
	f.mu.Lock()
	after, healed := f.writes > 0, f.healed
	f.mu.Unlock()
	if !after || healed {
		return true
	}
	if f.OnReadBack != nil {
		f.OnReadBack()
	}
	return f.ReadsBack
}
