package fix

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/render"
)

const (
	leastName = 12 // columns that a name has at least
	between   = "  "
)

// columns writes rows of cells below each other. The two columns of names are
// cut where the rest would not fit into width; 0 is 100.
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
	for ; total > width && max(widest[nameA], widest[nameB]) > leastName; total-- {
		if widest[nameA] > widest[nameB] {
			widest[nameA]--
		} else {
			widest[nameB]--
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, text := range row {
			if i > 0 {
				line.WriteString(between)
			}
			line.WriteString(render.Pad(ansi.Truncate(text, widest[i], "…"), widest[i]))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}
