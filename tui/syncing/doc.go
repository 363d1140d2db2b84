// Package syncing is the part of the screen Migrate that finds AD sync's script,
// disables its tasks, proves that it has stopped and brings it back: where it is
// looked for, what was seen and why it is believed, which tasks are meant, the
// typed words, and what came of it. What is AD sync, and doing it, is left to
// migrate/adsync.
package syncing
