package namediff

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/tui/screentest"
)

func TestArrowShowsWhereNamesDiffer(t *testing.T) {
	for _, c := range [][4]string{
		{"Sales", "sales", "Sales", "sales"},
		{"Office Management Headquarters East", "Oﬃce Management Headquarters East", "Office", "Oﬃce"},
		{"Regional Office of the North East", "Regional Office of the North West", "East", "West"},
		{"Regional Office of the North Easter ", "Regional Office of the North Easter", "Easter·", "Easter"},
	} {
		got := ansi.Strip(Arrow(c[0], c[1], 40))
		before, after, ok := strings.Cut(got, "→")
		if !ok || !strings.Contains(before, c[2]) || !strings.Contains(after, c[3]) || ansi.StringWidth(got) != 40 {
			t.Errorf("%q → %q is drawn %q", c[0], c[1], got)
		}
	}
}

func TestArrowKeepsTheGrid(t *testing.T) {
	for _, a := range screentest.Nasty {
		for _, b := range []string{"Sales", a + "x", strings.Repeat("y", 100) + a} {
			for _, width := range []int{1, 5, 20, 57} {
				got := Arrow(a, b, width)
				screentest.CheckGrid(t, got, width, 1)
				if w := ansi.StringWidth(got); w != width {
					t.Fatalf("%q → %q is %d columns wide, want %d", a, b, w, width)
				}
			}
		}
	}
}
