// Package watch says what changed from one comparison to the next, after the
// cut-over: names that drift, names that are exact again, and signs that AD sync
// is awake. Reading the sides is left to the caller.
package watch
