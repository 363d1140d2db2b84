package connect

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
	"ad2scim/tui/theme"
)

// entry is one source in the list. AD may have several: one for each domain or forest.
type entry struct { // index among the sources of the side
	side migrate.Side
	at   int // among the sources of the side
}

// entries lists the sources of both sides. A side without a source has one empty entry.
func (c *Connect) entries() (all []entry) {
	for _, side := range sides {
		for i := range max(1, len(sourcesOf(c.session.Side(side).Connection))) {
			all = append(all, entry{side, i})
		}
	}
	return all
}

// listActions lists what can be done with the current source.
func (c *Connect) listActions() []screen.Action {
	e := c.entries()[c.cursor]
	connection := c.session.Side(e.side).Connection
	all := []screen.Action{
		{Key: keys.Open, Words: "set up the connection", Hint: "set up", Run: c.begin},
		{Key: keys.Read, Words: "read the groups again", Hint: "read again", Run: c.session.Retry},
	}
	if ad := c.session.AD; ad.Set() {
		all = append(all, screen.Action{
			Key: keys.Add, Words: "add another domain or forest to Active Directory", Hint: "add a domain",
			Run: func() tea.Cmd { return c.edit(editDraft(migrate.AD, ad.Connection, len(ad.Connection.Sources()))) },
		})
	}
	if len(connection.More) > 0 {
		all = append(all, screen.Action{
			Key: keys.Remove, Words: "remove this source, after a test without it", Hint: "remove it",
			Run: func() tea.Cmd {
				c.draft, c.remove = editDraft(e.side, connection, e.at), true
				return c.try()
			},
		})
	}
	return all
}

// listView draws the entries. If they don't all fit, it scrolls to the current one.
func (c *Connect) listView() string {
	lines := []string{"", "  " + theme.Strong.Render("Connections"), ""}
	first, blocks := c.shown()
	for i, block := range blocks {
		if i >= first {
			lines = append(lines, block...)
		}
	}
	return strings.Join(lines[:min(len(lines), max(c.height, 1))], "\n")
}

// listTop is the line of the first entry.
const listTop = 3

// shown draws all entries. first is the first visible one, chosen so that the current one fits.
func (c *Connect) shown() (first int, blocks [][]string) {
	all := c.entries()
	for i, e := range all {
		last := i+1 == len(all) || all[i+1].side != e.side
		blocks = append(blocks, c.block(i, e, last))
	}
	c.top = min(c.top, c.cursor)
	for ; c.top < c.cursor; c.top++ {
		room := listTop
		for _, block := range blocks[c.top : c.cursor+1] {
			room += len(block)
		}
		if room <= c.height {
			break
		}
	}
	return c.top, blocks
}

// entryAt returns the entry at line y of the screen.
func (c *Connect) entryAt(y int) (int, bool) {
	first, blocks := c.shown()
	top := listTop
	for i, block := range blocks {
		if i < first {
			continue
		}
		if y >= top && y < top+len(block) && block[y-top] != "" {
			return i, true
		}
		top += len(block)
	}
	return 0, false
}

// block draws one entry. The first of a side also shows the side's title and the last its
// status.
func (c *Connect) block(i int, e entry, last bool) []string {
	side := c.session.Side(e.side)
	all := sourcesOf(side.Connection)
	bar, title := "  ", theme.Plain
	if i == c.cursor {
		bar, title = theme.Accent.Render("▌ "), theme.Title
	}
	name, where := sideWords[e.side][0], theme.Muted.Render("not set up")
	if e.at > 0 {
		name = ""
	}
	if e.at < len(all) {
		where = layout.Safe(all[e.at].String()) + theme.Muted.Render(c.countOf(e))
	}
	lines := []string{"  " + bar + title.Render(layout.Fit(name, 22)) + layout.Clip(where, c.width-28)}
	if last {
		lines = append(lines, "  "+bar+strings.Repeat(" ", 22)+layout.Clip(c.status(side), c.width-28),
			"  "+bar+theme.Muted.Render(layout.Clip(sideWords[e.side][1], c.width-6)), "")
	}
	return lines
}

// countOf says how many of the side's groups come from one of several sources.
func (c *Connect) countOf(e entry) string {
	side := c.session.Side(e.side)
	joined, ok := side.Source.(*migrate.Joined)
	if !ok || !side.Read() || e.at >= len(joined.Sources()) {
		return ""
	}
	if c.counts == nil || !c.countedAt.Equal(side.ReadAt) { // counted once per list, not in every frame
		c.counts, c.countedAt = map[string]int{}, side.ReadAt
		for i := range side.Groups {
			c.counts[side.Groups[i].Source]++
		}
	}
	return "  " + render.Count(c.counts[joined.Sources()[e.at].String()], "group", "groups")
}

// title is the title of the form.
func (d *draft) title() string {
	if d.side == migrate.AD && d.at == len(d.others) && d.at > 0 {
		return "Another domain of Active Directory"
	}
	return sideWords[d.side][0]
}
