package connect

import (
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

const (
	formTop  = 4
	formFoot = 3
)

var sideWords = map[migrate.Side][2]string{
	migrate.AD:   {"Active Directory", "AD sync created Dashlane's sharing groups from these groups"},
	migrate.SCIM: {"Provisioned groups", "The identity provider sends these groups; names must match AD exactly"},
}

// View draws the screen.
func (c *Connect) View() string {
	switch {
	case c.form != nil:
		return c.formView()
	case c.test != nil:
		return c.testView()
	}
	return c.listView()
}

func (c *Connect) status(e *session.Side) string {
	switch {
	case e.Task.Running():
		return e.Task.View(c.width - 28)
	case e.Task.Err != nil:
		return theme.Bad.Render("✗ " + problem.Line(e.Task.Err))
	case e.Task.Stopped:
		return theme.Muted.Render("○ stopped  ") + theme.Accent.Render("r") + theme.Muted.Render(" read again")
	case e.Read():
		return theme.Good.Render("✓ ") + render.Count(len(e.Groups), "group", "groups") + theme.Muted.Render(", read "+
			session.Clock(e.ReadAt))
	case e.Set():
		return theme.Muted.Render("not read yet")
	}
	return theme.Accent.Render("enter") + theme.Muted.Render(" set up")
}

func (c *Connect) formView() string {
	d := c.draft
	step := "choose the source"
	if c.onFields {
		for _, k := range kinds[d.side] {
			if k.kind == d.kind {
				step = k.label
			}
		}
	}
	lines := []string{"", "  " + theme.Strong.Render(d.title()) + theme.Muted.Render("  "+step), "", ""}
	for _, l := range strings.Split(c.form.View(), "\n") {
		lines = append(lines, "   "+l)
	}
	lines = fitLines(lines, c.height-formFoot)
	if c.onFields {
		lines = append(lines, layout.Rule(c.width), "  "+c.verdict())
		if others := withoutField(d.connection()); len(others) > 0 {
			lines = append(lines, "    "+theme.Muted.Render(layout.Clip(layout.Safe("still set: "+strings.Join(others, ", ")),
				c.width-6)))
		}
	}
	return strings.Join(lines, "\n")
}

func fitLines(lines []string, n int) []string {
	for len(lines) < n {
		lines = append(lines, "")
	}
	return lines[:max(0, n)]
}

// verdict says below the form whether what is typed can be right.
func (c *Connect) verdict() string {
	d := c.draft
	if err := d.check(); err != nil {
		return theme.Warn.Render("! ") + layout.Clip(layout.Safe(err.Error()), c.width-6)
	}
	credentials := ""
	switch {
	case d.kind.IsProvider():
		credentials = "  with the credentials in the environment"
	case d.connection().Keytab != "":
		credentials = "  with the keytab " + layout.Safe(d.connection().Keytab)
	case d.isAD() && strings.TrimSpace(d.user) == "":
		credentials = "  with your Kerberos ticket"
	case d.takesSecret() && d.connection().Secret.IsZero():
		credentials = "  without a secret"
		if c.session.Secrets != nil {
			credentials = "  with the secret in the environment or the keyring, if any"
		}
	}
	return theme.Good.Render("✓ ") + theme.Muted.Render("will read ") + layout.Clip(
		layout.Safe(d.connection().String())+theme.Muted.Render(credentials), c.width-16)
}

func (c *Connect) testView() string {
	t := c.test
	lines := []string{"", "  " + theme.Strong.Render(sideWords[t.Side][0]) + "  " +
		layout.Clip(layout.Safe(t.Connection.String()), c.width-28), ""}
	add := func(s string) { lines = append(lines, "  "+s) }
	switch {
	case t.Task.Running():
		add(t.Task.View(c.width - 4))
	case t.Task.Err != nil:
		hints := theme.Accent.Render("r") + theme.Muted.Render(" try again   ") + theme.Accent.Render(
			"e") + theme.Muted.Render(" change")
		if c.remove {
			hints = theme.Accent.Render("r") + theme.Muted.Render(" try again   ") + theme.Accent.Render(
				"esc") + theme.Muted.Render(" keep the source")
		}
		for _, l := range problem.View(t.Task.Err, hints, c.width-4) {
			add(l)
		}
	case t.Reading != nil:
		add(theme.Good.Render("✓ ") + "Connected: " + render.Count(len(t.Reading.Groups), "group", "groups") + " read in " +
			t.Reading.At.Sub(t.Task.Started).Round(1e6).String())
		for _, n := range t.Reading.Notes {
			for _, l := range layout.Wrap(layout.Safe(n), c.width-6) {
				add(theme.Warn.Render("! ") + l)
			}
		}
		c.examples(add)
	}
	if len(t.Facts) > 0 {
		add("")
		for _, f := range t.Facts {
			for _, l := range layout.Wrap(layout.Safe(f), c.width-4) {
				add(theme.Muted.Render(l))
			}
		}
	}
	if t.Reading != nil && t.Task.Err == nil {
		add("")
		if c.remove {
			add(theme.Accent.Render("enter") + " remove the source   " + theme.Accent.Render("esc") + theme.Muted.Render(
				" keep it"))
			return strings.Join(lines, "\n")
		}
		add(theme.Accent.Render("enter") + " use this connection   " + theme.Accent.Render("e") + theme.Muted.Render(
			" change"))
	}
	return strings.Join(lines, "\n")
}

// examples shows a few names, so that the user notices a wrong attribute or list.
func (c *Connect) examples(add func(string)) {
	groups := c.test.Reading.Groups
	if len(groups) == 0 {
		add(theme.Warn.Render("! ") + "The list is empty: check the search base and the filter.")
		return
	}
	add("")
	add(theme.Muted.Render("first groups"))
	for _, g := range groups[:min(4, len(groups))] {
		add("  " + layout.Clip(layout.Safe(g.Name), c.width-6))
	}
}
