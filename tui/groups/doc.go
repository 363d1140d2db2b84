// Package groups is the screen of all rows of the comparison: a table that is
// filtered by typing, by status and by kind, with the two names of the row
// under the cursor one over the other, and its members on demand. What pairs
// groups and what a difference is belongs to other packages; this one shows it.
package groups
