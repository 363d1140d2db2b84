// Package render writes text that came from a directory, a server or a file, so
// that nothing in it acts where it is shown: Markdown, CSV, and counts and times
// in the one form that the program has for each. It is pure.
package render
