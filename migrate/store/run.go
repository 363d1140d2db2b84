package store

import (
	"crypto/rand"
	"time"
)

// NewRun returns an id for a run: its start in UTC, and letters that keep two
// of the same second apart.
func NewRun() string {
	return time.Now().UTC().Format("20060102T150405Z") + "-" + rand.Text()[:6]
}
