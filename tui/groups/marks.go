package groups

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/tui/namediff"
)

// spots are the places of a row's two names that differ.
type spots struct{ ad, scim []namediff.Range }

// marks are the spots of rows that have been on the screen. Where names differ
// takes longer to find out than a frame may, so it is found out outside of
// Update, and the rows are drawn without marks until then.
type marks struct {
	of      map[int32]spots
	finding bool
}

// marksLimit is how many rows are remembered.
const marksLimit = 4000

// marking is the message with the spots of some rows.
type marking struct {
	result *diff.Result
	found  map[int32]spots
}

// pairing is the message with the names of the row under the cursor, aligned.
type pairing struct {
	row  *diff.Row
	pair *namediff.Pair
}

// mark finds the spots of the rows that are seen and have none yet; one such
// command runs at a time.
func (g *Groups) mark() tea.Cmd {
	if g.marks.finding || g.result == nil {
		return nil
	}
	var missing []int32
	first, end := g.table.Visible()
	for i := first; i < min(end, len(g.rows)); i++ {
		at := g.rows[i]
		if _, known := g.marks.of[at]; !known && g.result.Rows[at].NamesDiffer() {
			missing = append(missing, at)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	g.marks.finding = true
	result := g.result
	return func() tea.Msg {
		found := make(map[int32]spots, len(missing))
		for _, at := range missing {
			r := &result.Rows[at]
			if r.Kinds.Has(names.Renamed) {
				found[at] = spots{}
				continue
			}
			ad, scim := namediff.Ranges(r.AD.Name, r.SCIM.Name)
			found[at] = spots{ad, scim}
		}
		return marking{result, found}
	}
}

func (g *Groups) marked(m marking) {
	g.marks.finding = false
	if m.result != g.result {
		return
	}
	if g.marks.of == nil || len(g.marks.of) > marksLimit {
		g.marks.of = map[int32]spots{}
	}
	for at, s := range m.found {
		g.marks.of[at] = s
	}
}

// shortNames is up to how many bytes in both names the differences are found
// at once; beyond it, in a command.
const shortNames = 96

// showDetail takes the row under the cursor.
func (g *Groups) showDetail() {
	row := g.current()
	if row == g.detail.row {
		return
	}
	g.detail.row, g.detail.pair, g.detail.scroll = row, nil, 0
	g.detail.unexplained = false
	g.detail.conflict = nil
	if row != nil && row.Conflict > 0 {
		entry := g.result.ConflictEntry(row.Conflict)
		g.detail.conflict = &entry
	}
	if row == nil || row.AD == nil || row.SCIM == nil {
		return
	}
	if row.Kinds.Has(names.Renamed) { // the letters of two different names explain nothing
		g.detail.pair = namediff.UnmarkedPair(row.AD.Name, row.SCIM.Name)
		return
	}
	if len(row.AD.Name)+len(row.SCIM.Name) <= shortNames {
		g.detail.pair = namediff.NewPair(row.AD.Name, row.SCIM.Name)
		return
	}
	g.detail.pair = namediff.UnmarkedPair(row.AD.Name, row.SCIM.Name)
	g.detail.unexplained = row.NamesDiffer()
}

// explain finds the differences of the row under the cursor, if that has to be
// done outside of Update.
func (g *Groups) explain() tea.Cmd {
	if !g.detail.unexplained {
		return nil
	}
	g.detail.unexplained = false
	row := g.detail.row
	return func() tea.Msg { return pairing{row, namediff.NewPair(row.AD.Name, row.SCIM.Name)} }
}

func (g *Groups) paired(m pairing) {
	if m.row == g.detail.row {
		g.detail.pair = m.pair
	}
}
