// Package theme names the colors of the terminal app by meaning, for dark and light
// backgrounds. With NO_COLOR, or on a terminal without colors, every style is plain text, so no
// screen may rely on color alone.
//
// Whether the background is dark is a guess until the terminal answers: see SetDark.
package theme
