package adsync

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/flow/flowtest"
	"ad2scim/tui/page"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// Whatever a host answers, each page fits its area, sends no control characters to the
// terminal, and shows its question.
func TestHostileTextKeepsTheGrid(t *testing.T) {
	folder := t.TempDir()
	flowtest.Change(t, folder, func(s *migration.State) { s.Path, s.IdP = "self-hosted", "okta" })
	rapid.Check(t, func(r *rapid.T) {
		text := func() string { return rapid.SampledFrom(screentest.Nasty).Draw(r, "text") }
		s := session.New(t.Context(), session.Config{
			Workspace: session.Folder{Dir: folder}, Machines: &standIn{},
			AD: migrate.Connection{Location: "ldaps://dc1"},
		})
		screentest.Follow(s.Reload(), s.Update)
		s.Remembered.Machines = &migration.Machines{
			Hosts: []string{text(), text()}, User: text(), Auth: text(),
			CAFile: text(),
		}
		v := New(s, rapid.SampledFrom([]playbook.Job{
			playbook.JobFindScript, playbook.JobDisableScript, playbook.JobVerifyScript,
		}).Draw(r, "job"))
		m := newMachine(text()+"h", `\`+text(), `\`+text()+"2")
		report := &adsync.Report{Host: m.name, Tasks: m.tasks, Trouble: []adsync.Trouble{{What: text(), Why: text()}}}
		for i := range report.Tasks {
			report.Tasks[i].Account, report.Tasks[i].Actions[0].Arguments = text(), text()+" dashlane"
			report.Tasks[i].Evidence = []adsync.Evidence{{Kind: "file-name", Line: 1}}
		}
		v.scan.Hosts = []adsync.Host{m}
		v.scan.Scans = []adsync.ScanResult{{Name: m.name, Report: report}, {Name: text(), Err: errors.New(text())}}
		v.scan.Recorded = adsync.RecordedScan{
			Assessment: adsync.Assess(v.scan.Scans, adsync.Memory{}),
			Settled: []adsync.Settled{
				{Host: text(), Path: text()},
			},
		}
		verdict := adsync.Verify(time.Now(), v.scan.Recorded.Assessment, adsync.Memory{})
		v.scan.Verdict = &verdict
		v.outcome = adsync.Outcome{Recorded: v.scan.Recorded, Failed: errors.New(text()), Changes: []*adsync.Change{
			{Host: text(), Tasks: []adsync.TaskChange{{Path: text(), Why: text()}}},
		}}
		verdict.Elsewhere = []string{text()}
		v.servers, v.marked, v.notes, v.written = []migrate.Server{{Host: text(), System: text()}},
			map[int]bool{}, []string{text()}, []written{{text(), text(), text()}}
		v.table.SetLen(1)
		if rapid.Bool().Draw(r, "back") {
			v.scan.Recorded.Memory.Stopped = []adsync.TaskKey{{Host: m.name, Path: m.tasks[1].Path}}
			m.tasks[1].Enabled = false
			v.planResume()
			v.consent.SCIMOn = rapid.SampledFrom([][]string{nil, {text()}}).Draw(r, "on")
		} else {
			v.planStop()
		}
		v.confirm()
		v.place = byWinRM
		v.form = v.hostForm()
		if rapid.Bool().Draw(r, "failed") {
			v.Err = &migrate.Problem{What: text(), Why: text(), Next: text()}
		}
		width, height := rapid.IntRange(76, 180).Draw(r, "width"), rapid.IntRange(20, 60).Draw(r, "height")
		v.SetSize(width, height)
		for v.Mode = choosingPlace; v.Mode <= finished; v.Mode++ {
			v.Pager = page.Pager{}
			if v.Mode == running {
				v.Job.Start(t.Context(), "disabling")
			}
			view := v.View()
			if strings.Contains(ansi.Strip(view), "↓ more") && !slices.ContainsFunc(v.ShortHelp(), func(b key.Binding) bool {
				return b.Help() == page.Turn.Help()
			}) {
				r.Fatalf("the key for what is below is not in the footer:\n%s", view)
			}
			if v.Mode != listingServers {
				for range 60 {
					v.Update(screentest.Key("pgdown"))
				}
				if view := ansi.Strip(v.View()); strings.Contains(view, "↓ more") {
					r.Fatalf("a part is out of reach:\n%s", view)
				}
			}
			v.Job.End(nil)
			screentest.CheckGrid(r, view, width, height)
			if plain := ansi.Strip(view); v.Mode == confirming && !strings.Contains(plain, "Type: ") {
				r.Fatalf("the question isn't visible:\n%s", plain)
			}
		}
	})
}

// After esc, no change is made on the remaining hosts, and the hosts are scanned again.
func TestEscStopsWork(t *testing.T) {
	first, second := newMachine("SRV1", `\A`), newMachine("SRV2", `\A`)
	d := newDriver(t, reach(first, second), playbook.JobDisableScript)
	d.toFound("srv1, srv2")
	d.Press("enter")
	d.WaitFor("on SRV1", "on SRV2")
	d.Press("enter")
	d.WaitFor("Disable these tasks?")
	gate := make(chan struct{})
	first.mu.Lock()
	first.gate = gate
	first.mu.Unlock()
	d.Press("groups can be deleted", "enter")
	d.WaitFor("In progress", `▷ will disable the task \A on SRV1`, "0 of 2 on SRV1")
	d.Press("esc")
	d.WaitFor("stopping", "esc skips that scan")
	close(gate) // neither the change nor the scan after it is canceled
	d.WaitFor("Stopped by you. Result so far:", "Scanned again:", "Script: scheduled")
	status := d.State().Playbook.Steps[playbook.StepScriptDisabled].Status
	if first.enabled(0) || second.changes != 0 || status == playbook.DoneVerified {
		t.Error("it went on")
	}
}

// A host that doesn't answer the scan afterwards doesn't block the view: a second esc skips the
// scan, and the result says so.
func TestEscSkipsTheRescan(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	d := newDriver(t, reach(m), playbook.JobDisableScript)
	d.toFound("srv1")
	d.Press("enter")
	d.WaitFor("on SRV1")
	d.Press("enter")
	d.WaitFor("Disable these tasks?")
	m.mu.Lock()
	m.silent = true
	m.mu.Unlock()
	d.Press("groups can be deleted", "enter")
	d.WaitFor("In progress", "scanning")
	d.Press("esc")
	d.WaitFor("stopping")
	d.Press("esc")
	d.WaitFor("Result: disabled tasks", `\A on SRV1: disabled`, "the hosts were not scanned again",
		"scan again to check their state")
}

// While another process has the workspace locked, no change is made, and the error is shown.
func TestLockedWorkspace(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	d := newDriver(t, reach(m), playbook.JobDisableScript)
	d.s.Patience = time.Millisecond
	d.toFound("srv1")
	d.Press("enter")
	d.WaitFor("Which tasks")
	d.Press("enter")
	d.WaitFor("Disable these tasks?")
	w, err := migration.Open(d.folder)
	if err != nil {
		t.Fatalf("it is locked while a person is asked: %v", err)
	}
	defer w.Close()
	d.Press("groups can be deleted", "enter")
	d.WaitFor("this app is making a change")
	if m.changes != 0 {
		t.Error("the task was disabled")
	}
}
