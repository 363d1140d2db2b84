// Package layout fits text into columns of the terminal. An East Asian letter or an emoji takes
// two columns, a combining accent none.
package layout
