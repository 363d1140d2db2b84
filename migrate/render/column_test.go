package render

import (
	"strings"
	"testing"
)

// One long cell sticks out in its own row, and doesn't pad the others.
func TestLongCellDoesNotPadOtherRows(t *testing.T) {
	long := strings.Repeat("x", 60000)
	rows := [][]string{{"NAME", "KIND"}, {long, "case"}}
	for range 1000 {
		rows = append(rows, []string{"営業", "spacing"})
	}
	var b strings.Builder
	if err := WriteColumns(&b, rows); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if lines[1] != Truncate(long)+"  case" || lines[2] != "営業"+strings.Repeat(" ", MaxColumnWidth-4)+"  spacing" {
		t.Errorf("%.80q, %.200q", lines[1], lines[2])
	}
	if b.Len() > 200000 {
		t.Errorf("%d bytes", b.Len())
	}
}
