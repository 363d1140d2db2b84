//go:build unix

package main_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// result is the output of diff --format json.
type result struct {
	Schema string
	AD     struct {
		Source string
		Groups int
	}
	SCIM struct {
		Source string
		Groups int
	}
	Summary struct {
		Exact, Differs, Conflict int
		ADOnly                   int            `json:"ad_only"`
		SCIMOnly                 int            `json:"scim_only"`
		ByKind                   map[string]int `json:"by_kind"`
	}
	Rows  []row
	Notes []string
}

type row struct {
	Status     string
	Kinds      []string
	Score      float64
	AD, SCIM   *sideGroup
	Candidates []json.RawMessage
	VariantOf  string `json:"variant_of"`
}

type sideGroup struct {
	ID, Name, DN string
	NameBase64   []byte `json:"name_base64"`
}

// bytes returns the name byte for byte.
func (g *sideGroup) bytes() string {
	if g == nil {
		return ""
	}
	if g.NameBase64 != nil {
		return string(g.NameBase64)
	}
	return g.Name
}

// serveDemo starts `ad2scim demo --serve` and returns all lines that it prints.
func serveDemo(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command(program, "demo", "--serve")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGINT)
		if err := cmd.Wait(); err != nil {
			t.Errorf("demo --serve after Ctrl-C: %v, want exit status 0", err)
		}
	})
	var lines []string
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		lines = append(lines, scanner.Text())
		if strings.HasPrefix(scanner.Text(), "unset ") {
			return lines
		}
	}
	t.Fatalf("demo --serve ended after %q", lines)
	return nil
}

// sh runs lines in a shell with the demo's variables.
func sh(t *testing.T, script string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command("sh", "-c", script)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir())
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Fatalf("%v: %s", err, errOut.String())
	}
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

func TestServedDemoCanBeUsedByCopyAndPaste(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	lines := serveDemo(t)
	script := func(command string) string {
		var s []string
		for _, l := range lines {
			if strings.HasPrefix(l, "export ") {
				s = append(s, l)
			}
		}
		for _, l := range lines {
			if strings.Contains(l, " "+command+" ") {
				return strings.Join(append(s, l), "\n")
			}
		}
		t.Fatalf("no line for %s in %q", command, lines)
		return ""
	}
	secrets := secretsIn(lines)

	out, errOut, status := sh(t, script("diff")+" --format json")
	if status != 1 {
		t.Fatalf("diff: exit status %d: %s", status, errOut)
	}
	checkDemoResult(t, out)
	noSecret(t, secrets, out, errOut)

	for _, format := range []string{"table", "csv", "markdown"} {
		out, errOut, status := sh(t, script("diff")+" --format "+format)
		if status != 1 || !strings.Contains(out, "Sales EMEA") {
			t.Errorf("--format %s: exit status %d: %s", format, status, errOut)
		}
		noSecret(t, secrets, out, errOut)
		noTerminalSequences(t, out+errOut)
	}

	out, errOut, status = sh(t, script("probe"))
	if status != 0 || !strings.Contains(out, "Groups") {
		t.Errorf("probe: exit status %d: %s%s", status, out, errOut)
	}
	noSecret(t, secrets, out, errOut)

	out, errOut, status = sh(t, strings.Replace(script("diff"), "export AD2SCIM_AD_PASSWORD=",
		"export AD2SCIM_AD_PASSWORD=wrong-", 1))
	if status != 3 || !strings.Contains(errOut, "password") || strings.Count(errOut, "\n") != 1 {
		t.Errorf("a wrong password: exit status %d: %s%s", status, out, errOut)
	}
	noSecret(t, secrets, out, errOut)
	out, errOut, status = sh(t, strings.Replace(script("diff"), "export AD2SCIM_SCIM_TOKEN=",
		"export AD2SCIM_SCIM_TOKEN=wrong-", 1))
	if status != 3 || !strings.Contains(errOut, "token") || strings.Count(errOut, "\n") != 1 {
		t.Errorf("a wrong token: exit status %d: %s%s", status, out, errOut)
	}
	noSecret(t, secrets, out, errOut)
}

// All printed lines can be pasted into one shell. Afterwards no file and no variable is left.
func TestServedDemoFromConnectToUndo(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	lines := serveDemo(t)
	folder := t.TempDir()
	script := append([]string{"cd " + folder}, lines[2:]...)
	script = append(script, "env | grep -E '^AD2SCIM_(AD_PASSWORD|SCIM_TOKEN|WORKSPACE)=' || echo no variable is left")
	out, errOut, status := sh(t, strings.Join(script, "\n"))
	for want, times := range map[string]int{ // the results of apply and undo are above and below the differences
		"AD            ldaps://": 1, "25 of 25 renamed": 4, "path chosen: ": 1, "steps done (0 verified": 1,
		"no variable is left": 1,
	} {
		if n := strings.Count(out, want); n != times {
			t.Errorf("%q is there %d times, want %d", want, n, times)
		}
	}
	if status != 0 || strings.Contains(errOut, "ad2scim: ") {
		t.Errorf("exit status %d: %s", status, errOut)
	}
	noSecret(t, secretsIn(lines), out, errOut)
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

func secretsIn(lines []string) []string {
	var secrets []string
	for _, l := range lines {
		if name, value, _ := strings.Cut(l, "="); strings.HasPrefix(l, "export ") && !strings.HasSuffix(name, "WORKSPACE") {
			secrets = append(secrets, value)
		}
	}
	return secrets
}

func noSecret(t *testing.T, secrets []string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, s := range secrets {
			if s == "" || strings.Contains(text, s) {
				t.Errorf("a secret shows in the output")
			}
		}
	}
}

// noTerminalSequences checks that a text has no escape sequences and no direction marks.
func noTerminalSequences(t *testing.T, text string) {
	t.Helper()
	for _, bad := range []string{"\x1b", "\u202e", "\u200b", "\x07", "\u009b"} {
		if i := strings.Index(text, bad); i >= 0 {
			t.Errorf("%q goes to the terminal: %q", bad, text[max(0, i-20):min(len(text), i+20)])
		}
	}
}

// checkDemoResult checks the rows of the sample company: name by name, the kinds that its
// source declares.
func checkDemoResult(t *testing.T, out string) {
	t.Helper()
	var r result
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if r.Schema != "ad2scim.diff/v1" || r.Summary.Exact < 270 ||
		r.Summary.Exact+r.Summary.Differs+r.Summary.Conflict+r.Summary.ADOnly+r.Summary.SCIMOnly != len(r.Rows) {
		t.Errorf("%s %+v, %d rows", r.Schema, r.Summary, len(r.Rows))
	}
	for kind, least := range map[string]int{
		"case": 3, "spacing": 3, "invisible": 3, "unicode": 3, "punctuation": 3,
		"lookalike": 3, "similar": 2,
	} {
		if r.Summary.ByKind[kind] < least {
			t.Errorf("%d rows of kind %s, want at least %d", r.Summary.ByKind[kind], kind, least)
		}
	}
	for ad, want := range map[string]struct{ scim, status, kinds string }{
		"Sales EMEA":                   {"Sales EMEA ", "differs", "spacing"},
		"Finance Admins":               {"finance admins", "differs", "case"},
		"Payroll":                      {"\u0420ayroll", "differs", "lookalike"},
		"Ops–Oslo":                     {"Ops-Oslo", "differs", "punctuation"},
		"Invoices \u202eEMEA":          {"Invoices EMEA", "differs", "invisible"},
		"Équipe Lyon":                  {"E\u0301quipe Lyon", "differs", "unicode"},
		"Legal–Contracts":              {"legal-contracts ", "differs", "case spacing punctuation"},
		"Sales, EMEA":                  {"Sales, EMEA", "exact", ""},
		`Back\slash`:                   {`Back\slash`, "exact", ""},
		"Red Team \x1b[31mtest\x1b[0m": {"Red Team \x1b[31mtest\x1b[0m", "exact", ""},
		"Scanner Service Accounts":     {"", "ad-only", ""},
	} {
		found := false
		for _, row := range r.Rows {
			if row.AD != nil && row.AD.bytes() == ad {
				found = true
				if got := row.SCIM.bytes(); got != want.scim || row.Status != want.status ||
					strings.Join(row.Kinds, " ") != want.kinds {
					t.Errorf("%q: %s with %q, %q; want %s with %q, %q", ad, row.Status, got, row.Kinds, want.status, want.scim,
						want.kinds)
				}
			}
		}
		if !found {
			t.Errorf("%q is in no row", ad)
		}
	}
	var twins, variants int
	for _, row := range r.Rows {
		if row.Status == "conflict" && row.AD != nil && row.AD.Name == "Printing" {
			twins++
		}
		if row.VariantOf != "" {
			variants++
		}
		if row.AD != nil && row.AD.ID == "" || row.SCIM != nil && row.SCIM.ID == "" {
			t.Errorf("a group without its id: %+v", row)
		}
	}
	if twins != 2 || variants != 3 {
		t.Errorf("%d twins in conflict, want 2; %d variants of an exact name, want 3", twins, variants)
	}
}
