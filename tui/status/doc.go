// Package status draws the status of a row and the kinds of a difference, each with a sign and
// a word. Color only repeats them.
package status
