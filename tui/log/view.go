package log

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"ad2scim/migrate/render"

	"ad2scim/migrate/operation"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/theme"
)

const (
	headLines = 2
	kindWidth = 12
)

// View draws the screen.
func (h *History) View() string {
	lines := []string{h.head(), layout.Rule(h.width)}
	switch {
	case h.session.Workspace == nil:
		lines = append(lines, "", "  "+theme.Muted.Render("This run has no workspace, so nothing is recorded."))
	case h.err != nil:
		hint := theme.Accent.Render("r") + theme.Muted.Render(" try again")
		for _, l := range problem.View(h.err, hint, h.width-4) {
			lines = append(lines, "  "+l)
		}
	case !h.read:
		lines = append(lines, "", "  "+theme.Muted.Render("Reading the journal…"))
	case len(h.entries) == 0:
		lines = append(lines, "", "  "+theme.Muted.Render("Nothing yet. Every action is recorded here."))
	case len(h.rows) == 0:
		lines = append(lines, "", "  "+theme.Muted.Render("No entry matches the filter. ")+theme.Accent.Render(
			"esc")+theme.Muted.Render(" clears the filter."))
	case h.detailOpen:
		lines = append(lines, h.fullEntry()...)
	default:
		lines = append(lines, strings.Split(h.table.View(h.drawRow), "\n")...)
	}
	return strings.Join(lines[:min(len(lines), max(0, h.height))], "\n")
}

func (h *History) head() string {
	shown := 0
	for _, r := range h.rows {
		shown += r.entries
	}
	left := " " + render.Count(len(h.entries), "entry", "entries") + theme.Muted.Render(", newest first")
	if shown < len(h.entries) {
		left = " " + render.Number(shown) + theme.Muted.Render(" of ") + render.Count(len(h.entries), "entry", "entries")
	}
	filter := theme.Accent.Render("/") + theme.Muted.Render(" filter")
	if h.filtering || h.input.Value() != "" {
		h.input.Width = 20
		filter = theme.Accent.Render("/ ") + layout.Fit(h.input.View(), 22)
	}
	return layout.Ends(left, filter+" ", h.width)
}

// drawRow draws an entry in one line, or the heading of a run.
func (h *History) drawRow(i, width int, cursor bool) string {
	r := h.rows[i]
	e := h.entries[r.index]
	if r.entries > 0 {
		who := layout.Safe(e.Who) + " on " + layout.Safe(e.Host)
		name := "run " + layout.Safe(e.Run)
		if e.Run == "" {
			name = "single entries"
		}
		return layout.Fit(" "+theme.Strong.Render(e.Time.Local().Format("2006-01-02 MST"))+"  "+
			theme.Muted.Render(fmt.Sprintf("%s, %s, %s", who, render.Count(r.entries, "entry", "entries"), name)), width)
	}
	bar, text := "  ", theme.Plain
	if cursor {
		bar, text = theme.Accent.Render("▌ "), theme.Cursor(theme.Title)
	}
	mark := "  "
	if overridden(e) {
		mark = theme.Bad.Render("‼ ")
	}
	start := bar + theme.Muted.Render(render.TimeOfDay(e.Time)) + "  " +
		theme.Accent.Render(layout.Fit(layout.Safe(kindWord(e.Kind)), kindWidth)) + " " + mark
	return start + text.Render(h.titles.summary(e, width-layout.Width(start)))
}

// fullEntry draws all details of the current entry.
func (h *History) fullEntry() []string {
	e, ok := h.current()
	if !ok {
		return nil
	}
	width := h.width - 4
	var all []string
	for _, p := range [][2]string{
		{"number", fmt.Sprint(e.Seq)},
		{"time", render.TimeSeconds(e.Time)},
		{"who", e.Who + " on " + e.Host},
		{"run", e.Run},
		{"kind", kindWord(e.Kind)},
	} {
		all = append(all, "  "+theme.Muted.Render(layout.Fit(p[0], 8))+layout.Clip(layout.Safe(p[1]), width-8))
	}
	all = append(all, "")
	for _, l := range layout.Wrap(layout.Safe(h.titles.words(e)), width) {
		all = append(all, "  "+theme.Strong.Render(l))
	}
	all = append(all, dataLines(e, width)...)
	room := h.height - headLines
	h.scroll = max(0, min(h.scroll, len(all)-room))
	shown := all[h.scroll:]
	if len(shown) > room && room > 0 {
		shown = append(shown[:room-1:room-1], "  "+theme.Accent.Render("↓")+theme.Muted.Render(" more"))
	}
	return shown
}

// dataLines draws the entry's data as JSON.
func dataLines(e operation.JournalEntry, width int) []string {
	if len(e.Data) == 0 {
		return nil
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, e.Data, "", "  "); err != nil {
		return nil
	}
	out := []string{""}
	for _, line := range strings.Split(pretty.String(), "\n") {
		text := strings.TrimLeft(line, " ")
		indent := strings.Repeat(" ", len(line)-len(text))
		for _, l := range layout.Wrap(layout.Safe(text), max(10, width-len(indent))) {
			out = append(out, "  "+indent+theme.Muted.Render(l))
		}
	}
	return out
}
