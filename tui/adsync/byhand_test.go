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

// run does by hand what a script would, and returns the file of its result.
func (d *desk) run(m *machine, script adsync.Script, args adsync.Arguments, name string) string {
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

// takes names a result file.
func (d *desk) takes(file string) {
	d.t.Helper()
	d.WaitFor("Where do you want to scan for AD sync?", "▌ Windows hosts")
	d.Press("down", "enter")
	d.WaitFor("Result files")
	d.Press(file, "enter")
}

// Where only a result file tells, the script for the chosen tasks is written, and
// its result taken; a machine is never reached.
func TestStopByHand(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\B`)
	d := sit(t, reach(), playbook.JobDisableScript)
	d.takes(d.run(m, adsync.FindScript, adsync.Arguments{}, "found.json"))
	d.WaitFor(": result", `task \A on SRV1`)
	d.Press("enter")
	d.WaitFor("run the script yourself: known only from a result file",
		"w export a script for tasks that you change yourself: run it there, then enter its result file")
	d.Press(" ", "down", " ")
	d.WaitFor(`▌ [ ] will disable the task \B`, "space select a task: none is selected yet")
	d.Press(" ", "up", "enter")
	d.WaitFor(`▌ [ ] will disable the task \A`)
	d.Press("w")
	d.WaitFor("stop.ps1")
	for range len("stop.ps1") {
		d.Press("backspace")
	}
	file := filepath.Join(t.TempDir(), "stop.ps1")
	d.Press(file, "enter")
	d.WaitFor("Script exported", "SHA-256:")
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), `#   \B`) || strings.Contains(string(text), `#   \A`) {
		t.Errorf("%v: %.200s", err, text)
	}
	result := d.run(m, adsync.StopScript, adsync.Arguments{Tasks: []string{`\A`, `\B`}}, "stopped.json")
	again := sitAt(t, d.p, d.folder, playbook.JobDisableScript)
	again.takes(result)
	again.WaitFor("Result: disabled tasks", `● \A on SRV1: disabled`, "the result from SRV1 is recorded as done by hand")
	if r := again.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Status != playbook.DoneVerified {
		t.Errorf("the step is %+v", r)
	}
	again.Press("r") // the file tells nothing of now
	again.WaitFor("Where do you want to scan for AD sync?", "▌ result files")
	wrong := filepath.Join(t.TempDir(), "wrong.json")
	text, err = json.Marshal(map[string]string{"schema": "x\x1b[2J"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(wrong, text, 0o600); err != nil {
		t.Fatal(err)
	}
	last := sitAt(t, d.p, d.folder, playbook.JobDisableScript)
	last.takes(wrong)
	last.WaitFor("cannot read the result of")
}
