package groups

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/screen"
)

// chooseCopy offers the values of the current row to copy, unchanged.
func (g *Groups) chooseCopy() tea.Cmd {
	r := g.current()
	if r == nil {
		return nil
	}
	c := screen.Choice{Title: "Copy"}
	add := func(what, text string) {
		if text != "" {
			c.Items = append(c.Items, screen.Item{
				Text: what, Note: text,
				Do: func() tea.Cmd { return g.clipboard.Copy(text, "the "+what) },
			})
		}
	}
	add("AD name", adName(r))
	add("provisioned name", scimName(r))
	if r.AD != nil && r.SCIM != nil {
		add("both names", r.AD.Name+"\n"+r.SCIM.Name)
	}
	if r.AD != nil {
		add("DN", r.AD.DN)
		add("objectGUID", r.AD.ID)
	}
	if r.SCIM != nil {
		add("SCIM id", r.SCIM.ID)
	}
	return screen.Choose(c)
}
