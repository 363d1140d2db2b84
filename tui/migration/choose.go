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

// chooser asks for the path, then for the identity provider, and then, if a path was chosen
// before, whether to change it.
type chooser struct {
	stage       int // 0: the path, 1: the provider, 2: confirm the change
	cursor      [2]int
	firstChoice bool // no path was chosen before
}

const (
	choiceTop  = 4 // line of the first choice
	choiceStep = 3 // lines per choice
)

func newChooser(s *session.Session) *chooser {
	c := &chooser{firstChoice: s.Runbook == nil}
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

// back goes back one question, if there is one.
func (c *chooser) back() bool {
	if c.stage == 0 {
		return false
	}
	c.stage--
	return true
}

func (c *chooser) count() int { return [3]int{len(playbook.Paths()), len(playbook.IDPs()), 0}[c.stage] }

var (
	pick   = keys.As(keys.Open, "choose this")
	change = keys.As(keys.Open, "change the path")
	goBack = keys.As(keys.Escape, "back")
	choose = keys.Bind("↑/↓", "choose", "up", "down")
)

func (c *chooser) help() []key.Binding {
	if c.stage == 2 {
		return []key.Binding{change, goBack}
	}
	return []key.Binding{choose, pick, goBack}
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

// pick moves to the next question, or saves the choice.
func (m *Migration) pick() tea.Cmd {
	c, st := m.chooser, m.session.Remembered
	same := c.path() == st.Path && c.idp() == st.IdP
	switch {
	case c.stage == 0:
		c.stage = 1
		return nil
	case c.stage == 1 && same && !c.firstChoice:
		m.chooser = nil
		return nil
	case c.stage == 1 && !c.firstChoice:
		c.stage = 2
		return nil
	}
	m.err = nil
	if against := m.session.Remembered.ReversalBlocker(c.path()); against != "" {
		return m.askReversal(against)
	}
	return m.savePath("")
}

// savePath saves the chosen path.
func (m *Migration) savePath(force string) tea.Cmd {
	cmd := m.session.Choose(m.chooser.path(), m.chooser.idp(), force)
	if cmd != nil {
		m.saving = "way"
	}
	return cmd
}

// askReversal asks for a reason and the step's confirmation before leaving a path that can't be
// left normally.
func (m *Migration) askReversal(against string) tea.Cmd {
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
		title: "‼ Override: choose another path", isOverride: true, action: "override",
		fields: []*field{reason, typedWords(step.Confirm)},
		text: []paragraph{
			{sign: "✗ ", text: against, isProblem: true},
			{},
			{text: "This doesn't change what is set up at Dashlane. The report names this override."},
		},
		run: func(*dialog) tea.Cmd { return m.savePath(strings.TrimSpace(reason.Input.Value())) },
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
	question := func(what, why string) {
		out[1], out[2] = "  "+theme.Strong.Render(what), layout.Clip("  "+theme.Muted.Render(why), width)
		if err := m.session.RunbookErr; err != nil { // the recorded path or provider isn't one of these
			out[0] = layout.Clip("  "+theme.Bad.Render("✗ "+problem.Line(err)), width)
		}
	}
	switch c.stage {
	case 0:
		question("Which path do you use?", "It depends on your SSO: Integrations > Single sign-on in the Admin Console.")
		for i, p := range playbook.Paths() {
			entry(i, p.Heading(), pathWords[p])
		}
	case 1:
		question("Which identity provider sends to Dashlane?", c.path().Heading())
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
		question("Change the path?", "")
		out = append(out[:3], m.changeView(width)...)
	}
	return out
}

// changeView says what changing the path does.
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
