package migration

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

// chooser asks for the path, then for the identity provider, and, where a way
// was chosen before, whether that is meant.
type chooser struct {
	stage  int // 0 the path, 1 the provider, 2 whether to change
	cursor [2]int
	first  bool // nothing was chosen before
}

const (
	choiceTop  = 4 // the line of the first choice
	choiceStep = 3 // lines from one to the next
)

func newChooser(s *session.Session) *chooser {
	c := &chooser{first: s.Runbook == nil}
	for i, p := range playbook.Paths() {
		if p == s.Remembered.Path {
			c.cursor[0] = i
		}
	}
	idp := operation.SuggestIDP(s.Remembered, s.SCIM.Connection)
	for i, p := range playbook.IDPs() {
		if p == idp {
			c.cursor[1] = i
		}
	}
	return c
}

func (c *chooser) path() playbook.Path { return playbook.Paths()[c.cursor[0]] }
func (c *chooser) idp() playbook.IDP   { return playbook.IDPs()[c.cursor[1]] }

// back goes one question back, if there is one.
func (c *chooser) back() bool {
	if c.stage == 0 {
		return false
	}
	c.stage--
	return true
}

func (c *chooser) count() int { return [3]int{len(playbook.Paths()), len(playbook.IDPs()), 0}[c.stage] }

var (
	pick    = keys.As(keys.Open, "choose this")
	change  = keys.As(keys.Open, "change the path")
	closing = keys.As(keys.Escape, "back")
	choose  = keys.Bind("↑/↓", "choose", "up", "down")
)

func (c *chooser) help() []key.Binding {
	if c.stage == 2 {
		return []key.Binding{change, closing}
	}
	return []key.Binding{choose, pick, closing}
}

func (m *Migration) chooserKey(msg tea.KeyMsg) tea.Cmd {
	c := m.chooser
	switch {
	case c.stage < 2 && key.Matches(msg, keys.Up):
		c.cursor[c.stage] = max(0, c.cursor[c.stage]-1)
	case c.stage < 2 && key.Matches(msg, keys.Down):
		c.cursor[c.stage] = min(c.count()-1, c.cursor[c.stage]+1)
	case key.Matches(msg, pick):
		return m.pick()
	}
	return nil
}

func (m *Migration) chooserClick(y int) tea.Cmd {
	c := m.chooser
	i := (y - choiceTop) / choiceStep
	if m.saving != "" || m.dialog != nil || y < choiceTop || i >= c.count() {
		return nil
	}
	if c.cursor[c.stage] == i {
		return m.pick()
	}
	c.cursor[c.stage] = i
	return nil
}

// pick goes on to the next question, or takes the way.
func (m *Migration) pick() tea.Cmd {
	c, st := m.chooser, m.session.Remembered
	same := c.path() == st.Path && c.idp() == st.IdP
	switch {
	case c.stage == 0:
		c.stage = 1
		return nil
	case c.stage == 1 && same && !c.first:
		m.chooser = nil
		return nil
	case c.stage == 1 && !c.first:
		c.stage = 2
		return nil
	}
	m.err = nil
	if against := m.session.Remembered.ReversalBlocker(c.path()); against != "" {
		return m.askNoWayBack(against)
	}
	return m.take("")
}

// take takes the way that is picked.
func (m *Migration) take(force string) tea.Cmd {
	cmd := m.session.Choose(m.chooser.path(), m.chooser.idp(), force)
	if cmd != nil {
		m.saving = "way"
	}
	return cmd
}

// askNoWayBack has it confirmed, with a reason and the words of the step that
// settled it, that a way is left from which there is no way back.
func (m *Migration) askNoWayBack(against string) tea.Cmd {
	step, err := m.session.Runbook.Step(playbook.StepChoosePath)
	if err != nil || step.Confirm == nil {
		m.err = err
		return nil
	}
	reason := newField("Reason (it goes into the report)", "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return "enter a reason"
		}
		return ""
	})
	return m.open(&dialog{
		title: "‼ Override: choose another path", loud: true, yes: "override",
		fields: []*field{reason, typedWords(step.Confirm)},
		text: []paragraph{
			{sign: "✗ ", text: against, bad: true},
			{},
			{text: "This doesn't change what is set up at Dashlane. The report names this override."},
		},
		do: func(*dialog) tea.Cmd { return m.take(strings.TrimSpace(reason.Input.Value())) },
	})
}

var pathWords = map[playbook.Path]string{
	playbook.Confidential: "Dashlane runs it. Members by SCIM, groups by SAML only. It can't be undone.",
	playbook.SelfHosted:   "Your own encryption service runs it. Members and groups by SCIM.",
}

func (m *Migration) chooserView(width int) []string {
	c := m.chooser
	out := []string{"", "", "", ""}
	entry := func(i int, title, about string) {
		bar, style := "  ", theme.Plain
		if i == c.cursor[c.stage] {
			bar, style = theme.Accent.Render("▌ "), theme.Title
		}
		out = append(out, "  "+bar+style.Render(title), layout.Clip("  "+bar+theme.Muted.Render(about), width), "")
	}
	ask := func(what, why string) {
		out[1], out[2] = "  "+theme.Strong.Render(what), layout.Clip("  "+theme.Muted.Render(why), width)
		if err := m.session.RunbookErr; err != nil { // the recorded path or provider is none of these
			out[0] = layout.Clip("  "+theme.Bad.Render("✗ "+problem.Line(err)), width)
		}
	}
	switch c.stage {
	case 0:
		ask("Which path do you use?", "It depends on your SSO: Integrations > Single sign-on in the Admin Console.")
		for i, p := range playbook.Paths() {
			entry(i, p.Heading(), pathWords[p])
		}
	case 1:
		ask("Which identity provider sends to Dashlane?", c.path().Heading())
		for i, p := range playbook.IDPs() {
			w, err := playbook.New(playbook.Dashlane(), c.path(), p)
			if err != nil {
				continue
			}
			about := "Dashlane has instructions for it"
			if !w.Own {
				about = "Dashlane has no instructions for it: ask Dashlane Support before you start"
			}
			entry(i, w.Name, about)
		}
	case 2:
		ask("Change the path?", "")
		out = append(out[:3], m.changeView(width)...)
	}
	return out
}

// changeView says what changing the way means.
func (m *Migration) changeView(width int) []string {
	c := m.chooser
	w, err := playbook.New(playbook.Dashlane(), c.path(), c.idp())
	if err != nil {
		return nil
	}
	out := []string{
		"  " + theme.Muted.Render("from  ") + m.session.Runbook.Title(),
		"  " + theme.Muted.Render("to    ") + w.Title(), "",
	}
	open := operation.Reopens(m.session.Remembered, c.path(), c.idp())
	if len(open) == 0 {
		out = append(out, "  Your progress is kept: every completed step is the same on the new path.")
	} else {
		out = append(out, fmt.Sprintf("  %s  These steps open again, because they differ on the new path:",
			theme.Warn.Render("!")))
		for _, s := range open {
			out = append(out, layout.Clip(fmt.Sprintf("     %2d %s", s.Number, s.Title), width))
		}
	}
	return append(out, "", "  "+theme.Accent.Render("enter")+" change the path   "+
		theme.Accent.Render("esc")+theme.Muted.Render(" cancel"))
}
