package adsync

import (
	"errors"
	"strings"

	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/page"
	"ad2scim/tui/theme"
)

const listTop = 4 // the title, the rule, what to do and a blank line

// titles are the titles by job.
var titles = map[playbook.Job]string{
	playbook.JobFindScript:    "Find AD sync's script",
	playbook.JobDisableScript: "Disable AD sync's task",
	playbook.JobVerifyScript:  "Verify that AD sync has stopped",
}

// View draws the view.
func (v *Syncing) View() string {
	p := page.New(v.Width)
	if v.Busy() {
		return v.busyView(p)
	}
	switch v.Mode {
	case enteringPlace:
		return v.askView(p)
	case listingServers:
		return v.listView()
	case found:
		return v.foundView(p)
	case enteringDate:
		return v.dashlaneView(p)
	case confirmingStatements:
		return v.statementView(p)
	case choosingTasks:
		return v.planView(p)
	case confirming:
		return v.confirmView(p)
	case enteringFile:
		return v.savingView(p)
	case exported:
		return v.savedView(p)
	case finished:
		return v.endView(p)
	}
	return v.chooseView(p)
}

// failedScan says why the last scan failed. Draw shows the first error, so it is left out here.
func (v *Syncing) failedScan(p *page.Page) {
	for _, l := range v.failed.Scans {
		if l.Err != nil && !errors.Is(l.Err, v.Err) {
			p.Problem(l.Err)
		}
	}
	if v.Stopped {
		p.Say(theme.Warn.Render("! "), "The scan was stopped. Nothing was changed.", theme.Warn.Render)
	}
}

func (v *Syncing) busyView(p *page.Page) string {
	p.Lines = append(p.Lines, "", v.Job.View(p.Width))
	if v.Mode != running {
		return v.Draw(titles[v.job], p, nil)
	}
	p.Blank()
	for _, c := range v.choices() {
		if v.picked[c.TaskKey] && !c.ByHand {
			p.Say(theme.Accent.Render("▷ "), c.Says, theme.Plain.Render)
		}
	}
	p.Blank()
	says := "Each change is recorded in the journal before and after it is made; then the hosts are scanned again. esc stops before the next host."
	if v.Job.Stopping() {
		says = "Stopping before the next host. The current change is finished, and the hosts are scanned again. esc skips that scan."
	}
	p.Say("", says, theme.Muted.Render)
	return v.Draw("In progress", p, nil)
}

func (v *Syncing) chooseView(p *page.Page) string {
	v.failedScan(p)
	p.Say("", "Where do you want to scan for AD sync? A scan changes nothing. It needs administrator rights to see everything.", theme.Muted.Render)
	p.Blank()
	last := "by name, with an account or as the signed-in user"
	if m := v.session.Remembered.Machines; m != nil && len(m.Hosts) > 0 {
		last = "last used: " + strings.Join(m.Hosts, ", ")
	}
	local := "its Task Scheduler, using Windows PowerShell"
	if !v.windows {
		local = "✗ unavailable: AD sync runs on Windows, and this computer doesn't"
	}
	for i, one := range [placeCount][2]string{
		thisComputer: {"this computer", local}, byWinRM: {"Windows hosts, using WinRM", last},
		byFile:   {"result files", "written by the exported script, run there as administrator"},
		byScript: {"export script", "find.ps1, for a host that can't be reached from here"},
	} {
		bar, style := "  ", theme.Plain
		if place(i) == v.place {
			bar, style = theme.Accent.Render("▌ "), theme.Title
		}
		if place(i) == thisComputer && !v.windows {
			style = theme.Muted
		}
		p.Say(bar, one[0], style.Render)
		p.Say(bar, one[1], theme.Muted.Render)
		p.Blank()
	}
	return v.Draw(titles[v.job]+": where", p, nil)
}

func (v *Syncing) askView(p *page.Page) string {
	v.failedScan(p)
	foot := v.form.Foot(v.Width)
	if v.place == byWinRM {
		text := "over TLS, port 5986"
		if v.noTLS {
			text = "without TLS, port 5985: NTLM only, which encrypts every message"
		}
		foot = append(foot, "    "+theme.Accent.Render("ctrl+t ")+theme.Muted.Render(text))
		if len(p.Lines) == 0 {
			p.Say("", "Everything except the password is saved for next time.", theme.Muted.Render)
		}
	}
	return v.Draw(titles[v.job]+": where", p, foot)
}

func (v *Syncing) listView() string {
	lines := []string{
		" " + theme.Strong.Render("Servers in Active Directory"), layout.Rule(v.Width),
		"  " + theme.Muted.Render("Which of them might run AD sync's script? Most recently seen first."), "",
	}
	return layout.Box(strings.Join(lines, "\n")+"\n"+v.table.View(v.serverRow), v.Width, v.Height)
}

func (v *Syncing) serverRow(i, width int, cursor bool) string {
	s := v.servers[i]
	bar, name := "  ", theme.Plain
	if cursor {
		bar, name = theme.Accent.Render("▌ "), theme.Cursor(theme.Title)
	}
	return layout.Fit(bar+box(v.marked[i])+name.Render(layout.Fit(layout.Safe(s.Host), width/2))+"  "+
		theme.Muted.Render(layout.Safe(s.System)+"  "+layout.Safe(s.LastLogonText())), width)
}

func box(on bool) string {
	if on {
		return "[x] "
	}
	return "[ ] "
}

// dashlaneView says where to find what the form asks for.
func (v *Syncing) dashlaneView(p *page.Page) string {
	p.Say("", "The Admin Console shows the last sync date under Integrations > Provisioning > Active Directory. If it stays the same for longer than the sync interval, nothing is syncing.", theme.Muted.Render)
	p.Say("", "Group events in the audit log after the stop suggest that the script still runs.", theme.Muted.Render)
	return v.Draw("What does Dashlane show?", p, v.form.Foot(v.Width))
}

// savingView lists the files to write and the host of each.
func (v *Syncing) savingView(p *page.Page) string {
	scripts := v.scripts()
	if len(scripts) == 1 {
		p.Say("", "A readable PowerShell 3.0 script. Only you can read the file. An existing file is never overwritten.",
			theme.Muted.Render)
		if host := scripts[0].Host; host != "" {
			p.Say("", "It changes tasks only on "+host+".", theme.Plain.Render)
		}
		return v.Draw("Export script", p, v.form.Foot(v.Width))
	}
	p.Say("", "Readable PowerShell 3.0 scripts, one per host: each changes tasks only on its own host. Only you can read the files. An existing file is never overwritten.",
		theme.Muted.Render)
	p.Blank()
	for i, file := range v.files(scripts) {
		p.Say("✎ ", file+": for "+scripts[i].Host, theme.Plain.Render)
	}
	return v.Draw("Export "+render.Number(len(scripts))+" scripts", p, v.form.Foot(v.Width))
}

func (v *Syncing) savedView(p *page.Page) string {
	for _, w := range v.written {
		p.Say(theme.Good.Render("● "), w.file, theme.Strong.Render)
		if w.host != "" {
			p.Say("  ", "for "+w.host, theme.Plain.Render)
		}
		p.Say("  ", "SHA-256: "+w.sum, theme.Plain.Render)
	}
	p.Blank()
	n, all := len(v.written), len(v.scripts())
	title, results := "Script exported", "the result file"
	steps := "Check the hash on the host with Get-FileHash, run the script there as administrator with -Out FILE, and copy FILE back."
	if all > 1 {
		title, results = render.Number(n)+" of "+render.Number(all)+" scripts exported", "the result files"
		steps = "Check each hash on its host with Get-FileHash, run each script there as administrator with -Out FILE, and copy each FILE back."
	}
	p.Say("", steps, theme.Plain.Render)
	p.Say("", "Then enter "+results+" here.", theme.Plain.Render)
	foot := []string{"  " + theme.Accent.Render("enter ") + theme.Muted.Render("enter "+results)}
	return v.Draw(title, p, foot)
}
