//go:build unix

package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/scim/scimmytest"
)

// fixing is a migration whose names are made exact: AD groups in a file or in Samba, a SCIMMY
// server, and a workspace.
type fixing struct {
	lab
	folder string
}

// inFile returns a lab whose AD side is a file, so that only the provider is real.
func inFile(t *testing.T, o scimmytest.Options, pairs map[string]string) fixing {
	t.Helper()
	var groups []scimmytest.Group
	f := fixing{folder: t.TempDir()}
	ad := "objectGUID,name\n"
	for i, name := range sortedKeys(pairs) {
		groups = append(groups, scimmytest.Group{ID: fmt.Sprintf("g%d", i), Name: pairs[name]})
		ad += fmt.Sprintf("00000000-0000-4000-8000-%012d,\"%s\"\n", i, name)
	}
	file := filepath.Join(f.folder, "ad.csv")
	if err := os.WriteFile(file, []byte(ad), 0o600); err != nil {
		t.Fatal(err)
	}
	f.samba = &sambatest.Server{AdminPassword: "no-password-is-used-here"}
	f.scim = scimmytest.StartWith(t, o, groups...)
	f.flags = []string{"--ad", file, "--scim", f.scim.URL, "--workspace", filepath.Join(f.folder, "ws")}
	f.env = []string{"AD2SCIM_SCIM_TOKEN=" + f.scim.Token}
	return f
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (f fixing) plan() string { return filepath.Join(f.folder, "plan.json") }

// fix runs a fix command, checks its exit status, and returns its output.
func (f fixing) fix(t *testing.T, want int, args ...string) (out, errOut string) {
	t.Helper()
	out, errOut, got := f.run(t, append(append([]string{"fix"}, args...), f.flags...)...)
	if got != want {
		t.Fatalf("fix %q: exit status %d, want %d\n%s%s", args, got, want, out, errOut)
	}
	noTerminalSequences(t, out+errOut)
	return out, errOut
}

// runs returns the list of the runs in the journal.
func (f fixing) runs(t *testing.T, args ...string) string {
	t.Helper()
	f.flags = f.flags[len(f.flags)-2:] // the workspace
	out, _ := f.fix(t, 0, append([]string{"undo", "--list"}, args...)...)
	return out
}

// fixResult is the JSON of fix apply and fix undo.
type fixResult struct {
	Schema  string
	Summary struct {
		Done, Skipped, Failed int
		InDoubt               int `json:"in_doubt"`
		NotStarted            int `json:"not_started"`
	}
	Outcomes  []struct{ State, Why, Before, After string }
	Remaining *result
}

func (f fixing) result(t *testing.T, want int, args ...string) fixResult {
	t.Helper()
	out, _ := f.fix(t, want, append(args, "--format", "json", "--yes")...)
	var r fixResult
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.Schema != "ad2scim.fixresult/v1" {
		t.Fatalf("%v: %s", err, out)
	}
	return r
}

func (f fixing) names() []string {
	var list []string
	for _, g := range f.scim.Groups() {
		list = append(list, g.Name)
	}
	slices.Sort(list)
	return list
}

// secretsOnDisk checks that no written file has a secret.
func (f fixing) secretsOnDisk(t *testing.T) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(f.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, secret := range []string{f.scim.Token, f.samba.AdminPassword} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("a secret is in %s", path)
			}
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may read %s: %v", path, info.Mode())
		}
		return err
	})
	if err != nil || files < 3 {
		t.Fatal(files, err)
	}
}

var variants = map[string]string{
	"Sales EMEA": "Sales EMEA ", "Finance Admins": "finance admins", "Ops–Oslo": "Ops-Oslo", "Payroll": "Рayroll",
	"Straße": "STRASSE", "Board": "Bo\u200bard", "Marketing Communication": "Marketing Comunication", "Exact": "Exact",
}

// The names at the provider become exact, and undo restores them.
func TestFixAtTheProvider(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{ETag: true}, variants)
	before := f.names()
	f.fix(t, 1, "plan", "--out", f.plan())
	if !slices.Equal(f.names(), before) {
		t.Fatal("the plan changed something")
	}
	if _, errOut := f.fix(t, 2, "plan", "--out", f.plan()); !strings.Contains(errOut, "the file already exists") {
		t.Error(errOut)
	}
	if _, errOut := f.fix(t, 2, "apply", f.plan()); !strings.Contains(errOut, "--yes") ||
		!slices.Equal(f.names(), before) {
		t.Errorf("without consent: %s", errOut)
	}
	if dry := f.result(t, 0, "apply", f.plan(), "--dry-run"); dry.Summary.Done != 6 || dry.Remaining.Summary.Exact != 7 ||
		!slices.Equal(f.names(), before) {
		t.Errorf("dry run: %+v", dry)
	}
	done := f.result(t, 0, "apply", f.plan(), "--concurrency", "3")
	if done.Summary.Done != 6 || done.Remaining.Summary.Exact != 7 || done.Remaining.Summary.Differs != 1 {
		t.Errorf("%+v", done)
	}
	// A merely similar name is renamed only if it is given.
	second := filepath.Join(f.folder, "second.json")
	f.fix(t, 1, "plan", "--only", "Marketing Communication", "--out", second)
	if r := f.result(t, 0, "apply", second); r.Summary.Done != 1 || r.Remaining.Summary.Exact != 8 {
		t.Errorf("%+v", r)
	}
	f.fix(t, 0, "plan")
	if again := f.result(t, 0, "apply", f.plan()); again.Summary.Done != 0 || again.Summary.Skipped != 6 {
		t.Errorf("the same plan again: %+v", again)
	}
	if r := f.result(t, 0, "undo", "--group", "Payroll"); r.Summary.Done != 1 || f.scim.Name("g5") == "Payroll" {
		t.Errorf("undo of one group: %+v, %q", r, f.names())
	}
	f.result(t, 0, "undo")
	if got := f.names(); !slices.Equal(got, before) {
		t.Errorf("after the undo %q, before %q", got, before)
	}
	if out := f.runs(t); strings.Count(out, "\n") != 6 {
		t.Error(out)
	}
	f.secretsOnDisk(t)
}

func TestFixChoosesByKindAndName(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	for args, want := range map[string][]string{
		"--kind case,spacing": {"Finance Admins", "Sales EMEA", "Straße"},
		"--kind lookalike":    {"Payroll"},
		"--only Board":        {"Board"},
		"--only g4":           {"Ops–Oslo"},
		"--set g1=Exactly":    {"Board", "Exactly", "Finance Admins", "Ops–Oslo", "Payroll", "Sales EMEA", "Straße"},
	} {
		out, _ := f.fix(t, 1, append([]string{"plan", "--format", "json"}, strings.Fields(args)...)...)
		var plan struct{ Fixes []struct{ After string } }
		if err := json.Unmarshal([]byte(out), &plan); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, fix := range plan.Fixes {
			got = append(got, fix.After)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
	if _, errOut := f.fix(t, 2, "plan", "--only", "Nobody"); !strings.Contains(errOut, `there is no group "Nobody"`) {
		t.Error(errOut)
	}
}

// Many 429 answers delay the run, but nothing is lost or done twice.
func TestFixInAStormOf429(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	f.fix(t, 1, "plan", "--out", f.plan())
	hits := f.scim.Fault(scimmytest.Fault{Method: "PATCH", Times: 7, Status: 429, Header: map[string]string{
		"Retry-After": "0",
	}})
	if r := f.result(t, 0, "apply", f.plan(), "--concurrency", "4"); r.Summary.Done != 6 || hits() != 7 {
		t.Errorf("%+v after %d refusals", r.Summary, hits())
	}
}

func TestFixSkipsChangedGroups(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	f.fix(t, 1, "plan", "--out", f.plan())
	f.scim.Rename("g5", "Payroll (old)")
	f.scim.Remove("g4")
	r := f.result(t, 4, "apply", f.plan(), "--stop-after", "0")
	if f.scim.Name("g5") != "Payroll (old)" || r.Summary.Done != 4 || r.Summary.Skipped != 1 || len(r.Outcomes) != 5 {
		t.Errorf("%+v, g5 is %q", r, f.scim.Name("g5"))
	}
}

// The answer to a change is lost, and the run finds out that it was made.
func TestFixWhenTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for _, when := range []scimmytest.Drop{scimmytest.DropBefore, scimmytest.DropAfter} {
		t.Run(string(when), func(t *testing.T) {
			t.Parallel()
			f := inFile(t, scimmytest.Options{}, variants)
			f.fix(t, 1, "plan", "--out", f.plan())
			f.scim.Fault(scimmytest.Fault{Method: "PATCH", Times: 1, Skip: 1, Drop: when})
			out, errOut, _ := f.run(t, append([]string{"fix", "apply", f.plan(), "--yes", "--stop-after", "0"}, f.flags...)...)
			// Running it again completes it, whatever was known about the first change.
			f.result(t, 0, "apply", f.plan())
			if got := f.names(); slices.Contains(got, "Рayroll") || !slices.Contains(got, "Payroll") {
				t.Errorf("%s: %q after\n%s%s", when, got, out, errOut)
			}
			f.result(t, 0, "undo")
		})
	}
}

// After a kill in the middle, the next run completes the work. The journal has each change
// once, and all of them can be undone.
func TestFixKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	before := f.names()
	f.fix(t, 1, "plan", "--out", f.plan())
	for changes := range 6 {
		slow := f.scim.Fault(scimmytest.Fault{Method: "PATCH", Times: -1, Skip: changes, DelayMilli: 60_000})
		cmd := exec.Command(program, append([]string{"fix", "apply", f.plan(), "--yes"}, f.flags...)...)
		cmd.Env = append(os.Environ(), f.env...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(patience); slow() == 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the run never reached its change ", changes)
			}
		}
		cmd.Process.Kill()
		cmd.Wait()
		f.scim.Heal()
		if r := f.result(t, 0, "apply", f.plan()); r.Remaining.Summary.Exact != 7 || r.Summary.Done+r.Summary.Skipped != 6 ||
			r.Summary.Skipped < changes {
			t.Errorf("killed at change %d: %+v", changes, r.Summary)
		}
		f.result(t, 0, "undo")
		if got := f.names(); !slices.Equal(got, before) {
			t.Fatalf("killed at change %d, after the undo %q, before %q", changes, got, before)
		}
	}
	f.secretsOnDisk(t)
}

func TestFixTwiceAtOnce(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	f.fix(t, 1, "plan", "--out", f.plan())
	slow := f.scim.Fault(scimmytest.Fault{Method: "PATCH", Times: 1, DelayMilli: 60_000})
	cmd := exec.Command(program, append([]string{"fix", "apply", f.plan(), "--yes"}, f.flags...)...)
	cmd.Env = append(os.Environ(), f.env...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	for deadline := time.Now().Add(patience); slow() == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the first run never reached a change")
		}
	}
	if _, errOut := f.fix(t, 2, "apply", f.plan(), "--yes"); !strings.Contains(errOut, "workspace") {
		t.Error(errOut)
	}
}

// In Active Directory, every hostile name is changed and restored.
func TestFixInActiveDirectory(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	l := startLab(t, sambatest.Start(t), strings.ToUpper)
	f := fixing{lab: l, folder: t.TempDir()}
	f.flags = append(slices.Clone(l.flags), "--workspace", filepath.Join(f.folder, "ws"))
	for i, flag := range f.flags {
		if flag == "--ad-user" {
			f.flags[i+1] = f.samba.AdminUser
		}
	}
	before := l.diff(t, 1)
	f.fix(t, 1, "plan", "--side", "ad", "--out", f.plan())
	r := f.result(t, 0, "apply", f.plan(), "--stop-after", "0", "--concurrency", "4")
	if r.Summary.Done < 10 || r.Remaining.Summary.Exact != before.Summary.Exact+r.Summary.Done {
		t.Errorf("%+v, then %+v", r.Summary, r.Remaining.Summary)
	}
	f.result(t, 0, "undo", "--stop-after", "0")
	after := l.diff(t, 1)
	for i, row := range before.Rows {
		if row.AD != nil && (after.Rows[i].AD == nil || after.Rows[i].AD.bytes() != row.AD.bytes() ||
			after.Rows[i].AD.DN != row.AD.DN) {
			t.Errorf("before %+v, after %+v", row.AD, after.Rows[i].AD)
		}
	}
	f.secretsOnDisk(t)
}

// A missing right is reported before the first change, and a script is offered for someone who
// has it.
func TestFixWithoutTheRight(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	l := startLab(t, sambatest.Shared(t), strings.ToUpper)
	f := fixing{lab: l, folder: t.TempDir()}
	f.flags = append(slices.Clone(l.flags), "--workspace", filepath.Join(f.folder, "ws"))
	before := l.diff(t, 1)
	out, _ := f.fix(t, 1, "plan", "--side", "ad", "--out", f.plan())
	if !strings.Contains(out, "this account may not write") || !strings.Contains(out, "nothing to change") {
		t.Error(out)
	}
	for i, flag := range f.flags {
		if flag == "--ad-user" {
			f.flags[i+1] = f.samba.AdminUser
		}
	}
	f.fix(t, 1, "plan", "--side", "ad", "--out", f.plan())
	for i, flag := range f.flags {
		if flag == "--ad-user" {
			f.flags[i+1] = sambatest.Reader + "@" + f.samba.Domain
		}
	}
	if out, _ := f.fix(t, 4, "apply", f.plan(), "--yes"); !strings.Contains(out, "this account may not write") {
		t.Error(out)
	}
	after := l.diff(t, 1)
	for i, row := range before.Rows {
		if row.AD != nil && (after.Rows[i].AD == nil || after.Rows[i].AD.bytes() != row.AD.bytes()) {
			t.Errorf("before %+v, after %+v", row.AD, after.Rows[i].AD)
		}
	}
}
