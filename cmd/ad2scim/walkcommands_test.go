package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// byCommands runs the program's commands in this process.
type byCommands struct {
	*ground
	password string // file with the account's password for the Windows host
}

func newByCommands(g *ground) walks {
	c := &byCommands{g, filepath.Join(g.t.TempDir(), "password")}
	if err := os.WriteFile(c.password, []byte(g.winrm.Password), 0o600); err != nil {
		g.t.Fatal(err)
	}
	return c
}

func (c *byCommands) run(args ...string) {
	c.t.Helper()
	var out bytes.Buffer
	status := run(c.t.Context(), append(args, "--workspace", c.dir), streams{strings.NewReader(""), &out, &out})
	if status > exitFindings {
		c.t.Fatalf("%q: exit status %d\n%s", args, status, &out)
	}
}

func (c *byCommands) connect() {
	ad := c.company.AD
	c.run("connect", "--ad", ad.Location, "--ad-user", ad.User, "--ad-ca", ad.CAFile, "--ad-filter", walkFilter)
	c.run("connect", "--scim", c.scim.URL+"/scim/2.0")
}

func (c *byCommands) choose(path playbook.Path) {
	c.run("steps", "choose", "--path", string(path), "--idp", "okta")
}

func (c *byCommands) fact(k doctor.Fact, value string) {
	c.run("doctor", "--fact", string(k)+"="+value, "--save")
}

func (c *byCommands) compare() { c.run("diff") }

func (c *byCommands) match(ad, scim string) { c.run("match", "set", ad, scim) }

func (c *byCommands) apart(ad, scim string) { c.run("match", "break", ad, scim) }

func (c *byCommands) forget(ad, _ string) { c.run("match", "forget", ad) }

func (c *byCommands) rename(int) {
	plan := filepath.Join(c.t.TempDir(), "plan.json")
	c.run("fix", "plan", "--out", plan)
	c.run("fix", "apply", plan, "--yes")
}

func (c *byCommands) undo(int) { c.run("fix", "undo", "--yes") }

func (c *byCommands) sync(args ...string) {
	c.run(append([]string{"sync"}, append(args, "--host", c.winrm.Listener.Addr().String(), "--host-user",
		c.winrm.Domain+`\`+c.winrm.User, "--host-password-file", c.password, "--host-ca", c.hostCA)...)...)
}

func (c *byCommands) findScript(playbook.StepView) { c.sync("find") }

func (c *byCommands) stopScript(playbook.StepView) {
	c.sync("stop", "--yes", "--type", operation.WordsTo(operation.SyncStop).Words)
}

func (c *byCommands) verifyStop(playbook.StepView) {
	c.sync("verify")
	c.hourLater()
	c.sync("verify")
}

func (c *byCommands) resumeScript(reason string) {
	c.sync("verify")
	args := []string{"resume", "--yes"}
	if reason != "" {
		args = append(args, "--force", reason)
	}
	c.sync(args...)
}

func (c *byCommands) check(v playbook.StepView) { c.run("steps", "check", string(v.Step.ID)) }

func (c *byCommands) confirm(v playbook.StepView) {
	c.run(append([]string{"steps", "done", string(v.Step.ID), "--saw", v.Step.Attest}, typed(v)...)...)
}

func (c *byCommands) skip(v playbook.StepView) {
	c.run("steps", "skip", string(v.Step.ID), "--saw", v.Step.Skip)
}

func (c *byCommands) reopen(v playbook.StepView) { c.run("steps", "reopen", string(v.Step.ID)) }

func (c *byCommands) override(v playbook.StepView, reason string) {
	c.run(append([]string{"steps", "done", string(v.Step.ID), "--force", reason}, typed(v)...)...)
}

// typed returns the flag with the words to type for a step.
func typed(v playbook.StepView) []string {
	if !v.NeedsTyping() {
		return nil
	}
	return []string{"--type", v.Step.Confirm.Type}
}
