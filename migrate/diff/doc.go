// Package diff pairs two lists of groups by name, and writes the result for programs and for
// people. Every group ends up in exactly one row.
//
// Package names decides how two names differ. The sources read the groups.
package diff
