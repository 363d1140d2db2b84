package adsync

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/operation"
	"ad2scim/tui/form"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
)

func (v *Syncing) key(msg tea.KeyMsg) tea.Cmd {
	if v.Busy() {
		v.Pager.Update(msg, false)
		return nil
	}
	switch v.Mode {
	case choosing:
		return v.chooseKey(msg)
	case listing:
		v.listKey(msg)
	case found, finished:
		return v.foundKey(msg)
	case planned:
		return v.planKey(msg)
	case confirming:
		return v.typeKey(msg, &v.answer, v.do)
	case dating:
		return v.typeKey(msg, v.form, func() tea.Cmd {
			return v.look(false, v.fromDashlane())
		})
	case saying:
		return v.sayKey(msg)
	case saving:
		return v.typeKey(msg, v.form, v.write)
	case asking:
		return v.askKey(msg)
	case saved:
		if !v.Pager.Update(msg, false) && key.Matches(msg, nameIt) {
			v.place = byFile
			v.ask()
		}
	}
	return nil
}

func (v *Syncing) chooseKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keys.Up):
		v.place = max(here, v.place-1)
	case key.Matches(msg, keys.Down):
		v.place = min(places-1, v.place+1)
	case v.Pager.Update(msg, false):
	case !key.Matches(msg, choose):
	case v.place != here:
		v.ask()
	case !v.windows:
		return screen.Refuse("unavailable here: this computer doesn't run Windows")
	default:
		v.takeReach()
		return v.look(false, operation.VerifyInput{})
	}
	return nil
}

func (v *Syncing) askKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, servers) && v.place == byWinRM:
		return v.list()
	case key.Matches(msg, tls) && v.place == byWinRM:
		v.noTLS = !v.noTLS
		return nil
	}
	return v.typeKey(msg, v.form, func() tea.Cmd {
		v.takeReach()
		return v.look(false, operation.VerifyInput{})
	})
}

// typeKey hands a key to a form, and goes on from its last field.
func (v *Syncing) typeKey(msg tea.KeyMsg, f *form.Form, then func() tea.Cmd) tea.Cmd {
	if v.Pager.Update(msg, true) {
		return nil
	}
	cmd, done := f.Key(msg)
	if done {
		return then()
	}
	return cmd
}

func (v *Syncing) listKey(msg tea.KeyMsg) {
	switch i := v.table.Cursor(); {
	case v.table.Update(msg):
	case key.Matches(msg, mark) && i >= 0:
		v.marked[i] = !v.marked[i]
	case key.Matches(msg, take):
		v.takeServers()
	}
}

// foundKey takes the keys under what was seen.
func (v *Syncing) foundKey(msg tea.KeyMsg) tea.Cmd {
	asked := v.Mode == found
	switch {
	case v.Pager.Update(msg, false):
	case key.Matches(msg, elsewhere) && !asked && v.noted():
		v.Show(choosing)
	case key.Matches(msg, again):
		return v.look(false, operation.VerifyInput{})
	case !asked:
	case key.Matches(msg, wayBack) && v.offers.Resume:
		return v.look(true, operation.VerifyInput{})
	case key.Matches(msg, seePlan) && v.offers.Stop:
		v.planStop()
	case key.Matches(msg, sayIt) && v.offers.Verify && len(v.words()) > 0:
		v.startSaying()
	case key.Matches(msg, console) && v.offers.Verify:
		v.form = v.dashlaneForm()
		v.Show(dating)
	}
	return nil
}

func (v *Syncing) planKey(msg tea.KeyMsg) tea.Cmd {
	all := v.choices()
	switch {
	case v.walk(msg, v.lines()):
	case key.Matches(msg, mark) && v.cursor < len(all):
		k := all[v.cursor].TaskKey
		v.picked[k] = !v.picked[k]
		v.Pager.Follow()
	case key.Matches(msg, mark) && v.offersEnd():
		v.end = !v.end
		v.planStop()
		v.Pager.Follow()
	case key.Matches(msg, script) && v.canWrite():
		v.askFiles()
	case key.Matches(msg, goOn) && v.meant().Tasks() > 0:
		v.confirm()
	}
	return nil
}

// walk moves the cursor among so many choices, and beyond the first and the last
// of them the text.
func (v *Syncing) walk(msg tea.KeyMsg, n int) bool {
	to := v.cursor
	switch {
	case key.Matches(msg, keys.Up):
		to--
	case key.Matches(msg, keys.Down):
		to++
	}
	if to == v.cursor || to < 0 || to >= n {
		return v.Pager.Update(msg, false)
	}
	v.cursor = to
	v.Pager.Follow()
	return true
}

func (v *Syncing) mouse(msg tea.MouseMsg) {
	if v.Mode == listing {
		msg.Y -= listTop
		v.table.Update(msg)
		return
	}
	v.Pager.Update(msg, false)
}
