//go:build unix

package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/scim/scimmytest"
)

// lab is a Samba domain controller and a SCIMMY server, with the flags to reach them.
type lab struct {
	samba *sambatest.Server
	scim  *scimmytest.Server
	flags []string
	env   []string
}

// hostileBase is the DN of the groups with hostile names.
const hostileBase = "OU=Hostile," + sambatest.BaseDN

// startLab starts a SCIMMY server for the domain. provisioned turns the name of an AD group
// into the name at the provider.
func startLab(t *testing.T, samba *sambatest.Server, provisioned func(name string) string) lab {
	t.Helper()
	var groups []scimmytest.Group
	for _, name := range sambatest.HostileNames() {
		groups = append(groups, scimmytest.Group{Name: provisioned(name)})
	}
	l := lab{samba: samba, scim: scimmytest.Start(t, groups...)}
	l.flags = []string{
		"--ad", l.samba.URL, "--ad-user", sambatest.Reader + "@" + l.samba.Domain, "--ad-ca", l.samba.CAFile, "--ad-base",
		hostileBase,
		"--scim", l.scim.URL,
	}
	l.env = []string{"AD2SCIM_AD_PASSWORD=" + l.samba.AdminPassword, "AD2SCIM_SCIM_TOKEN=" + l.scim.Token}
	return l
}

// run runs the program and checks that its output has no secret.
func (l lab) run(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(append(os.Environ(), "XDG_STATE_HOME="+t.TempDir()), l.env...)
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Fatal(err)
	}
	noSecret(t, []string{l.samba.AdminPassword, l.scim.Token}, out.String(), errOut.String())
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

func (l lab) diff(t *testing.T, wantStatus int) result {
	t.Helper()
	out, errOut, status := l.run(t, append([]string{"diff", "--format", "json"}, l.flags...)...)
	if status != wantStatus || errOut != "" {
		t.Fatalf("exit status %d, want %d: %s", status, wantStatus, errOut)
	}
	var r result
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// From a real directory and a real provider to the JSON, byte for byte: identical names are
// exact, whatever they contain.
func TestHostileNamesFromSambaAndSCIMMY(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	l := startLab(t, sambatest.Shared(t), func(name string) string { return name })
	r := l.diff(t, 0)
	var got []string
	for _, row := range r.Rows {
		if row.Status != "exact" || row.AD.bytes() != row.SCIM.bytes() || row.SCIM.ID == "" || !strings.HasSuffix(row.AD.DN,
			","+hostileBase) || len(row.AD.ID) != 36 {
			t.Errorf("%+v: AD %+v, provisioned %+v", row, row.AD, row.SCIM)
		}
		got = append(got, row.AD.bytes())
	}
	want := sambatest.HostileNames()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	out, errOut, status := l.run(t, append([]string{"diff", "--all"}, l.flags...)...)
	if status != 0 || strings.Count(out, "\nexact ") != len(want) {
		t.Errorf("exit status %d: %s%s", status, out, errOut)
	}
	noTerminalSequences(t, out+errOut)
}

// Every name has an invisible character before its last one, and each pair and its kind is
// found.
func TestDifferencesOfSambaAndSCIMMY(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	l := startLab(t, sambatest.Shared(t), withZeroWidthSpace)
	r := l.diff(t, 1)
	for _, row := range r.Rows {
		if row.Status != "differs" || row.SCIM.bytes() != withZeroWidthSpace(row.AD.bytes()) ||
			!slices.Equal(row.Kinds, []string{"invisible"}) {
			t.Errorf("%s %q: AD %+v, provisioned %+v", row.Status, row.Kinds, row.AD, row.SCIM)
		}
	}
	if n := len(sambatest.HostileNames()); len(r.Rows) != n || r.Summary.ByKind["invisible"] != n {
		t.Errorf("%d rows, %d invisible, want %d", len(r.Rows), r.Summary.ByKind["invisible"], n)
	}
	for _, format := range []string{"table", "markdown"} {
		out, errOut, _ := l.run(t, append([]string{"diff", "--format", format}, l.flags...)...)
		noTerminalSequences(t, out+errOut)
	}
	l.probe(t)
	l.showApp(t)
}

func withZeroWidthSpace(name string) string {
	_, size := utf8.DecodeLastRuneInString(name)
	return name[:len(name)-size] + "\u200b" + name[len(name)-size:]
}

func (l lab) probe(t *testing.T) {
	t.Helper()
	out, errOut, status := l.run(t, "probe", "--scim", l.scim.URL, "--format", "json")
	var p struct {
		Schema, Path string
		Checks       []struct{ Name, State string }
	}
	if err := json.Unmarshal([]byte(out), &p); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if status > 1 || p.Schema != "ad2scim.probe/v1" || p.Path != "self-hosted" || len(p.Checks) < 5 {
		t.Errorf("probe: exit status %d: %s%s", status, out, errOut)
	}
	for _, c := range p.Checks {
		if c.State == "fail" {
			t.Errorf("probe: %+v", c)
		}
	}
}

// showApp opens the app on the two saved servers.
func (l lab) showApp(t *testing.T) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "workspace")
	w, err := migration.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	ad := l.samba.Connection(sambatest.Reader)
	ad.Base = hostileBase
	err = w.Update(func(s *migration.State) error {
		s.Connections = map[migrate.Side]migrate.Connection{migrate.AD: ad, migrate.SCIM: l.scim.Connection()}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	term := openTerminal(t, 120, 45, l.env, "--workspace", dir)
	term.waitFor("names that differ", "invisible")
	term.press("Tab")
	screen := term.waitFor("27 differ", "Sales, EMEA", "Sales, EME‹U+200B›A", "Right‹U+202E›to left",
		"Escape ‹U+001B›[31mred")
	for _, s := range []string{l.samba.AdminPassword, l.scim.Token} {
		if strings.Contains(screen, s) {
			t.Error("a secret shows on the screen")
		}
	}
	noTerminalSequences(t, strings.ReplaceAll(screen, "\x1b[", ""))
	term.press("C-c")
	if status := term.waitExit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %d files in the workspace", err, len(files))
	}
	for _, f := range files {
		if content, err := os.ReadFile(f); err == nil {
			noSecret(t, []string{l.samba.AdminPassword, l.scim.Token}, string(content))
		}
	}
}

// Each reason for a failed connection has its own message and status 3, without the password.
func TestRefusalsOfSambaAndSCIMMY(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	l := startLab(t, sambatest.Shared(t), func(name string) string { return name })
	replace := func(flag, value string) []string {
		flags := slices.Clone(l.flags)
		flags[slices.Index(flags, flag)+1] = value
		return append([]string{"diff"}, flags...)
	}
	ca := slices.Index(l.flags, "--ad-ca")
	for name, c := range map[string]struct {
		args []string
		env  []string
		want string
	}{
		"wrong password":   {append([]string{"diff"}, l.flags...), []string{"AD2SCIM_AD_PASSWORD=wrong"}, "password"},
		"disabled account": {replace("--ad-user", sambatest.Disabled+"@"+l.samba.Domain), nil, "disabled"},
		"no such base":     {replace("--ad-base", "OU=Nowhere,"+sambatest.BaseDN), nil, "Check --ad-base"},
		"unknown CA":       {append([]string{"diff"}, slices.Delete(slices.Clone(l.flags), ca, ca+2)...), nil, "certificate"},
		"wrong token":      {append([]string{"diff"}, l.flags...), []string{"AD2SCIM_SCIM_TOKEN=wrong"}, "token"},
		"wrong endpoint":   {replace("--scim", strings.Replace(l.scim.URL, "/scim/2.0", "/nowhere", 1)), nil, "404"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := l
			l.env = append(slices.Clone(l.env), c.env...)
			out, errOut, status := l.run(t, c.args...)
			if status != 3 || out != "" || strings.Count(errOut, "\n") != 1 || !strings.Contains(errOut, c.want) {
				t.Errorf("exit status %d, %q\nwant 3 and one line with %q", status, out+errOut, c.want)
			}
		})
	}
}
