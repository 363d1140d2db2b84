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
	case choosingPlace:
		return v.chooseKey(msg)
	case listingServers:
		v.listKey(msg)
	case found, finished:
		return v.foundKey(msg)
	case choosingTasks:
		return v.planKey(msg)
	case confirming:
		return v.typeKey(msg, &v.answer, v.apply)
	case enteringDate:
		return v.typeKey(msg, v.form, func() tea.Cmd {
			return v.runScan(false, v.fromDashlane())
		})
	case confirmingStatements:
		return v.statementKey(msg)
	case enteringFile:
		return v.typeKey(msg, v.form, v.write)
	case enteringPlace:
		return v.askKey(msg)
	case exported:
		if !v.Pager.Update(msg, false) && key.Matches(msg, enterResult) {
			v.place = byFile
			v.ask()
		}
	}
	return nil
}

func (v *Syncing) chooseKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keys.Up):
		v.place = max(thisComputer, v.place-1)
	case key.Matches(msg, keys.Down):
		v.place = min(placeCount-1, v.place+1)
	case v.Pager.Update(msg, false):
	case !key.Matches(msg, choose):
	case v.place != thisComputer:
		v.ask()
	case !v.windows:
		return screen.Refuse("unavailable here: this computer doesn't run Windows")
	default:
		v.readTargets()
		return v.scanWithAuditLog(operation.VerifyInput{})
	}
	return nil
}

func (v *Syncing) askKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, listServers) && v.place == byWinRM:
		return v.list()
	case key.Matches(msg, toggleTLS) && v.place == byWinRM:
		v.noTLS = !v.noTLS
		return nil
	}
	return v.typeKey(msg, v.form, func() tea.Cmd {
		v.readTargets()
		return v.scanWithAuditLog(operation.VerifyInput{})
	})
}

// typeKey passes a key to a form and calls then after the last field.
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
	case key.Matches(msg, toggle) && i >= 0:
		v.marked[i] = !v.marked[i]
	case key.Matches(msg, useHosts):
		v.takeServers()
	}
}

// foundKey handles the keys of the scan's result.
func (v *Syncing) foundKey(msg tea.KeyMsg) tea.Cmd {
	asked := v.Mode == found
	switch {
	case v.Pager.Update(msg, false):
	case key.Matches(msg, scanElsewhere) && !asked && v.showsManualResults():
		v.Show(choosingPlace)
	case key.Matches(msg, scanAgain):
		return v.scanWithAuditLog(operation.VerifyInput{})
	case !asked:
	case key.Matches(msg, resumeSync) && v.offers.Resume:
		return v.runScan(true, operation.VerifyInput{})
	case key.Matches(msg, chooseTasks) && v.offers.Stop:
		v.planStop()
	case key.Matches(msg, excludeTask) && v.offers.Verify && len(v.statements()) > 0:
		v.startStatements()
	case key.Matches(msg, enterDate) && v.offers.Verify:
		v.form = v.dashlaneForm()
		v.Show(enteringDate)
	}
	return nil
}

func (v *Syncing) planKey(msg tea.KeyMsg) tea.Cmd {
	all := v.choices()
	switch {
	case v.walk(msg, v.lines()):
	case key.Matches(msg, toggle) && v.cursor < len(all):
		k := all[v.cursor].TaskKey
		v.picked[k] = !v.picked[k]
		v.Pager.Follow()
	case key.Matches(msg, toggle) && v.offersEnd():
		v.endInstances = !v.endInstances
		v.planStop()
		v.Pager.Follow()
	case key.Matches(msg, exportScript) && v.canWrite():
		v.askFiles()
	case key.Matches(msg, next) && v.selectedWork().Tasks() > 0:
		v.confirm()
	}
	return nil
}

// walk moves the cursor among n lines. Beyond the first and the last line it scrolls the text.
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
	if v.Mode == listingServers {
		msg.Y -= listTop
		v.table.Update(msg)
		return
	}
	v.Pager.Update(msg, false)
}
