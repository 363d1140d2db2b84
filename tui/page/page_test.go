package page

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/tui/screentest"
	"ad2scim/tui/theme"
)

func TestPageScrollsWithinItsText(t *testing.T) {
	p := New(40)
	for i := range 30 {
		p.Say("· ", fmt.Sprintf("line %d \x1b[2J", i), theme.Plain.Render)
	}
	for first, want := range map[int]int{-5: 0, 3: 3, 99: 23} {
		view, at := p.Draw("title\u202e", []string{"foot"}, first, 40, 11)
		screentest.CheckGrid(t, view, 40, 11)
		lines := strings.Split(ansi.Strip(view), "\n")
		if at != want || !strings.Contains(lines[2], fmt.Sprintf("line %d ", want)) || !strings.Contains(lines[10], "foot") {
			t.Errorf("from %d: begins at %d\n%s", first, at, ansi.Strip(view))
		}
		if more := strings.Contains(view, "more"); more != (want < 23) {
			t.Errorf("from %d: that there is more is said: %v", first, more)
		}
	}
}
