// Package status draws the status of a row and the kinds of a difference: each
// with a sign and a word, and a color that only repeats what they say.
package status
