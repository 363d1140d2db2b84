package groups

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
)

// copyable is something of a row that can be copied.
type copyable struct {
	key, what, text string
}

// copyables lists what the row under the cursor has to copy, byte for byte as
// it came.
func (g *Groups) copyables() []copyable {
	r := g.current()
	if r == nil {
		return nil
	}
	var out []copyable
	add := func(k, what, text string) {
		if text != "" {
			out = append(out, copyable{k, what, text})
		}
	}
	add("a", "AD name", adName(r))
	add("p", "provisioned name", scimName(r))
	if r.AD != nil && r.SCIM != nil {
		add("b", "both names", r.AD.Name+"\n"+r.SCIM.Name)
	}
	if r.AD != nil {
		add("d", "DN", r.AD.DN)
		add("g", "objectGUID", r.AD.ID)
	}
	if r.SCIM != nil {
		add("i", "provisioned id", r.SCIM.ID)
	}
	return out
}

func (g *Groups) copyChoices() []key.Binding {
	var out []key.Binding
	for _, c := range g.copyables() {
		out = append(out, keys.Bind(c.key, c.what, c.key))
	}
	return append(out, closePane)
}

func (g *Groups) copyKeyPressed(msg tea.KeyMsg) tea.Cmd {
	g.copying = false
	for _, c := range g.copyables() {
		if msg.String() == c.key {
			return g.clipboard.Copy(c.text, "the "+c.what)
		}
	}
	return nil
}
