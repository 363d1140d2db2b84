package groups

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/tui/keys"
	"ad2scim/tui/namediff"
	"ad2scim/tui/session"
	"ad2scim/tui/task"
)

// members is the pane with who is in a group on both sides. Of a group in conflict, or
// one with a similar name on the other side, it shows one pair after another.
type members struct {
	pairs  [][2]*migrate.Group // the AD group and the provisioned one
	at     int                 // which pair is shown
	nested bool
	sides  [2]roster
	lines  []match
	top    int
	height int
}

// roster is one side's members.
type roster struct {
	list []migrate.Member
	task task.Task
	read bool
	none string // why this side has no members to show
}

// match is one line: a member on the left, on the right, or on both.
type match struct {
	left, right *migrate.Member
	marks       *[2][]namediff.Range // where the e-mail differs, once it was drawn
}

// membership is the message with one side's members.
type membership struct {
	pane *members
	side int
	list []migrate.Member
	err  error
}

// openMembers reads the members of the row under the cursor.
func (g *Groups) openMembers() tea.Cmd {
	g.members = &members{pairs: memberPairs(g.current())}
	return g.readMembers()
}

// memberPairs lists the groups of a row whose members are shown side by side: its two
// groups, or its one beside each group that it may be.
func memberPairs(row *diff.Row) (pairs [][2]*migrate.Group) {
	add := func(side migrate.Side, other *migrate.Group) {
		switch {
		case row.SCIM == nil && side == migrate.SCIM:
			pairs = append(pairs, [2]*migrate.Group{row.AD, other})
		case row.AD == nil && side == migrate.AD:
			pairs = append(pairs, [2]*migrate.Group{other, row.SCIM})
		}
	}
	for _, c := range row.Candidates {
		add(c.Side, c.Group)
	}
	for _, n := range row.Near {
		add(n.Side, n.Group)
	}
	if len(pairs) == 0 {
		return [][2]*migrate.Group{{row.AD, row.SCIM}}
	}
	return pairs
}

func (g *Groups) readMembers() tea.Cmd {
	pane := g.members
	pane.lines, pane.top = nil, 0
	pair := pane.pairs[pane.at]
	return tea.Batch(g.readRoster(pane, 0, g.session.AD, pair[0]), g.readRoster(pane, 1, g.session.SCIM, pair[1]))
}

func (g *Groups) readRoster(pane *members, side int, e *session.Side, of *migrate.Group) tea.Cmd {
	r := &pane.sides[side]
	r.task.End(nil)
	*r = roster{}
	reader, ok := e.Source.(migrate.MemberReader)
	switch {
	case of == nil:
		r.none = "no group on this side"
	case !ok:
		r.none = "this source doesn't list members"
	case of.ID == "":
		r.none = "this source has no id for the group"
	default:
		t, ctx := task.Start(g.session.Context(), "reading members")
		r.task = t
		return readMembers(ctx, pane, side, reader, of.ID, pane.nested)
	}
	return nil
}

func readMembers(ctx context.Context, pane *members, side int, reader migrate.MemberReader, id string,
	nested bool,
) tea.Cmd {
	return func() tea.Msg {
		list, err := reader.Members(ctx, id, nested)
		return membership{pane, side, list, err}
	}
}

func (g *Groups) arrived(m membership) {
	if m.pane != g.members {
		return
	}
	r := &g.members.sides[m.side]
	if !r.task.Running() {
		return
	}
	r.task.End(m.err)
	r.list, r.read = m.list, m.err == nil
	g.members.lines = compare(g.members.sides[0].list, g.members.sides[1].list)
}

// closeMembers stops what is still being read.
func (g *Groups) closeMembers() {
	for i := range g.members.sides {
		g.members.sides[i].task.End(nil)
	}
	g.members = nil
}

// compare pairs members by e-mail, then by user name; the same bytes first. Case
// and spaces around it only help to find the partner: an e-mail that is not the
// same bytes differs. Members on one side alone come first, then those that
// differ.
func compare(left, right []migrate.Member) []match {
	partners, used := make([]int, len(left)), make([]bool, len(right))
	for i := range partners {
		partners[i] = -1
	}
	for _, fold := range []func(string) string{asIs, folded} {
		byKey := map[string]int{}
		for i := range right {
			for _, k := range identities(&right[i]) {
				if _, taken := byKey[fold(k)]; !taken && !used[i] {
					byKey[fold(k)] = i
				}
			}
		}
		for i := range left {
			for _, k := range identities(&left[i]) {
				if at, ok := byKey[fold(k)]; ok && partners[i] < 0 && !used[at] {
					partners[i], used[at] = at, true
				}
			}
		}
	}
	var out []match
	for i, at := range partners {
		m := match{left: &left[i]}
		if at >= 0 {
			m.right = &right[at]
		}
		out = append(out, m)
	}
	for i := range right {
		if !used[i] {
			out = append(out, match{right: &right[i]})
		}
	}
	slices.SortStableFunc(out, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), strings.Compare(strings.ToLower(a.name()), strings.ToLower(b.name())))
	})
	return out
}

func asIs(s string) string { return s }

func folded(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// identities are what a member can be recognized by, best first; a group by its
// name, since it has no mail.
func identities(m *migrate.Member) []string {
	var out []string
	for _, s := range []string{m.Mail, m.UPN} {
		if s != "" {
			out = append(out, s)
		}
	}
	if len(out) == 0 && m.Name != "" {
		out = append(out, "name:"+m.Name)
	}
	return out
}

// mails are the e-mail addresses of both, or the user names where a side has no
// address. They are compared byte for byte.
func (m match) mails() (left, right string) {
	switch {
	case m.left.Mail != "" && m.right.Mail != "":
		return m.left.Mail, m.right.Mail
	case m.left.UPN != "" && m.right.UPN != "":
		return m.left.UPN, m.right.UPN
	}
	return cmp.Or(m.left.Mail, m.left.UPN), cmp.Or(m.right.Mail, m.right.UPN)
}

func (m match) differs() bool {
	left, right := m.mails()
	return left != right
}

func (m match) rank() int {
	switch {
	case m.right == nil:
		return 0
	case m.left == nil:
		return 1
	case m.differs():
		return 2
	}
	return 3
}

func (m match) name() string {
	if m.left != nil {
		return shownName(m.left)
	}
	return shownName(m.right)
}

func shownName(m *migrate.Member) string { return cmp.Or(m.Name, m.Mail, m.UPN, m.DN, m.ID) }

func (g *Groups) membersKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keys.Nested):
		g.members.nested = !g.members.nested
		return g.readMembers()
	case key.Matches(msg, keys.Read):
		return g.readMembers()
	case key.Matches(msg, keys.Next) && len(g.members.pairs) > 1:
		g.members.at = (g.members.at + 1) % len(g.members.pairs)
		return g.readMembers()
	case key.Matches(msg, keys.Members):
		g.closeMembers()
	default:
		g.members.scroll(msg)
	}
	return nil
}

func (m *members) scroll(msg tea.Msg) {
	m.top, _ = keys.Scroll(msg, m.top, len(m.lines), m.height)
}
