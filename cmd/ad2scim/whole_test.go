//go:build unix

package main_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/scim/scimmytest"
)

// tenant is a stand-in for an identity provider as a whole migration needs it, because no live
// tenant is available to tests.
type tenant struct {
	idp, source string   // such as okta and okta:Dashlane
	signIn      []string // environment variables
	// add creates a group and returns its id. assign assigns it to the app.
	add    func(name string) string
	assign func(id string)
	// access creates a group that gives access, if the groups that are sent don't on the
	// self-hosted path; nil otherwise.
	access func(name string) string
	// console does what the admin does in the provider's console for enable: it sets the
	// endpoint and the token, and starts sending on this path.
	console func(path, endpoint, token string)
	// name returns the current name of a group.
	name func(id string) string
	// sending lists what still sends groups. It is empty after undo.
	sending func() []string
	// attest lists the steps that the admin does.
	attest string
	// assigned reports whether a group is assigned to the app.
	assigned func(id string) bool
	// sends is the step of enable that makes the tenant send groups, or "" if the admin does.
	// starts recognizes its last request; nil if every request of the step sends.
	sends  string
	starts func(*http.Request) bool
	// stands returns the actual state of the steps that the program does.
	stands func(path, endpoint, token string) map[string]standing
	// sendsAtOnce means that assigning makes the tenant send.
	sendsAtOnce bool
	// byFilter means that a filter chooses who is provisioned on the Confidential path, and no
	// group is assigned.
	byFilter bool
	// renews means that a refused sign-in is repeated once.
	renews bool
}

// wholeMigration is a complete migration: Samba, a tenant, and SCIMMY in place of Dashlane.
type wholeMigration struct {
	fixing
	tenant
	proxy *faulty
	ids   map[string]string // of the tenant's groups, by the name in AD
	gives map[string]string // ids of the groups that --assign assigns, by name
	path  string
}

var hostile = sambatest.HostileNames()

// wrong returns the inexact name of a group at the identity provider: another case, a no-break
// space, an invisible character, a letter of another script, an extra space, or another Unicode
// form.
func wrong(i int, name string) string {
	for _, as := range []string{
		map[bool]string{true: strings.ToUpper(name)}[i%6 == 0],
		map[bool]string{true: strings.Replace(name, " ", "\u00a0", 1)}[i%6 == 1],
		map[bool]string{true: name + "\u200b"}[i%6 == 3],
		map[bool]string{true: strings.NewReplacer("a", "\u0430", "e", "\u0435").Replace(name)}[i%6 == 4],
		map[bool]string{true: norm.NFD.String(name)}[i%6 == 2],
	} {
		if as != "" && as != name {
			return as
		}
	}
	return name + " "
}

// late is the number of groups that AD sync had and that aren't assigned to the app yet.
const late = 3

func startMigration(t *testing.T, tn tenant, p *faulty, path string) *wholeMigration {
	t.Helper()
	m := &wholeMigration{tenant: tn, proxy: p, ids: map[string]string{}, path: path, fixing: fixing{folder: t.TempDir()}}
	m.samba, m.scim = sambatest.Shared(t), scimmytest.Start(t)
	for i, name := range hostile {
		if i < late {
			m.ids[name] = tn.add(name)
			continue
		}
		m.ids[name] = tn.add(wrong(i, name))
		tn.assign(m.ids[name])
	}
	m.flags = []string{
		"--ad", m.samba.URL, "--ad-user", sambatest.Reader + "@" + m.samba.Domain, "--ad-ca",
		m.samba.CAFile, "--ad-base", hostileBase,
		"--scim", tn.source, "--workspace", filepath.Join(m.folder, "ws"),
	}
	m.env = append(slices.Clone(tn.signIn), "AD2SCIM_AD_PASSWORD="+m.samba.AdminPassword,
		"AD2SCIM_SCIM_TOKEN="+m.scim.Token, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	return m
}

func (m *wholeMigration) workspace() string { return filepath.Join(m.folder, "ws") }

// do runs a command in the migration's workspace.
func (m *wholeMigration) do(t *testing.T, want int, args ...string) string {
	t.Helper()
	out, errOut := m.says(t, want, args...)
	return out + errOut
}

// says runs a command, and returns its output and its messages.
func (m *wholeMigration) says(t *testing.T, want int, args ...string) (out, errOut string) {
	t.Helper()
	out, errOut, status := m.run(t, append(args, "--workspace", m.workspace())...)
	if status != want {
		t.Fatalf("%q: exit status %d, want %d\n%s%s", args, status, want, out, errOut)
	}
	noSecret(t, m.secrets(), out, errOut)
	return out, errOut
}

// reads runs a command that writes JSON. Its only message may be that a run was interrupted.
func (m *wholeMigration) reads(t *testing.T, want int, v any, args ...string) {
	t.Helper()
	out, errOut := m.says(t, want, append(args, "--format", "json")...)
	if err := json.Unmarshal([]byte(out), v); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(errOut) {
		if !strings.HasPrefix(line, "note: ") {
			t.Errorf("%q says %s", args, line)
		}
	}
}

// secrets are those of the sign-in at the tenant, besides the lab's.
func (m *wholeMigration) secrets() (list []string) {
	for _, variable := range m.signIn {
		name, value, _ := strings.Cut(variable, "=")
		if strings.HasSuffix(name, "TOKEN") || strings.HasSuffix(name, "SECRET") || strings.HasSuffix(name, "API_KEY") {
			list = append(list, value)
		}
	}
	return list
}

func (m *wholeMigration) standings() map[string]standing {
	return m.stands(m.path, m.scim.URL, m.scim.Token)
}

// asFound runs the commands that only read, and checks that nothing changes.
func (m *wholeMigration) asFound(t *testing.T) {
	t.Helper()
	n := len(m.ids) - late
	if s := m.diff(t, 1).Summary; s.Exact != 0 || s.Differs != n || s.Conflict != 0 || s.ADOnly != late ||
		s.SCIMOnly != 0 {
		t.Errorf("as found: %+v", s)
	}
	before := m.standings()
	m.do(t, 0, "enable", "--idp", m.idp, "--app", "Dashlane", "--path", m.path, "--endpoint", m.scim.URL, "--plan")
	if now := m.standings(); !maps.Equal(now, before) || len(m.names()) > 0 {
		t.Errorf("a plan changed %v to %v, and sent %q", before, now, m.names())
	}
	for i, name := range hostile {
		if got := m.name(m.ids[name]); i >= late && got != wrong(i, name) {
			t.Errorf("before anything is written, %q is %q at the provider", name, got)
		}
	}
}

// exactNames makes the names at the provider exact.
func (m *wholeMigration) exactNames(t *testing.T) {
	t.Helper()
	m.fix(t, 1, "plan", "--out", m.plan())
	m.strike(t, append([]string{"fix", "apply", m.plan(), "--yes"}, m.flags...), m.checkNames)
	r := m.result(t, 0, "apply", m.plan())
	if n := len(m.ids) - late; r.Remaining.Summary.Exact != n ||
		r.Remaining.Summary.Differs+r.Remaining.Summary.Conflict > 0 {
		t.Errorf("%+v, then %+v", r.Summary, r.Remaining.Summary)
	}
	m.areExact(t)
}

func (m *wholeMigration) areExact(t *testing.T) {
	t.Helper()
	for name, id := range m.ids {
		if got := m.name(id); got != name {
			t.Errorf("%q is %q at the provider", name, got)
		}
	}
}

// reason overrides the requirements, because this test is about faults at the provider.
// TestThereAndBack does without.
const reason = "there is no Windows machine here"

func (m *wholeMigration) enable(t *testing.T) {
	t.Helper()
	app := []string{"enable", "--idp", m.idp, "--app", "Dashlane", "--path", m.path}
	assign := append(slices.Clone(app), "--assign", "--yes", "--ad", m.flags[1], "--ad-user", m.flags[3], "--ad-ca",
		m.flags[5], "--ad-base", m.flags[7])
	m.gives = map[string]string{}
	for i, name := range hostile[:late] {
		if m.access == nil || m.path != "self-hosted" {
			m.gives[name] = m.ids[name]
			continue
		}
		name = "Dashlane access " + strconv.Itoa(i)
		m.gives[name] = m.access(name)
		assign = append(assign, "--group", m.gives[name])
	}
	if m.byFilter && m.path == "confidential" {
		m.gives = nil
		m.do(t, 2, assign...)
	} else {
		if out := m.do(t, 2, slices.Clone(assign)...); !strings.Contains(out, "isn't verified as stopped") {
			t.Error("the requirements are met:", out)
		}
		assign = append(assign, "--force", reason)
		m.strike(t, append(slices.Clone(assign), "--workspace", m.workspace()), m.checkAssignments)
		m.do(t, 0, assign...)
	}
	m.console(m.path, m.scim.URL, m.scim.Token)
	apply := append(slices.Clone(app), "--endpoint", m.scim.URL, "--apply", "--yes", "--force", reason, "--attest",
		m.attest)
	if m.starts != nil || m.sends != "" && m.path == "self-hosted" {
		before := m.standings()
		strike := m.strike
		if m.proxy.start {
			strike = m.strikeStart
		}
		strike(t, append(slices.Clone(apply), "--workspace", m.workspace()), func(t *testing.T, journal []entry) {
			m.checkSteps(t, journal, before)
		})
	}
	m.do(t, 0, apply...)
	for step, is := range m.standings() {
		if is != made {
			t.Errorf("%s at the provider is %s", step, is)
		}
	}
}

// end compares what has arrived with AD, and looks for secrets.
func (m *wholeMigration) end(t *testing.T) {
	t.Helper()
	got := m.names()
	want := slices.Sorted(slices.Values(hostile))
	if m.path == "confidential" {
		want = nil // groups aren't sent by SCIM
	}
	if !slices.Equal(got, want) {
		t.Errorf("at the SCIM provider\n%q\nwant\n%q", got, want)
	}
	m.areExact(t)
	switch {
	case m.path == "self-hosted":
		flags := slices.Clone(m.flags[:len(m.flags)-2])
		flags[slices.Index(flags, "--scim")+1] = m.scim.URL
		m.do(t, 0, append([]string{"diff", "--quiet"}, flags...)...)
	case m.assigned(m.ids[hostile[0]]): // PingOne has no groups at the app without sending them
		m.do(t, 0, append([]string{"diff", "--quiet"}, m.flags[:len(m.flags)-2]...)...)
	}
	if page := m.do(t, 0, "report", "--format", "markdown"); !strings.Contains(page, reason) {
		t.Error("the report doesn't list the overrides")
	}
	m.checkReport(t)
	m.secretsOnDisk(t)
	err := filepath.WalkDir(m.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		noSecret(t, m.secrets(), string(text))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// undo undoes the steps: nothing is sent any more, and no group is lost.
func (m *wholeMigration) undo(t *testing.T) {
	t.Helper()
	before := m.names()
	out, errOut, status := m.run(t, "enable", "--idp", m.idp, "--app", "Dashlane", "--disable", "--yes", "--workspace",
		m.workspace())
	byHand := strings.Contains(out, "to do by hand")
	if status != map[bool]int{true: 4}[byHand] || m.sends == "" && !byHand {
		t.Errorf("exit status %d, the admin's steps are reported as the admin's: %v\n%s%s", status, byHand, out, errOut)
	}
	if on := m.sending(); len(on) > 0 {
		t.Errorf("still sent: %q", on)
	}
	if got := m.names(); !slices.Equal(got, before) {
		t.Errorf("the way back made %q of %q", got, before)
	}
	m.areExact(t)
}

// A complete migration on both paths, from Samba through a tenant to SCIMMY, ends with every
// group exact, whatever faults occur.
func TestWholeMigration(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for idp, start := range map[string]func(*testing.T, fault) (tenant, *faulty){
		"entra": entraTenant, "okta": oktaTenant,
		"jumpcloud": jumpCloudTenant, "pingone": pingOneTenant,
	} {
		for _, path := range []string{"self-hosted", "confidential"} {
			for _, f := range faultsFor(idp, path) {
				t.Run(strings.TrimSpace(idp+" "+path+" "+f.String()), func(t *testing.T) {
					t.Parallel()
					tn, proxy := start(t, f)
					m := startMigration(t, tn, proxy, path)
					m.do(t, 0, "steps", "choose", "--path", path, "--idp", idp)
					m.do(t, 0, append([]string{"connect"}, m.flags[:len(m.flags)-2]...)...)
					m.asFound(t)
					m.exactNames(t)
					m.enable(t)
					m.end(t)
					m.undo(t)
				})
			}
		}
	}
}
