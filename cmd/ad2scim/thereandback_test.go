//go:build unix

package main_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// confirm confirms steps of the runbook, as an admin who did them.
func (m *wholeMigration) confirm(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		m.do(t, 0, "steps", "done", id)
	}
}

// confirmUpTo confirms the open steps before this one.
func (m *wholeMigration) confirmUpTo(t *testing.T, id string) {
	t.Helper()
	var now statusJSON
	m.reads(t, 1, &now, "status")
	for _, step := range now.Steps {
		if step.ID == id {
			return
		}
		if !strings.HasPrefix(step.Status, "done") {
			m.confirm(t, step.ID)
		}
	}
	t.Fatalf("there is no step %s", id)
}

// stopSync finds the script, disables its task and verifies the stop, two days ago by the clock
// of the host, where it ran every hour.
func (m *wholeMigration) stopSync(t *testing.T, w windows) {
	t.Helper()
	at := time.Now().UTC().Truncate(time.Second).Add(-48 * time.Hour)
	w.SetClock(at)
	w.sync(t, 1, "find")
	m.confirmUpTo(t, "script-disabled")
	w.sync(t, 0, "stop", "--yes")
	w.SetClock(at.Add(time.Hour + time.Second))
	w.sync(t, 0, "verify")
}

// moveToSCIM moves to SCIM as far as the requirements allow, without overrides.
func (m *wholeMigration) moveToSCIM(t *testing.T, w windows) {
	t.Helper()
	m.confirmUpTo(t, "choose-path")
	choose := []string{"steps", "done", "choose-path"}
	if m.path == "confidential" {
		choose = append(choose, "--type", "no way back")
	}
	m.do(t, 0, choose...)
	m.confirmUpTo(t, "names-exact")
	m.diff(t, 1) // the late groups are not assigned yet
	m.do(t, 0, "steps", "check", "names-exact")
	m.stopSync(t, w)
	m.confirmUpTo(t, "idp-connection")

	app := []string{"enable", "--idp", m.idp, "--app", "Dashlane", "--path", m.path}
	apply := append(slices.Clone(app), "--endpoint", m.scim.URL, "--apply", "--yes", "--attest", m.attest)
	assign := append(slices.Clone(app), "--assign", "--yes", "--ad", m.flags[1], "--ad-user", m.flags[3], "--ad-ca",
		m.flags[5], "--ad-base", m.flags[7])
	if m.access != nil && m.path == "self-hosted" {
		assign = append(assign, "--group", m.access("Dashlane access"))
	}
	m.console(m.path, m.scim.URL, m.scim.Token)
	if out := m.do(t, 4, apply...); !strings.Contains(out, "idp-started can't be made yet") {
		t.Errorf("the run ended elsewhere than before the start: %s", out)
	}
	if m.sendsAtOnce {
		if out := m.do(t, 2, assign...); !strings.Contains(out, "comes first") {
			t.Errorf("everyone is assigned before the trial: %s", out)
		}
	}
	m.confirm(t, "idp-limits", "idp-tested")
	if m.byFilter && m.path == "confidential" {
		m.do(t, 2, assign...)
		m.confirm(t, "idp-assigned")
		bySAML := append(slices.Clone(m.flags[:len(m.flags)-2]), "--as", "saml") // the rule has no groups now
		m.do(t, 0, append([]string{"connect"}, bySAML...)...)
		m.do(t, 0, append([]string{"diff", "--quiet"}, bySAML...)...)
	} else {
		m.do(t, 0, assign...)
		m.do(t, 0, append([]string{"diff", "--quiet"}, m.flags[:len(m.flags)-2]...)...)
	}
	m.do(t, 0, apply...)
}

// checkArrived checks what has arrived, and that every step up to the start is done.
func (m *wholeMigration) checkArrived(t *testing.T) {
	t.Helper()
	want := slices.Sorted(slices.Values(hostile))
	if m.path == "confidential" {
		want = nil // groups aren't sent by SCIM
	}
	if got := m.names(); !slices.Equal(got, want) {
		t.Errorf("at the SCIM provider\n%q\nwant\n%q", got, want)
	}
	m.areExact(t)
	var now statusJSON
	m.reads(t, 1, &now, "status")
	if len(now.Forced) > 0 {
		t.Errorf("overridden: %+v", now.Forced)
	}
	for _, step := range now.Steps {
		if step.ID == "result-compared" {
			return
		}
		if !strings.HasPrefix(step.Status, "done") && step.ID != "saml-groups" { // groups aren't sent by SAML here
			t.Errorf("%s is %s", step.ID, step.Status)
		}
	}
}

// moveBack returns to AD sync: provisioning paused, SCIM off, both toggles on, and the task enabled
// last.
func (m *wholeMigration) moveBack(t *testing.T, w windows) {
	t.Helper()
	came := m.names()
	out, errOut, status := m.run(t, "enable", "--idp", m.idp, "--app", "Dashlane", "--disable", "--yes", "--workspace",
		m.workspace())
	if byHand := strings.Contains(out, "by hand"); status != map[bool]int{true: 4}[byHand] {
		t.Errorf("exit status %d: %s%s", status, out, errOut)
	}
	if on := m.sending(); len(on) > 0 {
		t.Errorf("still sent: %q", on)
	}
	if _, refused := w.sync(t, 2, "resume", "--yes"); !strings.Contains(refused, "SCIM") || w.Enabled(syncTask) {
		t.Errorf("AD sync comes back while SCIM is on: %s", refused)
	}
	scim := map[string]string{"self-hosted": "scim_self_hosted", "confidential": "scim_confidential"}[m.path]
	m.do(t, 1, "doctor", "--save", "--fact", scim+"=off", "--fact", "ad_sync=full")
	w.sync(t, 0, "resume", "--yes")
	if !w.Enabled(syncTask) {
		t.Error("the task is not enabled")
	}
	var d doctorJSON
	m.reads(t, 1, &d, "doctor")
	if d.Facts["ad_sync_script"] != "scheduled" || d.Facts["ad_sync"] != "full" || d.Facts[scim] != "off" {
		t.Errorf("%v", d.Facts)
	}
	if out := m.do(t, 1, "status"); strings.Contains(out, "Both syncs are live") {
		t.Error(out)
	}
	refused := m.do(t, 2, "enable", "--idp", m.idp, "--app", "Dashlane", "--path", m.path, "--endpoint", m.scim.URL,
		"--apply", "--yes")
	if !strings.Contains(refused, "can't be enabled yet") {
		t.Error(refused)
	}
	if got := m.names(); !slices.Equal(got, came) {
		t.Errorf("the way back made %q of %q", got, came)
	}
	m.secretsOnDisk(t)
}

const syncTask = `\Dashlane\Sync`

// To SCIM and back on both paths, with commands only: names made exact, the script found,
// stopped and verified, SCIM enabled step by step; then provisioning paused, SCIM off, both
// toggles on, and the task resumed. Nothing is overridden.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for idp, start := range map[string]func(*testing.T, fault) (tenant, *faulty){
		"entra": entraTenant, "okta": oktaTenant, "jumpcloud": jumpCloudTenant, "pingone": pingOneTenant,
	} {
		for _, path := range []string{"self-hosted", "confidential"} {
			t.Run(idp+" "+path, func(t *testing.T) {
				t.Parallel()
				tn, proxy := start(t, fault{})
				m := startMigration(t, tn, proxy, path)
				w := startWindows(t, "SRV1", syncTask)
				w.dir = m.workspace()
				m.do(t, 0, "steps", "choose", "--path", path, "--idp", idp)
				m.do(t, 0, append([]string{"connect"}, m.flags[:len(m.flags)-2]...)...)
				m.exactNames(t)
				m.moveToSCIM(t, w)
				m.checkArrived(t)
				m.moveBack(t, w)
			})
		}
	}
}
