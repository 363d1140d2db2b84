// Package layout fits text into cells of the screen. Widths are columns of the
// terminal, not bytes or letters: an East Asian letter or an emoji takes two,
// a combining accent none.
package layout
