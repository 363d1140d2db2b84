// Package diff pairs two lists of groups by name, says of every group what
// became of it, and writes the outcome for machines and people.
//
// How two names differ is package names; where the groups come from is the
// work of the sources.
package diff
