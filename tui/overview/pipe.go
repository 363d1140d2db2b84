package overview

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

// node is a station of a pipe: its name, its status, and its first column.
type node struct {
	name, status string
	column       int
}

// pipe is one path from Active Directory to Dashlane.
type pipe struct {
	name  string
	live  migration.Activity
	note  string
	nodes []node
}

// unknown is shown where nothing has been verified or confirmed.
const unknown = "unknown"

func orUnknown(s string) string {
	if s == "" {
		return unknown
	}
	return layout.Safe(s)
}

// pipes describes both paths. Stations that both have are in the same columns.
func (o *Overview) pipes(width int) [2]pipe {
	s := o.session
	last := width - 16 // leaves room for "off, confirmed"
	middle := 27
	scim := middle + (last-middle)*2/3
	idp, atIDP, atSCIM := "Identity provider", unknown, unknown
	if provider := s.SCIM.Provider(); provider != "" {
		idp, atIDP = provider, count(s.SCIM)
	} else if s.SCIM.Set() {
		atSCIM = count(s.SCIM)
	}
	return [2]pipe{
		{"AD sync", s.State.ScriptLive, s.State.ADSync, []node{
			{"Active Directory", count(s.AD), 2},
			{"PowerShell script", orUnknown(s.State.Script), middle},
			{"Dashlane", orUnknown(s.State.ADSync), last},
		}},
		{"SCIM provisioning", s.State.SCIMLive, s.State.SCIM, []node{
			{"Active Directory", count(s.AD), 2},
			{idp, atIDP, middle},
			{"SCIM", atSCIM, scim},
			{"Dashlane", orUnknown(s.State.SCIM), last},
		}},
	}
}

// count says how many groups a side has, or why that is unknown.
func count(e *session.Side) string {
	switch {
	case !e.Set():
		return "not set up"
	case !e.Read():
		return "not read yet"
	}
	if e.Connection.IsFile() {
		return render.Number(len(e.Groups)) + " in a file"
	}
	return render.Count(len(e.Groups), "group", "groups")
}

// heading names the pipe and says whether it is live.
func (p pipe) heading() string {
	word := theme.Muted.Render("? status unknown")
	switch p.live {
	case migration.ActivityRunning:
		word = theme.Warn.Render("● live")
		if p.name != "AD sync" {
			word = theme.Good.Render("● live")
		}
	case migration.ActivitySwitchedOn:
		word = theme.Good.Render("◐ turned on") + theme.Muted.Render(", unknown whether it sends anything")
	case migration.ActivityDisabled:
		word = theme.Warn.Render("◌ disabled") + theme.Muted.Render(", not verified stopped")
	case migration.ActivityStopped:
		word = theme.Muted.Render("○ stopped")
	}
	return "  " + theme.Strong.Render(p.name) + "  " + word
}

// arrow draws n columns. Its line and its head also show the status.
func (p pipe) arrow(n int) string {
	switch p.live {
	case migration.ActivityRunning:
		return theme.Accent.Render(strings.Repeat("━", n-1) + "▶")
	case migration.ActivityStopped:
		return theme.Faint.Render(strings.Repeat("╌", n-1) + "▷")
	}
	return theme.Muted.Render(strings.Repeat("─", n-1) + "▶")
}

// flat draws the pipe in two lines.
func (p pipe) flat(width int) []string {
	var line, known string
	for i, n := range p.nodes {
		if i > 0 {
			from := layout.Width(line) + 1
			line += " " + p.arrow(max(2, n.column-from-1)) + " "
		}
		line = layout.Fit(line, n.column) + theme.Plain.Render(n.name)
		known = caption(known, n, p.room(i, width))
	}
	return []string{line, known}
}

// boxed draws the pipe in four lines, with a box around each station.
func (p pipe) boxed(width int) []string {
	var lines [3]string
	known := ""
	for i, n := range p.nodes {
		box := strings.Split(lipgloss.NewStyle().Border(lipgloss.RoundedBorder()).BorderForeground(
			theme.Muted.GetForeground()).
			Padding(0, 1).Render(n.name), "\n")
		for y := range lines {
			if i > 0 && y == 1 {
				from := layout.Width(lines[y]) + 1
				lines[y] += " " + p.arrow(max(2, n.column-from-1)) + " "
			}
			lines[y] = layout.Fit(lines[y], n.column) + box[y]
		}
		n.column += 2
		known = caption(known, n, p.room(i, width)-1)
	}
	return []string{lines[0], lines[1], lines[2], known}
}

// room is the width below station i.
func (p pipe) room(i, width int) int {
	if i+1 < len(p.nodes) {
		return p.nodes[i+1].column - p.nodes[i].column - 2
	}
	return width - p.nodes[i].column - 1
}

func caption(line string, n node, room int) string {
	return layout.Fit(line, n.column) + theme.Muted.Render(layout.Clip(n.status, room))
}
