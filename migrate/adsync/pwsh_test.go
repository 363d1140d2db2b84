package adsync

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/runtest"
)

// windowsMachine is a Windows machine as testdata/standin.ps1 stands in for it.
type windowsMachine map[string]any

// answer is what a script wrote on a machine.
type answer struct {
	Name, Said, Failed string
	MS                 int
}

// notExecuted is set where the scripts could not be run.
var notExecuted bool

func TestMain(m *testing.M) {
	runtest.InMemory()
	code := m.Run()
	fullShell.close()
	limitedShell.close()
	if notExecuted {
		fmt.Println("No pwsh on the PATH: the PowerShell scripts of AD sync were parsed and NOT executed.")
	}
	os.Exit(code)
}

func needPwsh(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("pwsh"); err != nil {
		notExecuted = true
		t.Skip("no pwsh on the PATH: ", err)
	}
}

// leftToFull skips a test under -short.
func leftToFull(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("not under -short: runs in a PowerShell")
	}
}

// standInText is a script for the tests: windows.ps1 is replaced by the stand-in.
func standInText(t testing.TB, s Script) string {
	t.Helper()
	standIn, err := os.ReadFile("testdata/standin.ps1")
	if err != nil {
		t.Fatal(err)
	}
	windows, err := sources.ReadFile("ps/windows.ps1")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(s.text(), string(windows), string(standIn), 1)
	if !strings.Contains(text, "$global:machine") {
		t.Fatal("windows.ps1 is not a part of the script")
	}
	return text
}

// onMachines runs a script once on each machine.
func onMachines(t testing.TB, s Script, all []windowsMachine) map[string]answer {
	t.Helper()
	return runIn(t, fullShell, standInText(t, s), all)
}

func runIn(t testing.TB, in *shell, text string, all []windowsMachine) map[string]answer {
	t.Helper()
	needPwsh(t)
	dir := t.TempDir()
	script, machines, to := filepath.Join(dir, "s.ps1"), filepath.Join(dir, "m.jsonl"), filepath.Join(dir, "out.jsonl")
	var lines strings.Builder
	for _, m := range all {
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		lines.WriteString(string(data) + "\n")
	}
	for file, content := range map[string]string{script: text, machines: lines.String()} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.run(t.Context(), script, machines, to); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]answer{}
	for line := range strings.Lines(string(data)) {
		var a answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		if a.Failed != "" {
			t.Errorf("%s: the script failed: %s", a.Name, a.Failed)
		}
		answers[a.Name] = a
	}
	if len(answers) != len(all) {
		t.Fatalf("%d answers of %d machines", len(answers), len(all))
	}
	return answers
}

// In Constrained Language Mode find gives the same result file: found, or unknown.
func TestFindInConstrainedLanguage(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	needPwsh(t)
	all := readLines(t, "adsync.jsonl")
	limited, err := sources.ReadFile("ps/limitedwindows.ps1")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(FindScript.text(), string(limited), "", 1)
	answers := runIn(t, limitedShell, text, all)
	for _, m := range all {
		name, a := m["name"].(string), answers[m["name"].(string)]
		report, err := parseReport([]byte(a.Said), name)
		if err != nil || report.Mode != "ConstrainedLanguage" {
			t.Errorf("%s: %v: %.300s", name, err, a.Said)
			continue
		}
		f := Assess([]ScanResult{{Name: name, Report: report}}, Memory{})
		strong := slices.ContainsFunc(f.Candidates, func(c Candidate) bool { return c.Confidence != Possible })
		if strong && m["expect"] != "found" || !strong && f.Script != "unknown" {
			t.Errorf("%s: want %s or unknown: %s, %v", name, m["expect"], f.Script, strong)
		}
		if name == "plain" && !strong {
			t.Errorf("%s: not found: %.600s", name, a.Said)
		}
	}
	if a := runIn(t, limitedShell, StopScript.text(), all[:1])[all[0]["name"].(string)]; a.Said != `{"refused":"mode"}` {
		t.Errorf("stop says %q", a.Said)
	}
}

// readLines reads the machines of a JSON Lines file.
func readLines(t testing.TB, name string) (all []windowsMachine) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var m windowsMachine
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// comesTo checks what a machine's result comes to: found (a candidate that is certain or
// likely), unsure (not absent, and what was not followed is named), nothing (absent), or
// mention (no candidate that is certain or likely).
func comesTo(t *testing.T, a answer, expect string) Assessment {
	t.Helper()
	report, err := parseReport([]byte(a.Said), a.Name)
	if err != nil {
		t.Errorf("%s: %v: %.300s", a.Name, err, a.Said)
		return Assessment{}
	}
	f := Assess([]ScanResult{{Name: a.Name, Report: report}}, Memory{})
	strong := slices.ContainsFunc(f.Candidates, func(c Candidate) bool { return c.Confidence != Possible })
	named := len(f.Candidates) > 0 || slices.ContainsFunc(f.Hosts, func(h HostScan) bool { return len(h.Notes()) > 0 })
	ok := map[string]bool{"found": strong, "unsure": f.Script != "absent" && named, "nothing": f.Script == "absent" &&
		f.Whole(), "mention": !strong}[expect]
	if !ok {
		var notes []string
		for _, h := range f.Hosts {
			notes = append(notes, h.Notes()...)
		}
		t.Errorf("%s: want %s: %s, %d candidates, %q", a.Name, expect, f.Script, len(f.Candidates), notes)
	}
	return f
}

// find.ps1 runs once on every machine: those of the cases, our own, and
// one each for all command lines with a secret as tasks, processes and services.
func TestFindInPowerShell(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	cases, own := readLines(t, "adsync.jsonl"), ownMachines()
	for i := range own {
		own[i]["culture"] = []string{"de-DE", "tr-TR", "th-TH"}[i%3]
	}
	secret := secretCases(t)
	all := slices.Concat(cases, own, secretMachines(secret), []windowsMachine{
		definitionMachine("definition", `-File C:\s.ps1`, nil),
	})
	answers := onMachines(t, FindScript, all)
	for _, m := range slices.Concat(cases, own) {
		name := m["name"].(string)
		comesTo(t, answers[name], m["expect"].(string))
		if ms := answers[name].MS; ms > 60000 {
			t.Errorf("%s takes %d ms", name, ms)
		}
	}
	for _, kind := range []string{"tasks", "processes", "services"} {
		tellsNoSecret(t, answers["secrets as "+kind], kind, secret)
	}
	stopComparesTheDefinition(t, answers["definition"])
}

type secretCase struct {
	Path, Arguments string
	Secret, Shown   []string
}

func secretCases(t *testing.T) []secretCase {
	t.Helper()
	data, err := os.ReadFile("testdata/adsync-secrets.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []secretCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func secretMachines(cases []secretCase) []windowsMachine {
	var tasks, processes, services []any
	for i, c := range cases {
		line := c.Path + " " + c.Arguments
		tasks = append(tasks, map[string]any{
			"path":    fmt.Sprintf(`\%03d`, i),
			"actions": []any{map[string]any{"path": c.Path, "arguments": c.Arguments}},
		})
		processes = append(processes, map[string]any{
			"id": 1000 + i, "name": c.Path[strings.LastIndex(c.Path, `\`)+1:],
			"command": line,
		})
		services = append(services, map[string]any{"name": fmt.Sprintf("S%03d", i), "path": line})
	}
	return []windowsMachine{
		{"name": "secrets as tasks", "tasks": tasks},
		{"name": "secrets as processes", "processes": processes},
		{"name": "secrets as services", "services": services},
	}
}

// No text of a command line leaves its machine, and the name of every script does.
func tellsNoSecret(t *testing.T, a answer, kind string, cases []secretCase) {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.Said), &v); err != nil {
		t.Fatal(err)
	}
	whole := strings.Join(stringsIn(v), "\n")
	told := map[string]string{}
	for _, item := range v[kind].([]any) {
		m := item.(map[string]any)
		id := fmt.Sprint(m["path"], m["name"])
		if kind == "processes" {
			id = fmt.Sprint(m["id"])
		}
		told[id] = strings.Join(stringsIn(item), "\n")
	}
	for i, c := range cases {
		for _, s := range c.Secret {
			if strings.Contains(whole, s) {
				t.Errorf("%s: %s %s: %q is told", kind, c.Path, c.Arguments, s)
			}
		}
		id := map[string]string{
			"tasks": fmt.Sprintf(`\%03d%03d`, i, i), "processes": fmt.Sprint(1000 + i),
			"services": fmt.Sprintf("<nil>S%03d", i),
		}[kind]
		for _, s := range c.Shown {
			if !strings.Contains(told[id], s) {
				t.Errorf("%s: %s %s: %q is not told", kind, c.Path, c.Arguments, s)
			}
		}
	}
}

// stringsIn lists every string in a JSON value.
func stringsIn(v any) (all []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			all = append(all, stringsIn(x)...)
		}
	case map[string]any:
		for k, x := range v {
			all = append(append(all, k), stringsIn(x)...)
		}
	}
	return all
}

// Stop and resume report how each task stands, whatever failed, and why one is not done.
func TestChangesOnMachines(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	all := readLines(t, "adsync-changes.jsonl")
	for _, action := range []Script{StopScript, ResumeScript} {
		some := slices.DeleteFunc(slices.Clone(all), func(m windowsMachine) bool { return m["action"] != string(action) })
		answers := onMachines(t, action, some)
		for _, m := range some {
			name := m["name"].(string)
			c, err := parseChange([]byte(answers[name].Said), name, action)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for path, e := range m["expect"].(map[string]any) {
				checkChange(t, name, c, path, e.(map[string]any))
			}
		}
	}
}

func checkChange(t *testing.T, name string, c *Change, path string, want map[string]any) {
	t.Helper()
	i := slices.IndexFunc(c.Tasks, func(x TaskChange) bool { return x.Path == path })
	if i < 0 {
		t.Errorf("%s: nothing is said of %s", name, path)
		return
	}
	got := c.Tasks[i]
	if got.Done != want["done"] || want["why"] == true && got.Why == "" || strings.Contains(got.Why, "Zugriff") ||
		strings.Contains(got.Why, "Ausnahme") {
		t.Errorf("%s: %+v", name, got)
	}
	if after, there := want["after"]; there && (after == nil) != (got.After == nil) || after != nil &&
		got.After.Enabled != after {
		t.Errorf("%s: it stands as %+v", name, got.After)
	}
	if ended, there := want["ended"]; there && got.Ended != ended {
		t.Errorf("%s: ended %v", name, got.Ended)
	}
}

func definitionMachine(name, arguments string, given any) windowsMachine {
	return windowsMachine{"name": name, "arguments": given, "tasks": []any{
		map[string]any{"path": `\Sync`, "actions": []any{map[string]any{"path": "powershell.exe", "arguments": arguments}}},
	}}
}

// What find says of a task's definition is what stop compares.
func stopComparesTheDefinition(t *testing.T, found answer) {
	t.Helper()
	report, err := parseReport([]byte(found.Said), "m")
	if err != nil || len(report.Tasks) != 1 || len(report.Tasks[0].Definition) != 64 {
		t.Fatalf("%v: %s", err, found.Said)
	}
	given := Arguments{Tasks: []string{`\Sync`}, Definitions: map[string]string{`\Sync`: report.Tasks[0].Definition}}
	answers := onMachines(t, StopScript, []windowsMachine{
		definitionMachine("same", `-File C:\s.ps1`, given),
		definitionMachine("changed", `-File C:\s.ps1 -All`, given), definitionMachine("invisible", "-File C:\\s.ps1\u200b",
			given),
	})
	for name, want := range map[string]bool{"same": true, "changed": false, "invisible": false} {
		c, err := parseChange([]byte(answers[name].Said), name, StopScript)
		if err != nil || c.Tasks[0].Done != want || c.Tasks[0].After == nil || c.Tasks[0].After.Enabled == want {
			t.Errorf("%s: %v: %s", name, err, answers[name].Said)
		}
	}
}

// longTexts are texts of a script or a command line that a reader could take long for; n is
// their measure.
func longTexts(n int) map[string]string {
	var text strings.Builder
	for i := range n / 8 { // a cmdlet takes the longest by far
		fmt.Fprintf(&text, "Copy-Item C:\\Jobs\\x%d.ps1 C:\\B\\\r\n", i)
	}
	return map[string]string{
		"names":   text.String(),
		"words":   strings.Repeat("a b ", 4*n),
		"quotes":  strings.Repeat(`"a" `, 4*n),
		"slashes": strings.Repeat(`\`, 8*n),
		"nested":  strings.Repeat("(", n/8) + strings.Repeat(")", n/8),
	}
}

// withText is a machine whose task and script hold a text.
func withText(name, text string) windowsMachine {
	return windowsMachine{"name": name, "tasks": []any{map[string]any{
		"path": `\A`,
		"actions": []any{
			map[string]any{"path": "powershell.exe", "arguments": `-File C:\Jobs\w.ps1`},
			map[string]any{"path": "cmd.exe", "arguments": "/c " + text},
		},
	}}, "files": map[string]any{`C:\Jobs\w.ps1`: text}}
}

// Long and nested texts are read to their end.
func TestFindReadsLongTexts(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	var all []windowsMachine
	for name, text := range longTexts(1000) {
		all = append(all, withText(name, text))
	}
	answers := onMachines(t, FindScript, all)
	for name := range longTexts(1) {
		if answers[name].Said == "" {
			t.Errorf("%s: no result", name)
		}
	}
}

// BenchmarkFindLongTexts prints how many times as long the script takes for texts of twice
// the length: about 2, where its time is in proportion to it, and about 4 where it grows with
// the square, which fails. Of several runs the shortest counts: the first ones compile.
func BenchmarkFindLongTexts(b *testing.B) {
	const rounds, most = 3, 3.5
	lengths := map[string]int{"names": 250, "quotes": 250} // these take the longest by far
	var all []windowsMachine
	for name := range longTexts(1) {
		for round := range rounds {
			for times := range 2 {
				text := longTexts((times + 1) * cmp.Or(lengths[name], 2000))[name]
				all = append(all, withText(fmt.Sprint(name, times, round), text))
			}
		}
	}
	for b.Loop() {
		answers := onMachines(b, FindScript, all)
		shortest := func(name string, times int) float64 {
			least := math.Inf(1)
			for round := range rounds {
				least = min(least, float64(answers[fmt.Sprint(name, times, round)].MS))
			}
			return max(least, 1)
		}
		for name := range longTexts(1) {
			ratio := shortest(name, 1) / shortest(name, 0)
			b.ReportMetric(ratio, "x-"+name)
			if ratio > most {
				b.Fatalf("%s: %.1f times as long for twice the text", name, ratio)
			}
		}
	}
}
