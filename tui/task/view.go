package task

import (
	"strings"

	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

const (
	doingWidth = 16
	barWidth   = 12
)

// View draws a running task in one line of at most width columns. Its parts don't move as the
// numbers grow.
func (t *Task) View(width int) string {
	doing := t.Doing
	if t.Stopping() {
		doing = "stopping"
	}
	line := theme.Accent.Render(layout.Fit(doing, doingWidth)) + " " + t.bar() + " " + t.count()
	if t.Note != "" {
		line += "  " + theme.Warn.Render(layout.Safe(t.Note))
	}
	return layout.Clip(line, width)
}

// Line describes the task and its progress briefly.
func (t *Task) Line() string {
	switch {
	case t.Stopping():
		return "stopping"
	case t.Total > 0:
		return t.Doing + " " + render.Number(t.Done) + " of " + render.Number(t.Total)
	case t.Done > 0:
		return t.Doing + " " + render.Number(t.Done)
	}
	return t.Doing
}

// bar shows the share that is done. Without a known total, a block moves along it.
func (t *Task) bar() string {
	full := theme.Accent.Render
	if t.Total <= 0 {
		at := t.Done / 50 % barWidth
		return theme.Faint.Render(strings.Repeat("─", at)) + full("━") + theme.Faint.Render(strings.Repeat("─",
			barWidth-at-1))
	}
	n := min(barWidth, t.Done*barWidth/t.Total)
	return full(strings.Repeat("━", n)) + theme.Faint.Render(strings.Repeat("─", barWidth-n))
}

func (t *Task) count() string {
	n := layout.Right(render.Number(t.Done), 7)
	if t.Total <= 0 {
		return n
	}
	return n + theme.Muted.Render(" of "+render.Number(t.Total))
}
