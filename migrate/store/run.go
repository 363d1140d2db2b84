package store

import (
	"crypto/rand"
	"time"
)

// NewRun returns an id for a run: its start in UTC, and random letters that distinguish two runs in the same
// second.
func NewRun() string {
	return time.Now().UTC().Format("20060102T150405Z") + "-" + rand.Text()[:6]
}
