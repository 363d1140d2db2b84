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

// members is the pane with the members of a group on both sides. For a conflict or a similar
// name it shows one pair at a time.
type members struct {
	pairs  [][2]*migrate.Group // the AD group and the provisioned one
	at     int                 // index of the pair
	nested bool
	sides  [2]roster
	lines  []match
	top    int
	height int
}

// roster is the members of one side.
type roster struct {
	list   []migrate.Member
	task   task.Task
	read   bool
	reason string // why this side has no members to show
}

// match is a line of the pane: a member of the left side, the right side or both.
type match struct {
	operation.MemberPair
	marks *[2][]namediff.Range // where the email addresses differ, computed when drawn
}

// membership is the message with the members of one side.
type membership struct {
	pane *members
	side int
	list []migrate.Member
	err  error
}

// openMembers reads the members of the current row.
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
	*r = roster{reason: noMembers(e, of)}
	if r.reason != "" {
		return nil
	}
	t, ctx := task.Start(g.session.Context(), "reading members")
	r.task = t
	return readMembers(ctx, pane, side, e.Source.(migrate.MemberReader), of.ID, pane.nested)
}

// noMembers says why a group's members can't be read now, or "" if they can.
func noMembers(e *session.Side, of *migrate.Group) string {
	switch {
	case of == nil || e.Source != nil:
		return operation.NoMembers(e.Source, of)
	case e.Task.Running():
		return "reading groups …"
	}
	return "not connected: press r"
}

// readAgain reads the members again. For a side that isn't connected, it reads the groups
// first.
func (g *Groups) readAgain() tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range []*session.Side{g.session.AD, g.session.SCIM} {
		if e.Source == nil && !e.Task.Running() {
			cmds = append(cmds, g.session.Read(e.Side))
		}
	}
	return tea.Batch(append(cmds, g.readMembers())...)
}

// groupsRead reads the members that couldn't be read while their side was being read.
func (g *Groups) groupsRead(side migrate.Side) tea.Cmd {
	if g.members == nil {
		return nil
	}
	i, pair := 0, g.members.pairs[g.members.at]
	if side == migrate.SCIM {
		i = 1
	}
	if g.members.sides[i].reason == "" {
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

func (g *Groups) showMembers(m membership) {
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

// closeMembers closes the pane and cancels reading.
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
