package groups

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
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
	operation.MemberPair
	marks *[2][]namediff.Range // where the e-mail differs, once it was drawn
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
	g.members = &members{pairs: operation.MemberGroups(g.current())}
	return g.readMembers()
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
	*r = roster{none: noMembers(e, of)}
	if r.none != "" {
		return nil
	}
	t, ctx := task.Start(g.session.Context(), "reading members")
	r.task = t
	return readMembers(ctx, pane, side, e.Source.(migrate.MemberReader), of.ID, pane.nested)
}

// noMembers says why the members of a group can't be read now; empty if they can.
func noMembers(e *session.Side, of *migrate.Group) string {
	switch {
	case of == nil || e.Source != nil:
		return operation.NoMembers(e.Source, of)
	case e.Task.Running():
		return "reading groups …"
	}
	return "not connected: press r"
}

// readAgain reads the members again. A side that isn't connected has its groups read first.
func (g *Groups) readAgain() tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range []*session.Side{g.session.AD, g.session.SCIM} {
		if e.Source == nil && !e.Task.Running() {
			cmds = append(cmds, g.session.Read(e.Side))
		}
	}
	return tea.Batch(append(cmds, g.readMembers())...)
}

// groupsRead reads the members that couldn't be read while their side was.
func (g *Groups) groupsRead(side migrate.Side) tea.Cmd {
	if g.members == nil {
		return nil
	}
	i, pair := 0, g.members.pairs[g.members.at]
	if side == migrate.SCIM {
		i = 1
	}
	if g.members.sides[i].none == "" {
		return nil
	}
	return g.readRoster(g.members, i, g.session.Side(side), pair[i])
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
	g.members.lines = nil
	for _, pair := range operation.PairMembers(g.members.sides[0].list, g.members.sides[1].list) {
		g.members.lines = append(g.members.lines, match{MemberPair: pair})
	}
}

// closeMembers stops what is still being read.
func (g *Groups) closeMembers() {
	for i := range g.members.sides {
		g.members.sides[i].task.End(nil)
	}
	g.members = nil
}

func (g *Groups) membersKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keys.Nested):
		g.members.nested = !g.members.nested
		return g.readMembers()
	case key.Matches(msg, keys.Read):
		return g.readAgain()
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
