// Package theme names the colours of the terminal app by what they mean, for
// dark and light backgrounds. With NO_COLOR set, or on a terminal without
// colours, every style is plain text, so no screen may rely on colour alone.
//
// It leaves the question whether the background is dark to an answer that the
// terminal may give later: see SetDark.
package theme
