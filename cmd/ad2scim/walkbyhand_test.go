package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"ad2scim/migrate/playbook"
)

const walkTask = `\Dashlane\Sync`

// scans returns the result file of the script that finds AD sync, run on the Windows host.
func (g *ground) scans() string {
	g.t.Helper()
	return g.write("found.json", g.windows.Run("New-Result 'ad2scim.syncfind/v1'", ""))
}

// stops does what the exported script does on the Windows host, and returns its result file.
func (g *ground) stops() string {
	g.t.Helper()
	arguments := base64.StdEncoding.EncodeToString([]byte(`{"tasks":["\\Dashlane\\Sync"]}`))
	return g.write("stopped.json", g.windows.Run("Edit-Tasks 'stop'", arguments))
}

func (g *ground) write(name, text string) string {
	g.t.Helper()
	file := filepath.Join(g.t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		g.t.Fatal(err)
	}
	return file
}

// shownByDashlane returns two readings of the same last sync date, before the stop and further
// apart than the interval, and an audit log with a group created after the stop.
func (g *ground) shownByDashlane() (first, second, auditLog string) {
	g.t.Helper()
	now := time.Now().UTC()
	second = now.Add(-72 * time.Hour).Format(time.RFC3339)
	first = second + "@" + now.Add(-2*time.Hour).Format(time.RFC3339)
	return first, second, g.write("audit.jsonl", fmt.Sprintf(
		`{"log_type":"user_group_created","date_time":%d,"properties":{"group_name":"ByHand"}}`+"\n",
		now.Add(-time.Hour).UnixMilli()))
}

func (c *byCommands) stopByHand(playbook.StepView) {
	c.run("sync", "find", "--result", c.scans())
	script := filepath.Join(c.t.TempDir(), "stop.ps1")
	c.run("sync", "script", "--action", "stop", "--for-host", c.windows.Name, "--task", walkTask, "--out", script)
	c.run("sync", "stop", "--result", c.stops())
}

func (a *byApp) stopByHand(v playbook.StepView) {
	a.t.Helper()
	a.on(v)
	a.press("h", "down", "enter", a.scans(), "enter")
	a.shows("choose which tasks to disable")
	a.press("enter", "w")
	script := filepath.Join(a.t.TempDir(), "stop.ps1")
	a.press("ctrl+u", script, "enter")
	a.shows("Script exported")
	a.press("enter", "ctrl+u", a.stops(), "enter")
	a.shows("Result: disabled tasks")
	a.press("esc", "esc")
}

func (c *byCommands) verifyByDashlane(playbook.StepView) {
	first, second, auditLog := c.shownByDashlane()
	c.sync("verify")
	c.sync("verify", "--console-last-sync", first)
	c.sync("verify", "--console-last-sync", second, "--audit-log", auditLog)
}

func (a *byApp) verifyByDashlane(v playbook.StepView) {
	a.t.Helper()
	first, second, auditLog := a.shownByDashlane()
	a.on(v)
	a.scan()
	a.shows("AD sync has likely stopped")
	a.press("e", first, "enter", "enter")
	a.shows("the Admin Console's last sync date is")
	a.press("e", second, "enter", auditLog, "enter")
	a.shows("the audit log has 1 group event")
	a.press("esc", "esc")
}
