// Package rename is the screen Fix: which names change, on which side and to
// what, the plan before anything is written, the run, and undo. Pairs that an
// admin decides are chosen here too. The rules are in migrate/fix.
package rename
