package fix

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// adModule stands in for the module ActiveDirectory with three groups: one as planned,
// one that has the new name already, one that has another.
const adModule = `
$global:groups = @{ 'a' = 'Old'; 'b' = "New$([char]0x200b)"; 'c' = 'Other' }
function Get-Module { [CmdletBinding()] param([switch]$ListAvailable, [string]$Name) if (-not $env:NO_MODULE) { 'ActiveDirectory' } }
function Import-Module { param($Name) }
function Get-ADGroup { [CmdletBinding()] param($Identity, $Properties, $Server) if (-not $global:groups.ContainsKey($Identity)) { throw 'gone' }; [pscustomobject]@{ Name = $global:groups[$Identity]; DisplayName = $global:groups[$Identity]; SamAccountName = $global:groups[$Identity] } }
function Rename-ADObject { [CmdletBinding(SupportsShouldProcess)] param($Identity, $NewName, $Server) if (-not $WhatIfPreference) { $global:groups[$Identity] = $NewName } }
function Set-ADGroup { [CmdletBinding(SupportsShouldProcess)] param($Identity, $SamAccountName, $DisplayName, $Clear, $Server) }
`

// The script names each group with both names, counts what it would do, and says how to
// get a missing module.
func TestRenameScriptInPowerShell(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("not under -short: runs in a PowerShell")
	}
	if _, err := exec.LookPath("pwsh"); err != nil {
		t.Skip("no pwsh on the PATH: the script is parsed and not executed: ", err)
	}
	p := newPlan()
	for _, id := range []string{"a", "b", "c", "d"} {
		p.add(Fix{
			Side: migrate.AD, Target: "ldaps://dc", ID: id, DN: "CN=Old,DC=corp", Attribute: migrate.CommonName,
			Before: "Old", After: "New\u200b",
		})
	}
	var script bytes.Buffer
	if err := p.WritePowerShell(&script); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "rename.ps1")
	if err := os.WriteFile(file, script.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(flag string, env ...string) (string, int) {
		cmd := exec.CommandContext(t.Context(), "pwsh", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command",
			adModule+"& ([ScriptBlock]::Create([IO.File]::ReadAllText('"+file+"'))) "+flag)
		cmd.Env = append(os.Environ(), env...)
		out, err := cmd.CombinedOutput()
		if err != nil && cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	for _, c := range []struct {
		flag, env string
		status    int
		want      []string
	}{
		{"", "", 4, []string{
			`of "Old" (a) to "New<U+200B>": would be renamed`, "(b) to \"New<U+200B>\": already so",
			`left alone, because it is "Other" now`, "1 would be renamed, 1 already so, 2 not possible", "Nothing was changed",
		}},
		{"-Apply", "", 4, []string{"(a) to \"New<U+200B>\": renamed", "1 renamed, 1 already so, 2 not done"}},
		{"-Apply", "NO_MODULE=1", 3, []string{"RSAT"}},
	} {
		out, status := run(c.flag, c.env)
		for _, w := range c.want {
			if !strings.Contains(strings.ReplaceAll(out, "\n", ""), w) {
				t.Errorf("%q %s: %q is not said: %s", c.flag, c.env, w, out)
			}
		}
		if status != c.status {
			t.Errorf("%q %s: exit status %d: %s", c.flag, c.env, status, out)
		}
	}
}
