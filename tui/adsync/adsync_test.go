package adsync

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/migrate/store"
	"ad2scim/tui/flow/flowtest"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

func reach(all ...*machine) *standIn {
	s := &standIn{machines: map[string]*machine{}}
	for _, m := range all {
		s.machines[strings.ToLower(m.name)] = m
	}
	return s
}

// The result gives the reason for each match. The hosts are saved for the next visit, the
// password isn't.
func TestFound(t *testing.T) {
	d := newDriver(t, reach(newMachine("SRV1", `\Dashlane\Sync`)), playbook.JobFindScript)
	d.WaitFor("this computer", "unavailable: AD sync runs on Windows, and this computer doesn't", "result files",
		"export script")
	d.toFound("srv1")
	d.WaitFor("Script: scheduled; 1 candidate on 1 host", `task \Dashlane\Sync on SRV1`,
		"enabled; certain to be AD sync", "because strong: a line $TEAM_ID", `account CORP\svc`, "interval 1h0m0s")
	r := d.State().Playbook.Steps[playbook.StepScriptFound]
	if r.Status != playbook.DoneVerified || r.Probe != playbook.ProbeSyncFind {
		t.Errorf("the step is %+v", r)
	}
	m := d.State().Machines
	if m == nil || !slices.Equal(m.Hosts, []string{"srv1"}) || m.User != `CORP\admin` {
		t.Fatalf("remembered %+v", m)
	}
	if got := d.p.reached.WinRM.Password.Reveal(); got != password {
		t.Errorf("the password is %q", got)
	}
	d.Without(password)
	d.Press("esc")
	d.WaitFor("last used: srv1")
	d.Press("enter")
	d.WaitFor("srv1", `CORP\admin`, "empty: the one you entered for this account")
	d.Press("esc", "esc")
	d.WaitLeft()
}

// Only the selected tasks are disabled, and only after the confirmation is typed. The hosts are
// scanned again, and resuming AD sync needs a yes.
func TestStopAndResume(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\B`)
	d := newDriver(t, reach(m), playbook.JobDisableScript)
	d.toFound("srv1")
	d.Press("enter")
	d.WaitFor("Nothing has been changed yet.", `▌ [x] will disable the task \A on SRV1`,
		`[x] will disable the task \B on SRV1`, "[ ] also end running instances")
	d.Press("down")
	d.WaitFor(`▌ [x] will disable the task \B`)
	d.Press(" ")
	d.WaitFor(`▌ [ ] will disable the task \B`)
	d.Press("enter")
	d.WaitFor("Disable these tasks?", "AD sync deletes a group", "Type: groups can be deleted",
		`✎ will disable the task \A`)
	d.Not(`\B`)
	for _, stray := range []string{"enter", "yes", "enter", " ", "enter"} {
		d.Press(stray)
	}
	d.WaitFor("type groups can be deleted, exactly")
	if m.changes != 0 {
		t.Fatal("it was disabled without the confirmation")
	}
	d.Press("backspace", "backspace", "backspace", "backspace", "groups can be deleted", "enter")
	d.WaitFor("Result: disabled tasks", `● \A on SRV1: disabled`, "Scanned again:", "Script: scheduled")
	if m.enabled(0) || !m.enabled(1) {
		t.Error("other tasks are disabled than were chosen")
	}
	d.Press("r")
	d.WaitFor(": result")
	d.Press("enter")
	d.WaitFor(`\A on SRV1: already disabled`, `▌ [x] will disable the task \B`)
	d.Press("enter")
	d.WaitFor("Disable these tasks?")
	d.Press("groups can be deleted", "enter")
	d.WaitFor(`● \B on SRV1: disabled`, "Script: disabled")
	if r := d.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Status != playbook.DoneVerified ||
		r.Typed != "groups can be deleted" {
		t.Errorf("the step is %+v", r)
	}
	d.Press("r")
	d.WaitFor(": result")
	d.Press("u")
	d.WaitFor("Resume AD sync: which", `[x] will enable the task \A`, `[x] will enable the task \B`)
	d.Press("enter")
	d.WaitFor("Enable these tasks?", "Type: yes")
	d.Press("enter", "no", "enter")
	d.WaitFor("type yes, exactly")
	if m.enabled(0) {
		t.Fatal("it was enabled without a yes")
	}
	d.Press("backspace", "backspace", "yes", "enter")
	d.WaitFor("Result: enabled tasks", `● \A on SRV1: enabled`, "Script: scheduled")
	if r := d.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Status != playbook.Failed {
		t.Errorf("the step is %+v", r)
	}
	d.Press("esc")
	d.WaitLeft()
}

// After leaving the page that resumes AD sync, disabling still asks for the words that confirm
// the risk.
func TestLeavingResumeKeepsTheConfirmation(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	d := newDriver(t, reach(m), playbook.JobDisableScript)
	d.toFound("srv1")
	d.Press("u")
	d.WaitFor("Resume AD sync: which")
	d.Press("esc")
	d.WaitFor(": result")
	d.Press("enter")
	d.WaitFor("Which tasks do you want to disable?", `▌ [x] will disable the task \A`)
	d.Press("enter")
	d.WaitFor("Disable these tasks?", "AD sync deletes a group", "Type: groups can be deleted")
	d.Press("yes", "enter")
	d.WaitFor("type groups can be deleted, exactly")
	if m.changes != 0 {
		t.Fatal("it was disabled without the confirmation")
	}
	d.Press("backspace", "backspace", "backspace", "groups can be deleted", "enter")
	d.WaitFor("Result: disabled tasks", `● \A on SRV1: disabled`)
	if r := d.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Typed != "groups can be deleted" {
		t.Errorf("the step is %+v", r)
	}
}

// While SCIM is on, resuming AD sync needs a reason, which is recorded.
func TestResumeWithSCIMNeedsAReason(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	d := newDriver(t, reach(m), playbook.JobDisableScript)
	flowtest.Change(t, d.folder, func(s *migration.State) {
		s.Facts["scim_self_hosted"] = migration.Fact{Value: "on", Grade: migration.GradeConfirmed}
	})
	d.toFound("srv1")
	d.Press("enter")
	d.WaitFor("Which tasks")
	d.Press("enter")
	d.WaitFor("Disable these tasks?")
	d.Press("groups can be deleted", "enter")
	d.WaitFor("Script: disabled")
	d.Press("r")
	d.WaitFor(": result")
	d.Press("u")
	d.WaitFor("‼ SCIM is on, and both together can delete groups: scim_self_hosted is on")
	d.Press("enter")
	d.WaitFor("enter a reason", "can delete sharing groups")
	d.Press("tab", "yes", "enter")
	d.WaitFor("enter a reason")
	if m.enabled(0) {
		t.Fatal("it was enabled without a reason")
	}
	d.Press("a trial", "enter", "enter")
	d.WaitFor("Result: enabled tasks")
	if f := d.State().Playbook.Forced; len(f) != 1 || f[0].Reason != "a trial" || !m.enabled(0) {
		t.Errorf("forced %+v, enabled %v", f, m.enabled(0))
	}
}

// The verdict says when it will be certain, and the console's date is recorded.
func TestVerdict(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	d := newDriver(t, reach(m), playbook.JobVerifyScript)
	d.toFound("srv1")
	d.WaitFor("✗ AD sync has not stopped yet", "is enabled")
	m.mu.Lock()
	m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
	m.mu.Unlock()
	d.Press("r")
	d.WaitFor("◐ AD sync has likely stopped; it will be certain after", "The step stays open until this is certain")
	d.Press("e")
	d.WaitFor("What does Dashlane show?", "Last sync date that the Admin Console shows now")
	d.Press("enter", "enter")
	d.WaitFor("enter a date, a file, or both")
	d.Press("tab", "tomorrow", "enter")
	d.WaitFor("enter a date in the past")
	for range len("tomorrow") {
		d.Press("backspace")
	}
	d.Press("2026-01-20T10:00:00Z", "enter", "enter")
	d.WaitFor("the Admin Console's last sync date is " + render.Time(time.Date(2026, 1, 20, 10, 0, 0, 0, time.UTC)))
	d.Press("e", "enter", filepath.Join(t.TempDir(), "none.jsonl"), "enter")
	d.WaitFor("can't read the audit log")
	d.Press("esc")
	d.WaitFor("◐ AD sync has likely stopped")
	if r := d.State().Playbook.Steps[playbook.StepScriptStopped]; r.Status.IsFinal() {
		t.Errorf("the step is %+v", r)
	}
}

// The audit log that was given is used again by the next scan. A verdict that isn't certain leaves
// a step open only if it isn't done.
func TestVerdictByAnAuditLog(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
	m.tasks[0].Triggers = []adsync.Trigger{{Type: 9, Enabled: true}} // at logon
	d := newDriver(t, reach(m), playbook.JobVerifyScript)
	d.toFound("srv1")
	d.WaitFor("◐ AD sync has likely stopped", "The step stays open until this is certain")
	m.mu.Lock()
	m.ahead = 26 * time.Hour
	m.mu.Unlock()
	log := filepath.Join(t.TempDir(), "log.jsonl")
	const event = `{"log_type":"sso_enabled","date_time":1763640000000,"properties":{}}`
	if err := os.WriteFile(log, []byte(event+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Press("e", "enter", log, "enter")
	d.WaitFor("the audit log has no group event after")
	flowtest.Change(t, d.folder, func(s *migration.State) {
		s.Playbook.Steps[playbook.StepScriptStopped] = playbook.Record{Status: playbook.DoneVerified, At: time.Now().UTC()}
	})
	d.Press("r")
	d.WaitFor("the audit log has no group event after", "The step is already done, and this result doesn't change that.")
	if err := os.Remove(log); err != nil {
		t.Fatal(err)
	}
	d.Press("r")
	d.WaitFor("can't read the audit log")
}

// The down key scrolls beyond the last choice, and moving the cursor shows it again.
func TestScrollBelowTheLastChoice(t *testing.T) {
	s := session.New(t.Context(), session.Config{Machines: reach(), Workspace: session.Folder{Dir: t.TempDir()}})
	v := New(s, playbook.JobDisableScript)
	v.SetSize(80, 12)
	v.plan(adsync.Work{Action: adsync.StopScript, Parts: []adsync.Part{
		{Intent: adsync.Intent{
			Action: adsync.StopScript, Host: "SRV1",
			Tasks: []adsync.Before{{Path: `\A`}, {Path: `\B`}},
		}},
	}},
		func(adsync.TaskKey) bool { return true })
	for i := range 20 {
		v.all.Already = append(v.all.Already, adsync.TaskKey{Host: "SRV1", Path: fmt.Sprintf(`\Old%d.`, i)})
	}
	press := func(k string, n int) string {
		for range n {
			v.View()
			v.Update(screentest.Key(k))
		}
		return ansi.Strip(v.View())
	}
	if view := press("down", 40); !strings.Contains(view, `\Old19.`) || strings.Contains(view, "more") {
		t.Errorf("the end is not reached:\n%s", view)
	}
	press("up", 1)
	if view := press("space", 1); !strings.Contains(view, `▌ [ ] will disable the task \B`) {
		t.Errorf("the choice isn't visible:\n%s", view)
	}
	for _, k := range []string{"G", "end"} {
		if view := press(k, 1); !strings.Contains(view, `\Old19.`) {
			t.Errorf("%s does not go to the end:\n%s", k, view)
		}
		if view := press("up", 40); !strings.Contains(view, `▌ [x] will disable the task \A`) {
			t.Errorf("the first isn't visible:\n%s", view)
		}
	}
}

// The failure of one host is shown with the result of another. If all fail, each failure is
// shown.
func TestHostFailure(t *testing.T) {
	good, bad := newMachine("SRV1", `\A`), newMachine("SRV2\x1b[2J", `\A`)
	bad.err = &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot run the script on SRV2\x1b[2J",
		Why: "it refused the account", Next: "check it",
	}
	p := reach(good)
	p.machines["srv2"] = bad
	d := newDriver(t, p, playbook.JobDisableScript)
	d.toFound("srv1\nsrv2")
	d.WaitFor(`task \A on SRV1`, "✗ not scanned: SRV2‹U+001B›[2J", "it refused the account")
	d.Press("enter")
	d.WaitFor("will disable the task", "it refused the account")
	d.Press("enter")
	d.WaitFor("Disable these tasks?")
	d.Press("groups can be deleted", "enter")
	d.WaitFor(`● \A on SRV1: disabled`, "Script: unknown")
	if r := d.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Status == playbook.DoneVerified {
		t.Errorf("the step is %+v", r)
	}
	good.mu.Lock()
	good.err = &migrate.Problem{Class: migrate.Unreachable, What: "cannot run the script on SRV1", Why: "it is down"}
	good.mu.Unlock()
	d.Press("r")
	d.WaitFor("it is down")
}

func TestStopScan(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	m.gate = make(chan struct{})
	d := newDriver(t, reach(m), playbook.JobDisableScript)
	d.WaitFor("▌ Windows hosts")
	d.Press("enter")
	d.WaitFor("HOST or HOST:PORT")
	d.Press("srv1", "enter", "enter", "enter", "enter", "enter")
	d.WaitFor("scanning")
	other := session.Folder{Dir: d.folder}
	if _, err := other.Update(func(*migration.State) (store.Entry, error) {
		return store.Entry{Kind: "x", Text: "x"},
			nil
	}); err != nil {
		t.Errorf("nobody else can write during a check: %v", err)
	}
	d.Press("esc")
	d.WaitFor("The scan was stopped. Nothing was changed.")
	if m.changes != 0 || d.State().Facts["ad_sync_script"].Value != "" {
		t.Error("something was noted")
	}
}

// A scan that is stopped or fails says so, and the earlier result stays.
func TestStoppedScanKeepsTheResult(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	d := newDriver(t, reach(m), playbook.JobDisableScript)
	d.toFound("srv1")
	gate := make(chan struct{})
	m.mu.Lock()
	m.gate = gate
	m.mu.Unlock()
	d.Press("r")
	d.WaitFor("scanning")
	d.Press("esc")
	d.WaitFor(": result", "The scan was stopped. Nothing was changed.", `task \A on SRV1`)
	close(gate)
	m.mu.Lock()
	m.err = &migrate.Problem{Class: migrate.Unreachable, What: "cannot run the script on SRV1", Why: "it is down"}
	m.mu.Unlock()
	d.Press("r")
	d.WaitFor("it is down", `task \A on SRV1`)
	d.Press("enter")
	d.WaitFor("Which tasks do you want to disable?", `▌ [x] will disable the task \A`)
}

// The typed hosts stay after a failed scan, and the selected tasks stay selected until the next
// scan.
func TestInputAndSelectionAreKept(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\B`)
	m.err = &migrate.Problem{Class: migrate.Unreachable, What: "cannot run the script on SRV1", Why: "it is down"}
	d := newDriver(t, reach(m), playbook.JobDisableScript)
	d.WaitFor("▌ Windows hosts")
	d.Press("enter")
	d.WaitFor("HOST or HOST:PORT", "Password (kept in memory only) empty: none")
	d.Press("srv1", "tab", `CORP\admin`, "tab", password, "enter", "enter", "enter")
	d.WaitFor("it is down", "empty: the one you entered for this account")
	m.mu.Lock()
	m.err = nil
	m.mu.Unlock()
	d.Press("esc")
	d.WaitFor("Where do you want to scan for AD sync?")
	d.Press("enter")
	d.WaitFor("HOST or HOST:PORT", "srv1", `CORP\admin`)
	d.Not("it is down")
	d.Press("enter")
	d.WaitFor(": result")
	d.Press("enter")
	d.WaitFor(`▌ [x] will disable the task \A`)
	d.Press(" ")
	d.WaitFor(`▌ [ ] will disable the task \A`)
	d.Press("esc")
	d.WaitFor(": result")
	d.Press("enter")
	d.WaitFor(`▌ [ ] will disable the task \A`, `[x] will disable the task \B`)
	d.Press("esc")
	d.WaitFor(": result", "2 candidates")
	m.mu.Lock()
	m.tasks = m.tasks[:1]
	m.mu.Unlock()
	d.Press("r")
	d.WaitFor(": result", "1 candidate on 1 host")
	d.Press("enter")
	d.WaitFor(`▌ [x] will disable the task \A`)
}

// A password is used only for the account that it was entered for.
func TestPasswordBelongsToItsAccount(t *testing.T) {
	d := newDriver(t, reach(newMachine("SRV1", `\A`), newMachine("SRV2", `\A`)), playbook.JobFindScript)
	d.toFound("srv1")
	d.Press("esc")
	d.WaitFor("Where do you want to scan for AD sync?")
	d.Press("enter")
	d.WaitFor("HOST or HOST:PORT", "the one you entered for this account")
	d.Press("tab", "backspace", "2", "tab", "2")
	d.WaitFor(`CORP\admin2`, "Password (kept in memory only) empty: none")
	d.Press("enter", "enter", "enter", "enter")
	d.WaitFor("task \\A on SRV2")
	if got := d.p.reach(); !got.WinRM.Password.IsZero() || got.WinRM.User != `CORP\admin2` {
		t.Errorf("%s uses the password of another account", got.WinRM.User)
	}
	d.Press("esc")
	d.WaitFor("Where do you want to scan for AD sync?")
	d.Press("enter")
	d.WaitFor("HOST or HOST:PORT")
	d.Press("tab", "tab", "backspace", "enter", "enter", "enter", "enter")
	d.WaitFor(": result")
	if got := d.p.reach(); got.WinRM.Password.Reveal() != password {
		t.Errorf("the password of %s is %q", got.WinRM.User, got.WinRM.Password.Reveal())
	}
}

// On Windows, this computer is the first choice and is scanned without further input.
func TestThisComputer(t *testing.T) {
	m := newMachine("local", `\A`)
	folder := t.TempDir()
	d := newDriverAt(t, reach(m), folder, playbook.JobFindScript)
	d.WaitFor("▌ Windows hosts")
	d.Press("up", "enter")
	d.WaitFor("▌ this computer")
	if d.p.reached.Local {
		t.Fatal("a computer without Windows was scanned")
	}
	onWindows := New(d.s, playbook.JobFindScript)
	onWindows.windows = true
	onWindows.begin()
	if onWindows.place != thisComputer {
		t.Error("this computer isn't offered first")
	}
}

// The script that scans is written, and its SHA-256 is shown.
func TestExportScript(t *testing.T) {
	d := newDriver(t, reach(), playbook.JobFindScript)
	d.WaitFor("▌ Windows hosts")
	d.Press("down", "down", "enter")
	d.WaitFor("New file", "find.ps1")
	for range len("find.ps1") {
		d.Press("backspace")
	}
	d.Press(filepath.Join(d.folder, "f.ps1"), "enter")
	d.WaitFor("Script exported", "SHA-256:", "Get-FileHash", "enter enter the result file")
	d.Press("enter")
	d.WaitFor("Result files of the script", "enter at least one file")
	d.Press("esc")
	d.WaitFor("Where do you want to scan for AD sync?", "▌ result files")
}

// The app waits for a script that is being written.
func TestQuitWaitsForTheScript(t *testing.T) {
	p := reach()
	p.gate, p.saving = make(chan struct{}), make(chan struct{})
	d := newDriver(t, p, playbook.JobFindScript)
	d.WaitFor("▌ Windows hosts")
	d.Press("down", "down", "enter")
	d.WaitFor("New file")
	for range len("find.ps1") {
		d.Press("backspace")
	}
	d.Press(filepath.Join(d.folder, "f.ps1"), "enter")
	d.WaitFor("writing")
	<-p.saving
	ended := d.s.Shutdown()
	if session.WaitFor(ended, 50*time.Millisecond) {
		t.Error("it quits during work")
	}
	close(p.gate)
	if !session.WaitFor(ended, time.Minute) {
		t.Error("it does not end")
	}
}

// Servers from AD can be added to the hosts.
func TestServersOfAD(t *testing.T) {
	p := reach(newMachine("SRV1", `\A`))
	p.servers = []migrate.Server{
		{Host: "srv0\u202e.corp", System: "Windows Server 2016"},
		{Host: "srv1", System: "Windows Server 2022", LastLogon: time.Now()},
	}
	d := newDriver(t, p, playbook.JobFindScript)
	d.WaitFor("▌ Windows hosts")
	d.Press("enter")
	d.WaitFor("HOST or HOST:PORT")
	d.Press("ctrl+l")
	d.WaitFor("Servers in Active Directory", "▌ [ ] srv0‹U+202E›.corp", "Windows Server 2022")
	d.Press("down", " ", "enter")
	d.WaitFor("HOST or HOST:PORT", "srv1")
	d.Press("enter", "enter", "enter", "enter", "enter")
	d.WaitFor("Script: scheduled")
}
