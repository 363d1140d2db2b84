package adsync

import (
	"github.com/charmbracelet/bubbles/key"

	"ad2scim/tui/keys"
	"ad2scim/tui/page"
)

var (
	choose    = keys.As(keys.Open, "choose")
	lookNow   = keys.As(keys.Open, "scan")
	again     = keys.As(keys.Read, "scan again")
	seePlan   = keys.As(keys.Open, "choose tasks")
	wayBack   = keys.As(keys.Undo, "resume AD sync")
	console   = keys.As(keys.Edit, "enter the console's date, an audit log")
	sayIt     = keys.As(keys.RuleOut, "not AD sync, or gone")
	vouch     = keys.As(keys.Open, "confirm and scan again")
	mark      = keys.Select
	goOn      = keys.As(keys.Open, "next")
	script    = keys.As(keys.Write, "export script")
	doIt      = keys.As(keys.Open, "apply")
	writeIt   = keys.As(keys.Open, "export script")
	nameIt    = keys.As(keys.Open, "enter the result file")
	elsewhere = keys.As(keys.Read, "scan again: where")
	take      = keys.As(keys.Open, "use the selected hosts")
	note      = keys.As(keys.Open, "record and scan")
	servers   = keys.Bind("ctrl+l", "servers in AD", "ctrl+l")
	tls       = keys.Bind("ctrl+t", "TLS on/off", "ctrl+t")
	stop      = keys.As(keys.Escape, "stop")
	leave     = keys.As(keys.Escape, "back")
)

// ShortHelp lists the keys that do something now.
func (v *Syncing) ShortHelp() []key.Binding {
	out := append(v.modeKeys(), leave)
	if v.Busy() {
		out = []key.Binding{stop}
	}
	if v.Mode == listing {
		return out
	}
	return v.Hints(out)
}

func (v *Syncing) modeKeys() []key.Binding {
	var out []key.Binding
	switch v.Mode {
	case choosing:
		out = append(out, choose)
	case asking:
		out = append(out, v.form.Hints(lookNow)...)
		if v.place == byWinRM {
			out = append(out, tls)
			if _, known := v.directory(); known {
				out = append(out, servers)
			}
		}
	case listing:
		out = append(out, mark, take)
	case found:
		out = append(out, v.foundKeys()...)
	case dating:
		out = append(out, v.form.Hints(note)...)
	case saying:
		out = append(out, mark, vouch)
	case planned:
		out = append(out, v.planKeys()...)
	case confirming:
		out = append(out, v.answer.Hints(doIt)...)
	case saving:
		out = append(out, writeIt)
	case saved:
		out = append(out, nameIt)
	case finished:
		if v.noted() {
			out = append(out, elsewhere)
		} else {
			out = append(out, again)
		}
	}
	return out
}

func (v *Syncing) foundKeys() (out []key.Binding) {
	if v.offers.Stop {
		out = append(out, seePlan)
	}
	if v.offers.Verify {
		out = append(out, console)
		if len(v.words()) > 0 {
			out = append(out, sayIt)
		}
	}
	out = append(out, again)
	if v.offers.Resume {
		out = append(out, wayBack)
	}
	return out
}

func (v *Syncing) planKeys() (out []key.Binding) {
	if v.lines() > 0 {
		out = append(out, mark)
	}
	if v.meant().Tasks() > 0 {
		out = append(out, goOn)
	}
	if v.canWrite() {
		out = append(out, script)
	}
	return out
}

// FullHelp lists all keys of what is shown.
func (v *Syncing) FullHelp() [][]key.Binding {
	moves := keys.Movement()
	if v.Typing() {
		moves = []key.Binding{page.Turn}
	}
	return [][]key.Binding{append(v.modeKeys(), stop, leave), moves}
}
