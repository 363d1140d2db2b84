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

// order is what the rows are sorted by.
type order uint8

const (
	byWork order = iota // what asks for work first
	byAD
	bySCIM
	orders
)

func (o order) String() string {
	return [...]string{"what needs work", "AD name", "provisioned name"}[o]
}

// query says which rows to show, and how.
type query struct {
	text   string
	status *diff.Status // nil: any
	kind   *names.Kind
	order  order
}

// arrangement is the message with the rows that a query shows, in order, as
// indexes of the result's rows.
type arrangement struct {
	query query
	rows  []int32 // to show
	found []int32 // all that match
	run   int
	took  time.Duration
}

// settle is how long typing may go on before a search begins; a search that is
// under way is stopped by the next key.
const settle = 20 * time.Millisecond

// chunk is how many rows are searched between two looks at the context.
const chunk = 2000

// entries are the rows of a comparison, of which a conflict shows one.
type entries struct {
	rows      []diff.Row
	conflicts diff.ConflictRows
}

func entriesOf(r *diff.Result) entries { return entries{r.Rows, r.ConflictRows()} }

// arrange finds the rows that q shows, outside of Update: a search over 100,000
// names takes longer than a frame may. within, if not nil, are the only rows
// that can match.
func arrange(ctx context.Context, of entries, q query, within []int32, run int, wait time.Duration) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		began := time.Now()
		shown, found, ok := of.find(ctx, q, within)
		if !ok {
			return nil
		}
		return arrangement{q, shown, found, run, time.Since(began)}
	}
}

// find returns the rows to show for a query, in order, and all that it finds.
func (e entries) find(ctx context.Context, q query, within []int32) (shown, found []int32, ok bool) {
	chosen := choose(e.rows, q, within)
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

// choose applies the filters by status and kind.
func choose(rows []diff.Row, q query, within []int32) []int32 {
	fits := func(r *diff.Row) bool {
		return (q.status == nil || r.Status == *q.status) && (q.kind == nil || r.Kinds.Has(*q.kind))
	}
	var out []int32
	if within != nil {
		for _, i := range within {
			if fits(&rows[i]) {
				out = append(out, i)
			}
		}
		return out
	}
	out = make([]int32, 0, len(rows))
	for i := range rows {
		if fits(&rows[i]) {
			out = append(out, int32(i))
		}
	}
	return out
}

// haystack offers both names of each row to the search; where they are the same
// bytes, once.
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

// urgency sorts statuses by the work that they ask for.
var urgency = func() (at map[diff.Status]int) {
	at = map[diff.Status]int{}
	for i, s := range diff.Urgency() {
		at[s] = i
	}
	return at
}()

// sortRows sorts indexes; rows are by name already, so a stable sort keeps that
// among equals.
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

// sortByName sorts without regard to capitals, and what has no name last.
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
