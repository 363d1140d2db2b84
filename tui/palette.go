package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/tui/keys"
	"ad2scim/tui/picker"
	"ad2scim/tui/screen"
	"ad2scim/tui/status"
)

// openPalette lists every action, screen and step by name. Typing also finds groups.
func (a *App) openPalette() {
	var items []screen.Item
	open := a.current()
	for _, one := range open.Actions() {
		items = append(items, item(one, "", one.Do))
	}
	for i, s := range a.screens {
		items = append(items, screen.Item{
			Text: "Go to " + s.Title(), Note: fmt.Sprint(i + 1),
			Do: func() tea.Cmd { a.show(i); return nil },
		})
	}
	for i, s := range a.screens {
		if s == open {
			continue
		}
		for _, one := range s.Actions() {
			items = append(items, item(one, s.Title()+": ", func() tea.Cmd { a.show(i); return one.Do() }))
		}
	}
	for _, v := range a.session.Steps {
		items = append(items, screen.Item{
			Text: fmt.Sprintf("Step %d: %s", v.Step.Number, v.Step.Title), Note: "step",
			Do: func() tea.Cmd { return screen.ShowStep(v.Step.ID) },
		})
	}
	a.pick(picker.NewSearch("Go to or do anything by name", items, groupSearch(a.session.Result)))
}

func item(a screen.Action, where string, do func() tea.Cmd) screen.Item {
	text := a.Title()
	if where == "" {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return screen.Item{Text: where + text, Note: a.Key.Help().Key, Do: do}
}

// groupsShown is the maximum number of groups in a search result.
const groupsShown = 50

// groupSearch returns a search for groups of a comparison by part of either name.
func groupSearch(r *diff.Result) func(text string) []screen.Item {
	return func(text string) []screen.Item {
		text = strings.ToLower(strings.TrimSpace(text))
		if r == nil || text == "" {
			return nil
		}
		var out []screen.Item
		for i := range r.Rows {
			row := &r.Rows[i]
			other := ""
			if row.AD != nil && row.SCIM != nil {
				other = row.SCIM.Name
			}
			if !strings.Contains(strings.ToLower(row.Name()), text) && !strings.Contains(strings.ToLower(other), text) {
				continue
			}
			if len(out) == groupsShown {
				break
			}
			out = append(out, screen.Item{
				Text: "Group " + row.Name(), Note: status.Singular(row.Status),
				Do: func() tea.Cmd { return screen.ShowRow(screen.Groups, row) },
			})
		}
		return out
	}
}

// pick opens a list.
func (a *App) pick(p *picker.Picker) {
	a.picker, a.helpOpen = p, false
	a.picker.SetSize(a.width, max(0, a.height-headHeight-footHeight))
}

// pickerKey handles a key while a list is open.
func (a *App) pickerKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keys.Escape) || !a.picker.Typing() && key.Matches(msg, keys.Back) {
		a.picker = nil
		return nil
	}
	return a.picker.Update(msg)
}
