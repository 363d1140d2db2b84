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
		g := Pager{first: first, scrolled: true}
		view := p.Draw("title\u202e", []string{"foot"}, &g, 40, 11)
		at := g.first
		screentest.CheckGrid(t, view, 40, 11)
		lines := strings.Split(ansi.Strip(view), "\n")
		if at != want || !strings.Contains(lines[2], fmt.Sprintf("line %d ", want)) || !strings.Contains(lines[10], "foot") {
			t.Errorf("from %d: begins at %d\n%s", first, at, ansi.Strip(view))
		}
		if more := strings.Contains(view, "more"); more != (want < 23) {
			t.Errorf("from %d: whether it says that there is more: %v", first, more)
		}
	}
}

// The cursor's line is visible, whatever is inserted above the text, until the user scrolls.
// Then every line can be reached, also by the letter keys if nothing is typed.
func TestPagerReachesEveryLine(t *testing.T) {
	var g Pager
	draw := func() string {
		p := New(40)
		p.Cursor("▌ ", "the cursor", theme.Plain.Render)
		for i := range 30 {
			p.Say("", fmt.Sprintf("line %d.", i), theme.Plain.Render)
		}
		p.Above("an error", "")
		return ansi.Strip(p.Draw("title", nil, &g, 40, 10))
	}
	if view := draw(); !strings.Contains(view, "▌ the cursor") || !g.Long() {
		t.Error(view)
	}
	for typing, all := range map[bool][]string{true: {"pgdown"}, false: {"G", "end", "ctrl+f", "pgdown", "j"}} {
		for _, k := range all {
			for range 60 {
				g.Update(screentest.Key(k), typing)
			}
			if view := draw(); !strings.Contains(view, "line 29.") || strings.Contains(view, "more") {
				t.Errorf("%s: %s", k, view)
			}
			if g.Follow(); !strings.Contains(draw(), "▌ the cursor") {
				t.Errorf("%s: the cursor isn't visible", k)
			}
		}
	}
	for _, k := range []string{"j", "G", "end", "ctrl+f"} {
		if g.Update(screentest.Key(k), true) {
			t.Errorf("%s is taken from the field", k)
		}
	}
}
