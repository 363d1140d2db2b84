package fix

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/render"
)

const (
	minNameWidth = 12 // minimum width of a name
	between      = "  "
)

// columns writes a table. If it doesn't fit into width (0 means 100), names continue on the next line, because two
// names may only differ at their ends.
func columns(b *strings.Builder, rows [][]string, width int, nameA, nameB int) {
	if width <= 0 {
		width = 100
	}
	widest := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			widest[i] = max(widest[i], ansi.StringWidth(text))
		}
	}
	total := len(between) * (len(widest) - 1)
	for _, n := range widest {
		total += n
	}
	for ; total > width && max(widest[nameA], widest[nameB]) > minNameWidth; total-- {
		if widest[nameA] > widest[nameB] {
			widest[nameA]--
		} else {
			widest[nameB]--
		}
	}
	for _, row := range rows {
		cells := make([][]string, len(row))
		lines := 0
		for i, text := range row {
			cells[i] = render.Lines(text, widest[i])
			lines = max(lines, len(cells[i]))
		}
		for n := range lines {
			writeLine(b, cells, widest, n)
		}
	}
}

// writeLine writes the nth line of each cell of a row.
func writeLine(b *strings.Builder, cells [][]string, widest []int, n int) {
	var line strings.Builder
	for i, cell := range cells {
		if i > 0 {
			line.WriteString(between)
		}
		text := ""
		if n < len(cell) {
			text = cell[n]
		}
		line.WriteString(render.Pad(text, widest[i]))
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}
