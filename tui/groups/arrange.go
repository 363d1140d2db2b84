package groups

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
)

// order is what rows are sorted by.
type order uint8

const (
	byWork order = iota // groups that need work first
	byAD
	bySCIM
	orderCount
)

func (o order) String() string {
	return [...]string{"what needs work", "AD name", "provisioned name"}[o]
}

// query is the filter and the order of the rows.
type query struct {
	text   string
	status *diff.Status // nil: any
	kind   *names.Kind
	order  order
}

// arrangement is the message with the rows for a query, in order, as indexes into the result's
// rows.
type arrangement struct {
	query   query
	rows    []int32 // the rows of the table
	found   []int32 // all matching rows
	run     int
	elapsed time.Duration
}

// typingDelay is the wait before a search starts. The next key cancels a running search.
const typingDelay = 20 * time.Millisecond

// chunk is the number of rows searched between two checks of the context.
const chunk = 2000

// entries are the rows of a comparison. Each conflict is shown as one row.
type entries struct {
	rows      []diff.Row
	conflicts diff.ConflictRows
}

func entriesOf(r *diff.Result) entries { return entries{r.Rows, r.ConflictRows()} }

// arrange finds the rows for q outside of Update, because searching 100,000 names takes longer
// than a frame. If within isn't nil, only its rows can match.
func arrange(ctx context.Context, e entries, q query, within []int32, run int, wait time.Duration) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		start := time.Now()
		shown, found, ok := e.find(ctx, q, within)
		if !ok {
			return nil
		}
		return arrangement{q, shown, found, run, time.Since(start)}
	}
}

// find returns the table's rows for a query, in order, and all matching rows.
func (e entries) find(ctx context.Context, q query, within []int32) (shown, found []int32, ok bool) {
	chosen := filterRows(e.rows, q, within)
	pattern := strings.Join(strings.FieldsFunc(q.text, unicode.IsSpace), "")
	if pattern == "" {
		shown = e.conflicts.Merge(chosen)
		sortRows(e.rows, shown, q.order)
		return shown, chosen, ctx.Err() == nil
	}
	type hit struct {
		row   int32
		score int
	}
	var hits []hit
	for part := range slices.Chunk(chosen, chunk) {
		if ctx.Err() != nil {
			return nil, nil, false
		}
		for _, m := range fuzzy.FindFromNoSort(pattern, haystack{e.rows, part}) {
			hits = append(hits, hit{part[m.Index/2], m.Score})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.row, b.row),
			cmp.Compare(b.score, a.score))
	})
	hits = slices.CompactFunc(hits, func(a, b hit) bool { return a.row == b.row })
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	found = make([]int32, len(hits))
	for i, h := range hits {
		found[i] = h.row
	}
	return e.conflicts.Merge(found), found, ctx.Err() == nil
}

// filterRows filters by status and kind.
func filterRows(rows []diff.Row, q query, within []int32) []int32 {
	matches := func(r *diff.Row) bool {
		return (q.status == nil || r.Status == *q.status) && (q.kind == nil || r.Kinds.Has(*q.kind))
	}
	var out []int32
	if within != nil {
		for _, i := range within {
			if matches(&rows[i]) {
				out = append(out, i)
			}
		}
		return out
	}
	out = make([]int32, 0, len(rows))
	for i := range rows {
		if matches(&rows[i]) {
			out = append(out, int32(i))
		}
	}
	return out
}

// haystack gives the search both names of each row, or one if they are identical.
type haystack struct {
	rows []diff.Row
	part []int32
}

func (h haystack) Len() int { return 2 * len(h.part) }

func (h haystack) String(i int) string {
	r := &h.rows[h.part[i/2]]
	if i%2 == 0 {
		return adName(r)
	}
	if r.Status == diff.Exact {
		return ""
	}
	return scimName(r)
}

func adName(r *diff.Row) string {
	if r.AD == nil {
		return ""
	}
	return r.AD.Name
}

func scimName(r *diff.Row) string {
	if r.SCIM == nil {
		return ""
	}
	return r.SCIM.Name
}

// urgency ranks the statuses by urgency.
var urgency = func() (at map[diff.Status]int) {
	at = map[diff.Status]int{}
	for i, s := range diff.Urgency() {
		at[s] = i
	}
	return at
}()

// sortRows sorts indexes. The rows are already sorted by name, and a stable sort keeps that
// order among equals.
func sortRows(rows []diff.Row, chosen []int32, o order) {
	slices.Sort(chosen)
	switch o {
	case byWork:
		slices.SortStableFunc(chosen, func(a, b int32) int {
			return urgency[rows[a].Status] - urgency[rows[b].Status]
		})
	case byAD:
		sortByName(rows, chosen, adName)
	case bySCIM:
		sortByName(rows, chosen, scimName)
	}
}

// sortByName sorts ignoring case, with missing names last.
func sortByName(rows []diff.Row, chosen []int32, name func(*diff.Row) string) {
	folded := make(map[int32]string, len(chosen))
	for _, i := range chosen {
		folded[i] = strings.ToLower(name(&rows[i]))
	}
	slices.SortStableFunc(chosen, func(a, b int32) int {
		x, y := folded[a], folded[b]
		if (x == "") != (y == "") {
			return cmp.Compare(len(y), len(x))
		}
		return cmp.Compare(x, y)
	})
}
