// Package watch reports what changed from one comparison to the next after the
// cutover: names that differ now, names that are exact again, and signs that AD sync
// is running. The caller reads both sides.
package watch
