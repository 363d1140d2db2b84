package render

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// MaxColumnWidth is the maximum width of a table's column, in terminal columns. A longer cell sticks out in its own
// row, so that one long name doesn't pad every other row.
const MaxColumnWidth = 100

// Pad adds spaces to text up to width terminal columns, but at most up to MaxColumnWidth.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(min(width, MaxColumnWidth)-ansi.StringWidth(text), 0))
}

// WriteColumns writes rows in columns, separated by two spaces, each cell truncated by Truncate. It doesn't escape
// anything.
func WriteColumns(w io.Writer, rows [][]string) error {
	var widest []int
	shown := make([][]string, len(rows))
	for r, row := range rows {
		shown[r] = make([]string, len(row))
		for i, text := range row {
			text = Truncate(text)
			shown[r][i] = text
			if i == len(widest) {
				widest = append(widest, 0)
			}
			widest[i] = max(widest[i], ansi.StringWidth(text))
		}
	}
	for _, row := range shown {
		cells := make([]string, len(row))
		for i, text := range row {
			cells[i] = Pad(text, widest[i])
		}
		if _, err := io.WriteString(w, strings.TrimRight(strings.Join(cells, "  "), " ")+"\n"); err != nil {
			return err
		}
	}
	return nil
}
