package adsync

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"ad2scim/tui/keys"
	"ad2scim/tui/page"
)

var (
	choose    = keys.Bind("enter", "look there", "enter")
	lookNow   = keys.Bind("enter", "look", "enter")
	again     = keys.Bind("r", "look again", "r")
	seePlan   = keys.Bind("enter", "choose the tasks", "enter")
	wayBack   = keys.Bind("b", "resume", "b")
	console   = keys.Bind("c", "console's date", "c")
	sayIt     = keys.Bind("x", "not AD sync, or gone", "x")
	vouch     = keys.Bind("enter", "say it and look again", "enter")
	mark      = keys.Bind("space", "choose", " ")
	endToo    = keys.Bind("x", "end what runs, on/off", "x")
	goOn      = keys.Bind("enter", "go on", "enter")
	script    = keys.Bind("w", "write a script", "w")
	doIt      = keys.Bind("enter", "do it, once it is typed", "enter")
	writeIt   = keys.Bind("enter", "write it", "enter")
	nameIt    = keys.Bind("enter", "name the result file", "enter")
	elsewhere = keys.Bind("r", "look again: where", "r")
	take      = keys.Bind("enter", "take the chosen ones", "enter")
	note      = keys.Bind("enter", "note it and look", "enter")
	switchTo  = keys.Bind("tab", "next field", "tab")
	servers   = keys.Bind("ctrl+l", "servers in AD", "ctrl+l")
	tls       = keys.Bind("ctrl+t", "TLS on/off", "ctrl+t")
	stop      = keys.Bind("esc", "stop", "esc")
	leave     = keys.Bind("esc", "back", "esc")
)

// ShortHelp lists the keys that do something now.
func (v *Syncing) ShortHelp() []key.Binding {
	out := append(v.modeKeys(), leave)
	if v.Busy() {
		out = []key.Binding{stop}
	}
	if v.mode != listing && v.pager.Long() {
		out = slices.Insert(out, min(1, len(out)-1), page.Turn) // before what a narrow window has no room for
	}
	return out
}

func (v *Syncing) modeKeys() []key.Binding {
	var out []key.Binding
	switch v.mode {
	case choosing:
		out = append(out, choose)
	case asking:
		out = append(out, lookNow)
		if v.place == byWinRM {
			out = append(out, switchTo, tls)
			if _, known := v.directory(); known {
				out = append(out, servers)
			}
		}
	case listing:
		out = append(out, mark, take)
	case found:
		out = append(out, v.foundKeys()...)
	case dating:
		out = append(out, note)
	case saying:
		out = append(out, mark, vouch)
	case planned:
		out = append(out, v.planKeys()...)
	case confirming:
		out = append(out, doIt)
		if len(v.answer.Fields) > 1 {
			out = append(out, switchTo)
		}
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
	switch v.step {
	case StepDisabled:
		out = append(out, seePlan)
	case StepStopped:
		out = append(out, console)
		if len(v.words()) > 0 {
			out = append(out, sayIt)
		}
	}
	out = append(out, again)
	if v.step != StepFound {
		out = append(out, wayBack)
	}
	return out
}

func (v *Syncing) planKeys() (out []key.Binding) {
	if len(v.choices()) > 0 {
		out = append(out, mark)
	}
	if !v.resuming() {
		out = append(out, endToo)
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
