// Package fixes is the screen Fix: which names change, on which side, and to
// what; the plan before anything is written; the run, and the way back. Who
// belongs to whom is settled here too.
//
// What a plan is, and whether it may be carried out, is the work of migrate/fix.
package fixes
