// Package theme names the colors of the terminal app by what they mean, for
// dark and light backgrounds. With NO_COLOR set, or on a terminal without
// colors, every style is plain text, so no screen may rely on color alone.
//
// It leaves the question whether the background is dark to an answer that the
// terminal may give later: see SetDark.
package theme
