package adsync

import (
	"github.com/charmbracelet/bubbles/key"

	"ad2scim/tui/keys"
	"ad2scim/tui/page"
)

var (
	choose            = keys.As(keys.Open, "choose")
	scanNow           = keys.As(keys.Open, "scan")
	scanAgain         = keys.As(keys.Read, "scan again")
	chooseTasks       = keys.As(keys.Open, "choose tasks")
	resumeSync        = keys.As(keys.Undo, "resume AD sync")
	enterDate         = keys.As(keys.Edit, "enter the console's date, an audit log")
	excludeTask       = keys.As(keys.RuleOut, "not AD sync, or gone")
	confirmStatements = keys.As(keys.Open, "confirm and scan again")
	toggle            = keys.Select
	next              = keys.As(keys.Open, "next")
	exportScript      = keys.As(keys.Write, "export script")
	applyNow          = keys.As(keys.Open, "apply")
	writeScript       = keys.As(keys.Open, "export script")
	enterResult       = keys.As(keys.Open, "enter the result file")
	scanElsewhere     = keys.As(keys.Read, "scan again: where")
	useHosts          = keys.As(keys.Open, "use the selected hosts")
	recordDate        = keys.As(keys.Open, "record and scan")
	listServers       = keys.Bind("ctrl+l", "servers in AD", "ctrl+l")
	toggleTLS         = keys.Bind("ctrl+t", "TLS on/off", "ctrl+t")
	stop              = keys.As(keys.Escape, "stop")
	leave             = keys.As(keys.Escape, "back")
)

// ShortHelp lists the keys for the footer.
func (v *Syncing) ShortHelp() []key.Binding {
	out := append(v.modeKeys(), leave)
	if v.Busy() {
		out = []key.Binding{stop}
	}
	if v.Mode == listingServers {
		return out
	}
	return v.Hints(out)
}

func (v *Syncing) modeKeys() []key.Binding {
	var out []key.Binding
	switch v.Mode {
	case choosingPlace:
		out = append(out, choose)
	case enteringPlace:
		out = append(out, v.form.Hints(scanNow)...)
		if v.place == byWinRM {
			out = append(out, toggleTLS)
			if _, known := v.directory(); known {
				out = append(out, listServers)
			}
		}
	case listingServers:
		out = append(out, toggle, useHosts)
	case found:
		out = append(out, v.foundKeys()...)
	case enteringDate:
		out = append(out, v.form.Hints(recordDate)...)
	case confirmingStatements:
		out = append(out, toggle, confirmStatements)
	case choosingTasks:
		out = append(out, v.planKeys()...)
	case confirming:
		out = append(out, v.answer.Hints(applyNow)...)
	case enteringFile:
		out = append(out, writeScript)
	case exported:
		out = append(out, enterResult)
	case finished:
		if v.showsManualResults() {
			out = append(out, scanElsewhere)
		} else {
			out = append(out, scanAgain)
		}
	}
	return out
}

func (v *Syncing) foundKeys() (out []key.Binding) {
	if v.offers.Stop {
		out = append(out, chooseTasks)
	}
	if v.offers.Verify {
		out = append(out, enterDate)
		if len(v.statements()) > 0 {
			out = append(out, excludeTask)
		}
	}
	out = append(out, scanAgain)
	if v.offers.Resume {
		out = append(out, resumeSync)
	}
	return out
}

func (v *Syncing) planKeys() (out []key.Binding) {
	if v.lines() > 0 {
		out = append(out, toggle)
	}
	if v.selectedWork().Tasks() > 0 {
		out = append(out, next)
	}
	if v.canWrite() {
		out = append(out, exportScript)
	}
	return out
}

// FullHelp lists all keys of the current page.
func (v *Syncing) FullHelp() [][]key.Binding {
	moves := keys.Movement()
	if v.Typing() {
		moves = []key.Binding{page.Turn}
	}
	return [][]key.Binding{append(v.modeKeys(), stop, leave), moves}
}
