package render

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// WidestColumn is how wide a table makes a column at most, in columns of a terminal.
// A longer cell sticks out in its own row, so that one long name doesn't pad every
// other row.
const WidestColumn = 100

// Pad adds spaces to text up to a width in columns of a terminal, or up to
// WidestColumn if that is less.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(min(width, WidestColumn)-ansi.StringWidth(text), 0))
}

// WriteColumns writes rows in columns, two spaces apart, each cell as Cut has it. Nothing
// in them is escaped.
func WriteColumns(w io.Writer, rows [][]string) error {
	var widest []int
	shown := make([][]string, len(rows))
	for r, row := range rows {
		shown[r] = make([]string, len(row))
		for i, text := range row {
			text = Cut(text)
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
