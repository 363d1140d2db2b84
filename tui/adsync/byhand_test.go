package adsync

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/playbook"
)

// run runs a script as an admin would, and returns its result file.
func (d *driver) run(m *machine, script adsync.Script, args adsync.Arguments, name string) string {
	d.t.Helper()
	out, err := m.Run(d.t.Context(), script, args)
	if err != nil {
		d.t.Fatal(err)
	}
	file := filepath.Join(d.t.TempDir(), name)
	if err := os.WriteFile(file, out, 0o600); err != nil {
		d.t.Fatal(err)
	}
	return file
}

// enterResult enters the name of a result file.
func (d *driver) enterResult(file string) {
	d.t.Helper()
	d.WaitFor("Where do you want to scan for AD sync?", "▌ Windows hosts")
	d.Press("down", "enter")
	d.WaitFor("Result files")
	d.Press(file, "enter")
}

// For tasks known only from a result file, the script for the selected tasks is exported and
// its result read. No host is contacted.
func TestStopByHand(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\B`)
	d := newDriver(t, reach(), playbook.JobDisableScript)
	d.enterResult(d.run(m, adsync.FindScript, adsync.Arguments{}, "found.json"))
	d.WaitFor(": result", `task \A on SRV1`)
	d.Press("enter")
	d.WaitFor("run the script yourself: known only from a result file",
		"w export a script for tasks that you change yourself: run it there, then enter its result file")
	d.Press(" ", "down", " ")
	d.WaitFor(`▌ [ ] will disable the task \B`, "space select a task: none is selected yet")
	d.Press(" ", "up", "enter")
	d.WaitFor(`▌ [ ] will disable the task \A`)
	d.Press("w")
	d.WaitFor("It changes tasks only on SRV1.", "stop-SRV1.ps1")
	for range len("stop-SRV1.ps1") {
		d.Press("backspace")
	}
	file := filepath.Join(t.TempDir(), "stop.ps1")
	d.Press(file, "enter")
	d.WaitFor("Script exported", "for SRV1", "SHA-256:")
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), `#   \B`) || strings.Contains(string(text), `#   \A`) {
		t.Errorf("%v: %.200s", err, text)
	}
	result := d.run(m, adsync.StopScript, adsync.Arguments{Tasks: []string{`\A`, `\B`}}, "stopped.json")
	again := newDriverAt(t, d.p, d.folder, playbook.JobDisableScript)
	again.enterResult(result)
	again.WaitFor("Result: disabled tasks", `● \A on SRV1: disabled`, "the result from SRV1 is recorded as done by hand")
	if r := again.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Status != playbook.DoneVerified {
		t.Errorf("the step is %+v", r)
	}
	again.Press("r") // the file doesn't tell the current state
	again.WaitFor("Where do you want to scan for AD sync?", "▌ result files")
	wrong := filepath.Join(t.TempDir(), "wrong.json")
	text, err = json.Marshal(map[string]string{"schema": "x\x1b[2J"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(wrong, text, 0o600); err != nil {
		t.Fatal(err)
	}
	last := newDriverAt(t, d.p, d.folder, playbook.JobDisableScript)
	last.enterResult(wrong)
	last.WaitFor("cannot read the result of")
}

// Tasks on several hosts get one script per host. A task selected on one host isn't in the
// script of another host that has a task with the same path. Existing files aren't overwritten,
// and the scripts exported before the failure are shown.
func TestStopByHandOnSeveralHosts(t *testing.T) {
	d := newDriver(t, reach(), playbook.JobDisableScript)
	var files []string
	for _, host := range []string{"SRV1", "SRV2"} {
		files = append(files, d.run(newMachine(host, `\A`, `\B`), adsync.FindScript, adsync.Arguments{}, host+".json"))
	}
	d.enterResult(strings.Join(files, ","))
	d.WaitFor(": result", `task \A on SRV1`)
	d.Press("enter")
	d.WaitFor("w export 2 scripts, one per host", `[x] will disable the task \A on SRV2`)
	d.Press("down", "down", " ")
	d.WaitFor(`▌ [ ] will disable the task \A on SRV2`)
	d.Press("w")
	d.WaitFor("Export 2 scripts", "each changes tasks only on its own host", "stop-SRV1.ps1: for SRV1",
		"stop-SRV2.ps1: for SRV2", "Folder for the new files")
	folder := t.TempDir()
	d.Press("backspace", folder, "enter")
	d.WaitFor("2 of 2 scripts exported", "for SRV1", "for SRV2", "enter enter the result files")
	for host, a := range map[string]bool{"SRV1": true, "SRV2": false} {
		text, err := os.ReadFile(filepath.Join(folder, "stop-"+host+".ps1"))
		if err != nil || !strings.Contains(string(text), "these scheduled tasks on "+host+",") ||
			strings.Contains(string(text), `#   \A`) != a || !strings.Contains(string(text), `#   \B`) {
			t.Errorf("%s: %v: %.300s", host, err, text)
		}
	}
	if err := os.Remove(filepath.Join(folder, "stop-SRV1.ps1")); err != nil {
		t.Fatal(err)
	}
	d.Press("esc")
	d.WaitFor("Which tasks do you want to disable?")
	d.Press("w")
	d.WaitFor("Folder for the new files")
	d.Press("backspace", folder, "enter")
	d.WaitFor("1 of 2 scripts exported", "file exists", "for SRV1")
	d.Not("for SRV2")
}
