package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/task"
)

// Running work is shown on every screen, in the smallest window too.
func TestRunningWorkIsShownOnEveryScreen(t *testing.T) {
	a, press := running(t)
	for _, s := range a.screens {
		if w, ok := s.(screen.Worker); ok && s.Title() == screen.Fix {
			*w.Work(), _ = taskOf(t)
		}
	}
	for _, width := range []int{80, 140} {
		a.Update(tea.WindowSizeMsg{Width: width, Height: 24})
		for i, s := range a.screens {
			press(string(rune('1' + i)))
			view := ansi.Strip(a.View())
			screentest.CheckGrid(t, a.View(), width, 24)
			if said := strings.Contains(view, "▷ Fix: renaming 3 of 12"); said == (s.Title() == screen.Fix) {
				t.Errorf("%s, %d columns: %v\n%s", s.Title(), width, said, view)
			}
		}
	}
}

func taskOf(t *testing.T) (task.Task, error) {
	w, ctx := task.Start(t.Context(), "renaming")
	w.Progress(migrate.Progress{Done: 3, Total: 12})
	return w, ctx.Err()
}
