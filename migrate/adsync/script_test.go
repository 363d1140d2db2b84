package adsync

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"ad2scim/migrate/fix/psgrammartest"
)

// hostile are task paths that try to become code, or to hide.
var hostile = []string{
	`\it's "quoted"`, "\\back`tick", `\$(Remove-Item C:\ -Recurse)`, "\\line\r\nRemove-Item x", "\\\u202egnp.exe",
	"\\‘; calc; ‘", `\a.b`, "\\x\x00y",
}

func TestEveryScriptParses(t *testing.T) {
	if testing.Short() {
		t.Skip("not under -short: Node starts for it")
	}
	scripts := []string{bootstrap}
	for _, s := range []Script{FindScript, StopScript, ResumeScript} {
		text, _, err := s.File(Arguments{Tasks: hostile, EndRunning: true})
		if err != nil {
			t.Fatal(err)
		}
		scripts = append(scripts, s.text(), string(text))
		for _, b := range text {
			if b > '~' || b < ' ' && b != '\r' && b != '\n' {
				t.Fatalf("%s holds the byte %#x", s, b)
			}
		}
	}
	// Nothing that writes, sends or starts anything.
	acts := regexp.MustCompile(
		`(?i)^(Remove|Start|Invoke|Stop|Out|Send|Copy|Move|Register|Unregister)-|^calc|^iex`)
	for i, calls := range psgrammartest.Check(t, scripts...) {
		for _, call := range calls {
			own := strings.Contains(scripts[i], "\nfunction "+call+"(") || strings.Contains(scripts[i], "\nfunction "+call+" ")
			if !own && acts.MatchString(call) {
				t.Errorf("%.60q calls %s", scripts[i], call)
			}
		}
	}
}

// A script for one host says so and is named after it. The name comes from a result file: it
// leads to no other folder and ends no comment.
func TestScriptsOfOneHost(t *testing.T) {
	for host, name := range map[string]string{
		"":                       "stop.ps1",
		"SRV-1.corp.example.com": "stop-SRV-1.corp.example.com.ps1",
		"../a\\b\nRemove-Item":   "stop-.._a_b_Remove-Item.ps1",
		"MÜ:$(x)":                "stop-M____x_.ps1",
	} {
		if got := StopScript.FileName(host); got != name {
			t.Errorf("%q: %s, want %s", host, got, name)
		}
		text, _, err := StopScript.File(Arguments{Tasks: []string{`\Sync`}, Host: host})
		head, _, _ := strings.Cut(string(text), "#Requires")
		if err != nil || !strings.Contains(head, `-File .\`+name+" -Out ") ||
			strings.Contains(head, "tasks on ") != (host != "") {
			t.Errorf("%q: %v: %s", host, err, head)
		}
		for line := range strings.Lines(head) {
			if !strings.HasPrefix(line, "#") {
				t.Errorf("%q: not a comment: %q", host, line)
			}
		}
	}
}

// The arguments come out as they went in, both ways.
func TestHostileTasksAreData(t *testing.T) {
	want := Arguments{Tasks: hostile, EndRunning: true}
	check := func(encoded string) {
		t.Helper()
		data, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			t.Fatal(err)
		}
		var got Arguments
		if err := json.Unmarshal(data, &got); err != nil || !slices.Equal(got.Tasks, want.Tasks) || !got.EndRunning {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	script, args, _ := strings.Cut(strings.TrimSpace(StopScript.input(want)), ".")
	check(args)
	if code, err := base64.StdEncoding.DecodeString(script); err != nil || string(code) != StopScript.text() {
		t.Errorf("the script does not come out as it went in: %v", err)
	}
	file, sum, err := StopScript.File(want)
	if err != nil || len(sum) != 64 {
		t.Fatal(sum, err)
	}
	m := regexp.MustCompile(`param\(\[string\]\$Arguments = '([^']*)'`).FindSubmatch(file)
	if m == nil {
		t.Fatal("no arguments in the file")
	}
	check(string(m[1]))
}

func TestCommandLineIsShort(t *testing.T) {
	flags := powerShellFlags()
	if n := len(strings.Join(flags, " ")); n > 8000 {
		t.Errorf("%d characters", n)
	}
	raw, err := base64.StdEncoding.DecodeString(flags[len(flags)-1])
	if err != nil {
		t.Fatal(err)
	}
	var units []uint16
	for i := 0; i < len(raw); i += 2 {
		units = append(units, uint16(raw[i])|uint16(raw[i+1])<<8)
	}
	if string(utf16.Decode(units)) != bootstrap {
		t.Error("the bootstrap does not come out as it went in")
	}
}

// The patterns of find.ps1 are plain enough to be tried here: they see what
// AD sync's script holds, and what is told of it is constant.
func TestPatternsOfFind(t *testing.T) {
	rows := regexp.MustCompile(`@\('([a-z-]+)', '((?:[^']|'')*)', '([^']*)'\)`).FindAllStringSubmatch(FindScript.text(),
		-1)
	if len(rows) != 2*len(excerpts) { // the variant for Constrained Language Mode has them too
		t.Fatalf("%d patterns", len(rows))
	}
	lines := map[string]string{
		kindTeamID: `$TEAM_ID = "123456"`, kindDashlane: "# Dashlane", kindFileName: `C:\dashlane-ad-sync.ps1`,
		kindAddress:   "https://WS1.dashlane.com/1",
		kindTeamPlans: "/v1/teamPlans/sync", kindRSAKey: `$k = "PFJTQUtleVZhbHVlPjxNb2R1bHVzPabc"`,
		kindADCommand: "Get-ADGroupMember $g",
	}
	for _, row := range rows {
		kind, pattern, words := row[1], "(?i)"+strings.ReplaceAll(row[2], "''", "'"), row[3]
		if !regexp.MustCompile(pattern).MatchString(lines[kind]) {
			t.Errorf("%s does not see %s", kind, lines[kind])
		}
		if words != excerpts[kind] {
			t.Errorf("%s tells %q", kind, words)
		}
		if regexp.MustCompile(pattern).MatchString("Get-Process | Write-Output $TEAM") {
			t.Errorf("%s sees what is not there", kind)
		}
	}
}
