// Package groups is the screen of the comparison: a table that can be filtered by text, status
// and kind, the details of the current row, and its members on demand. The rules of matching
// and naming differences are in migrate/diff and migrate/names.
package groups
