package fixtest

import (
	"sync"
	"sync/atomic"
	"time"
)

// Answer is how a server answers a rename.
type Answer string

// The answers. After "late" the change shows some time later.
const (
	OK     Answer = "2xx"
	Client Answer = "4xx"
	Server Answer = "5xx"
	Cut    Answer = "cut"
	Late   Answer = "late"
	Lying  Answer = "lying" // 2xx, with a body that says the opposite of what was done
)

// Answers lists all of them.
var Answers = []Answer{OK, Client, Server, Cut, Late, Lying}

// Faults is what a server does to renames until it is healed. The fields are set
// before the first request.
type Faults struct {
	Answer    Answer
	Made      bool // whether the change is made
	ReadsBack bool // whether the group can be read after it
	Variant   int  // which of the statuses of a kind

	// Later has something done after a while, by the test's clock.
	Later func(time.Duration, func())
	// AfterWrite is called when a rename was taken, before its answer, and
	// OnReadBack before a group is read after that; nil: nothing.
	AfterWrite, OnReadBack func()

	mu     sync.Mutex
	healed bool
	writes int

	signedIn atomic.Value // the Authorization that was sent last, a string
}

// Heal ends the faults.
func (f *Faults) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.healed = true
}

// Writes is how many renames were asked for.
func (f *Faults) Writes() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.writes
}

// write decides what comes of a rename. Where faulty is false, the server does as
// it does.
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

// readable says whether a group can be read now.
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
