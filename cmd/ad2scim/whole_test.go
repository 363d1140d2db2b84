//go:build unix

package main_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/scim/scimmytest"
)

// tenant is a stand-in for an identity provider, as a whole migration needs it:
// no live tenant can be had here.
type tenant struct {
	idp, source string   // such as okta and okta:Dashlane
	signIn      []string // variables
	// add makes a group and returns its id; assign assigns it to the app.
	add    func(name string) string
	assign func(id string)
	// console is what the admin does in the provider's console for enable: give
	// it endpoint and token, and let it send on this path.
	console func(path, endpoint, token string)
	// name is a group's name as it is there now.
	name func(id string) string
	// sending says what still sends groups; nothing after the way back.
	sending func() []string
	// attest are the steps that are the admin's.
	attest string
	// assigned says whether a group is assigned to the app.
	assigned func(id string) bool
	// sends is the step of enable that makes the tenant send groups; empty where
	// the admin does.
	sends string
}

// migration is a whole one: Samba, a tenant, and SCIMMY where Dashlane is.
type migration struct {
	fixing
	tenant
	proxy *faulty
	ids   map[string]string // of the tenant's groups, by the name in AD
}

var hostile = sambatest.HostileNames()

// wrong is how a name came out at the identity provider.
func wrong(i int, name string) string {
	switch upper := strings.ToUpper(name); {
	case i%4 == 0 && upper != name:
		return upper
	case i%4 == 1 && strings.Contains(name, " "):
		return strings.Replace(name, " ", "\u00a0", 1)
	case i%4 == 2:
		return name + "\u200b"
	}
	return name + " "
}

// late are groups that AD sync had and nobody assigned to the app yet.
const late = 3

func startMigration(t *testing.T, tn tenant, p *faulty) *migration {
	t.Helper()
	m := &migration{tenant: tn, proxy: p, ids: map[string]string{}, fixing: fixing{folder: t.TempDir()}}
	m.samba, m.scim = sambatest.Start(t), scimmytest.Start(t)
	for i, name := range hostile {
		if i < late {
			m.ids[name] = tn.add(name)
			continue
		}
		m.ids[name] = tn.add(wrong(i, name))
		tn.assign(m.ids[name])
	}
	m.flags = []string{"--ad", m.samba.URL, "--ad-user", sambatest.Reader + "@" + m.samba.Domain, "--ad-ca", m.samba.CAFile, "--ad-base", hostileBase,
		"--scim", tn.source, "--workspace", filepath.Join(m.folder, "ws")}
	m.env = append(slices.Clone(tn.signIn), "AD2SCIM_AD_PASSWORD="+m.samba.AdminPassword, "AD2SCIM_SCIM_TOKEN="+m.scim.Token, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	return m
}

// do runs a command of the program in the migration's workspace.
func (m *migration) do(t *testing.T, want int, args ...string) string {
	t.Helper()
	out, errOut, status := m.run(t, append(args, "--workspace", filepath.Join(m.folder, "ws"))...)
	if status != want {
		t.Fatalf("%q: exit status %d, want %d\n%s%s", args, status, want, out, errOut)
	}
	return out + errOut
}

// exactNames makes the names at the provider exact.
func (m *migration) exactNames(t *testing.T) {
	t.Helper()
	m.fix(t, 1, "plan", "--out", m.plan())
	m.strike(t, append([]string{"fix", "apply", m.plan(), "--yes"}, m.flags...), m.namesAreTold)
	r := m.result(t, 0, "apply", m.plan())
	if n := len(m.ids) - late; r.Remaining.Summary.Exact != n || r.Remaining.Summary.Differs+r.Remaining.Summary.Conflict > 0 {
		t.Errorf("%+v, then %+v", r.Summary, r.Remaining.Summary)
	}
	for name, id := range m.ids {
		if got := m.name(id); got != name {
			t.Errorf("%q is %q at the provider", name, got)
		}
	}
}

// reason is why the interlocks are opened: the script ran on no machine here.
const reason = "there is no Windows machine here"

func (m *migration) enable(t *testing.T, path string) {
	t.Helper()
	app := []string{"enable", "--idp", m.idp, "--app", "Dashlane", "--path", path}
	if out := m.do(t, 2, append(app, "--assign", "--yes", "--ad", m.flags[1], "--ad-user", m.flags[3], "--ad-ca", m.flags[5], "--ad-base", m.flags[7])...); !strings.Contains(out, "not verified stopped") {
		t.Error("the interlocks are open:", out)
	}
	assign := append(slices.Clone(app), "--assign", "--yes", "--force", reason, "--ad", m.flags[1], "--ad-user", m.flags[3], "--ad-ca", m.flags[5], "--ad-base", m.flags[7])
	m.strike(t, append(slices.Clone(assign), "--workspace", filepath.Join(m.folder, "ws")), m.assignmentsAreTold)
	m.do(t, 0, assign...)
	m.console(path, m.scim.URL, m.scim.Token)
	apply := append(slices.Clone(app), "--endpoint", m.scim.URL, "--apply", "--yes", "--force", reason, "--attest", m.attest)
	if m.sends != "" && path == "self-hosted" {
		m.strike(t, append(slices.Clone(apply), "--workspace", filepath.Join(m.folder, "ws")), m.stepsAreTold)
	}
	m.do(t, 0, apply...)
}

// end compares what has come with AD, and looks for secrets.
func (m *migration) end(t *testing.T, path string) {
	t.Helper()
	got := m.names()
	want := slices.Sorted(slices.Values(hostile))
	if path == "confidential" {
		want = nil // groups do not come by SCIM
	}
	if !slices.Equal(got, want) {
		t.Errorf("at the SCIM provider\n%q\nwant\n%q", got, want)
	}
	for name, id := range m.ids {
		if is := m.name(id); is != name {
			t.Errorf("%q is %q at the provider", name, is)
		}
	}
	switch {
	case path == "self-hosted":
		flags := slices.Clone(m.flags[:len(m.flags)-2])
		flags[slices.Index(flags, "--scim")+1] = m.scim.URL
		m.do(t, 0, append([]string{"diff", "--quiet"}, flags...)...)
	case m.assigned(m.ids[hostile[0]]): // PingOne has no groups at the app without sending them
		m.do(t, 0, append([]string{"diff", "--quiet"}, m.flags[:len(m.flags)-2]...)...)
	}
	if page := m.do(t, 0, "report", "--format", "markdown"); !strings.Contains(page, reason) {
		t.Error("the report does not say what was forced")
	}
	m.secretsOnDisk(t)
}

// wayBack takes the steps back: nothing is sent any more, and no group is lost.
func (m *migration) wayBack(t *testing.T) {
	t.Helper()
	before := m.names()
	if out := m.do(t, 0, "enable", "--idp", m.idp, "--app", "Dashlane", "--disable", "--yes"); m.sends == "" && !strings.Contains(out, "by-hand") {
		t.Error("the admin's steps are not left to the admin:", out)
	}
	if on := m.sending(); len(on) > 0 {
		t.Errorf("still sent: %q", on)
	}
	if got := m.names(); !slices.Equal(got, before) {
		t.Errorf("the way back made %q of %q", got, before)
	}
}

// The whole migration, both paths, from Samba through a tenant to SCIMMY, ends
// with every group exact, whatever happens on the way.
func TestWholeMigration(t *testing.T) {
	for idp, start := range map[string]func(*testing.T, string, int) (tenant, *faulty){"okta": oktaTenant, "jumpcloud": jumpCloudTenant, "pingone": pingOneTenant} {
		for _, path := range []string{"self-hosted", "confidential"} {
			kinds := []string{""}
			if path == "self-hosted" {
				kinds = append(kinds, faults...)
			}
			for i, kind := range kinds {
				t.Run(strings.TrimSpace(idp+" "+path+" "+kind), func(t *testing.T) {
					t.Parallel()
					tn, proxy := start(t, kind, 1+i%late)
					m := startMigration(t, tn, proxy)
					m.do(t, 0, "steps", "choose", "--path", path, "--idp", idp)
					m.exactNames(t)
					m.enable(t, path)
					m.end(t, path)
					m.wayBack(t)
				})
			}
		}
	}
}
