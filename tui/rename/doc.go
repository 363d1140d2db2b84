// Package rename is the Fix screen: which names to change, on which side and to what, the plan,
// the run, and undo. Conflicts are resolved here too. The rules are in migrate/fix.
package rename
