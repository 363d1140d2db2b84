package groups

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/tui/namediff"
)

// spots are the differing parts of a row's two names.
type spots struct{ ad, scim []namediff.Range }

// marks caches the spots of rows that have been visible. Computing them takes longer than a
// frame, so a command does it, and the rows are drawn without marks until then.
type marks struct {
	spots     map[int32]spots
	computing bool
}

// marksLimit is the maximum number of cached rows.
const marksLimit = 4000

// marking is the message with the spots of some rows.
type marking struct {
	result *diff.Result
	found  map[int32]spots
}

// pairing is the message with the aligned names of the current row.
type pairing struct {
	row  *diff.Row
	pair *namediff.Pair
}

// computeMarks computes the missing spots of the visible rows. Only one such command runs at a time.
func (g *Groups) computeMarks() tea.Cmd {
	if g.marks.computing || g.result == nil {
		return nil
	}
	var missing []int32
	first, end := g.table.Visible()
	for i := first; i < min(end, len(g.rows)); i++ {
		at := g.rows[i]
		if _, known := g.marks.spots[at]; !known && g.result.Rows[at].NamesDiffer() {
			missing = append(missing, at)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	g.marks.computing = true
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

func (g *Groups) storeMarks(m marking) {
	g.marks.computing = false
	if m.result != g.result {
		return
	}
	if g.marks.spots == nil || len(g.marks.spots) > marksLimit {
		g.marks.spots = map[int32]spots{}
	}
	for at, s := range m.found {
		g.marks.spots[at] = s
	}
}

// shortNames is the total length in bytes up to which Update itself compares two names. A
// command compares longer ones.
const shortNames = 96

// showDetail shows the current row.
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
	if row.Kinds.Has(names.Renamed) { // two unrelated names: their letters explain nothing
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

// explain returns the command that compares the current row's names, if Update didn't.
func (g *Groups) explain() tea.Cmd {
	if !g.detail.unexplained {
		return nil
	}
	g.detail.unexplained = false
	row := g.detail.row
	return func() tea.Msg { return pairing{row, namediff.NewPair(row.AD.Name, row.SCIM.Name)} }
}

func (g *Groups) showPair(m pairing) {
	if m.row == g.detail.row {
		g.detail.pair = m.pair
	}
}
