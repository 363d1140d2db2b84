package adsync

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// inNode runs JavaScript on JSON from its standard input: its regular expressions
// are as .NET's are, where these scripts use them. PowerShell itself is not to be
// had where the tests run.
func inNode(t *testing.T, code string, input, output any) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no Node here: `make test` installs it: ", err)
	}
	data, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "-e", `
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const pattern = (text, flags) => new RegExp(text.replace('(?i)', ''), flags + (text.startsWith('(?i)') ? 'i' : ''));
process.stdout.write(JSON.stringify((`+code+`)(input)));`)
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, output)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// literals returns the values of the single-quoted strings that follow a start in
// a script, up to an end.
func literals(t *testing.T, script Script, start, end string) []string {
	t.Helper()
	_, part, ok := strings.Cut(script.text(), start)
	part, _, ok2 := strings.Cut(part, end)
	if !ok || !ok2 {
		t.Fatalf("%s is not in the script", start)
	}
	var all []string
	for _, m := range regexp.MustCompile(`'((?:[^']|'')*)'`).FindAllStringSubmatch(part, -1) {
		all = append(all, strings.ReplaceAll(m[1], "''", "'"))
	}
	return all
}

// literal returns the single-quoted string that find.ps1 gives to a variable. It may
// hold quotes at its ends.
func literal(name string) string {
	_, line, _ := strings.Cut(FindScript.text(), "\n$"+name+" = '")
	line, _, _ = strings.Cut(line, "\n")
	return strings.ReplaceAll(strings.TrimSuffix(line, "'"), "''", "'")
}

// secrets are texts with a secret in them, which is always hush and something; and
// texts without one, of which nothing may be lost.
var secrets = []string{
	`-Token hush12`, `-Token "hush 12"`, `-Token \"hush12\"`, `-Token ""hush12""`, "-Token `\"hush12`\"", `-Token:hush12`, `-token=hush12 -x hush13`,
	`-Password (ConvertTo-SecureString "hush!12" -AsPlainText -Force)`, `-Password (ConvertTo-SecureString -String 'hush!12' -AsPlainText)`,
	`-Token:(Get-X "hush12")`, `-Token 'hu''hush12'`, `token => hush12`, `$TOKEN = "hush12"`, `$env:API_KEY='hush12'`, `-pass hush`, `-pw:hush`, `-Pat hush`, `-cred hush`,
	`-AccessKey hush`, `access-key=hush`, `https://user:hush@host/x`, `net use Z: \\s\x /user:X hush`, `Authorization: Bearer hush12`, `-H "X: Bearer hush"`, `basic aHVzaDpodXNo`,
	`hushA1-b2C3d-e4F5g-h6I7j`, `x hushhushhushhushhush1 y`, `x hushHushHushHushHushHush y`, `/TeamId 12345hush`, `$TEAM_ID = "77hush"`, `--password=hush`, `{"token":"hush"}`,
	`powershell -Command "& 'C:\s\sync.ps1' \"hushYmFyMTIzNDU2Nzg5MGFiY2RlZg\""`, `-Command "x \"hush-1D12-EF34-GH56-IJ78\""`, `x \\\"hushYmFyMTIzNDU2Nzg5MGFiY2RlZg\\\"`,
	`& x '\hushYmFyMTIzNDU2Nzg5MGFiY2RlZg'`, `& x "\hush1-AB12-CD34-EF56"`,
	`psexec -u CORP\svc -p hush2024! powershell`, `psexec -u svc -p "hush 2024!" cmd`, `psexec -p \"hush 2024!\" cmd`, `schtasks /create /ru CORP\svc /rp hush2024! /tn x`, `schtasks /S h /U u /P hush2024!`,
	`curl -u svc:hush2024! https://h/x`, `curl --user "svc:hush2024!"`, `curl --proxy-user=svc:hush!`, `net use Z: \\fs\share hush2024! /user:CORP\svc`, `net.exe use "\\fs\share" "hush!"`, `net user svc hush2024! /add`,
	`-File sync.ps1 Hush2024!hush`, `-File "C:\a b\sync.ps1" -Mode Full hush2024! 7`, `cmd /c C:\x\run.cmd "hush 2024hush!"`, `-Command "& 'C:\s\sync.ps1' 'hush!'"`, `wscript start.vbs //nologo hush2024!`,
}

var harmless = []string{
	`-File C:\Tokens\sync\dashlane-ad-sync.ps1`, `C:\Scripts\SecretSync.ps1`, `C:\DashlaneDirectorySync2024\x.ps1`, `-NoProfile -ExecutionPolicy Bypass -File "C:\Scripts\sync.ps1"`,
	`-Path C:\Scripts -PassThru`, `DashlaneDirectorySync2024Prod.ps1`, `Access is denied.`, `cmd /c run.cmd`, `powershell.exe -Command "& C:\a b\x.ps1"`, `C:\Program Files\Dashlane\sync.bat`,
	`-File sync.ps1 -Server DC01 -Mode Full 42 full`, `-File "C:\s\sync.ps1" C:\data\x.csv users.csv $true %TEMP% > C:\l.txt 2>&1`, `cmd /c "a.cmd & b.bat"`, `a.cmd & net start DASHLANE`,
	`Access to the path 'C:\Scripts\sync.ps1' is denied.`, `C:\S\sync.ps1 (2)`, `runner.exe -p C:\Scripts\sync.ps1`, `runner.exe -p "C:\S s\sync.ps1"`, `x.exe -u C:\a -u https://h/x`,
	`net use Z: \\fs\share /persistent:no`, `"C:\DashlaneDirectorySync2024Prod\"`, `'\DashlaneDirectorySync2024Prod\x.ps1'`, `wscript.exe C:\DashlaneDirectorySync2024Prod.wsf`,
}

func TestMaskHidesEverySecret(t *testing.T) {
	rows := literals(t, FindScript, "$masks = @(", "\n)\n")
	var shown []string
	inNode(t, `({masks, texts}) => texts.map(text => {
  for (let i = 0; i < masks.length; i += 2) text = text.replace(pattern(masks[i], 'g'), masks[i + 1]);
  return text;
})`, map[string]any{"masks": rows, "texts": append(append([]string{}, secrets...), harmless...)}, &shown)
	for i, text := range append(append([]string{}, secrets...), harmless...) {
		own := mask(text)
		if own != shown[i] {
			t.Errorf("%q: here %q, on the server %q", text, own, shown[i])
		}
		if i < len(secrets) && (strings.Contains(strings.ToLower(own), "hush") || strings.Contains(own, "aHVz") || !strings.Contains(own, "***")) {
			t.Errorf("%q comes out as %q", text, own)
		}
		if i >= len(secrets) && own != text {
			t.Errorf("%q is lost: %q", text, own)
		}
		if twice := mask(own); twice != own {
			t.Errorf("%q changes again, to %q", own, twice)
		}
	}
}

// The script files that a command line or a script names, as find.ps1 finds them;
// the order and repetitions do not matter.
func TestScriptsThatATextNames(t *testing.T) {
	tests := map[string][]string{
		`powershell.exe -File C:\Scripts\sync.ps1`:                                      {`C:\Scripts\sync.ps1`},
		`powershell.exe -File "C:\Program Files\sync.ps1" -x`:                           {`C:\Program Files\sync.ps1`},
		`cmd.exe /c "powershell.exe -ExecutionPolicy Bypass -File C:\Scripts\sync.ps1"`: {`C:\Scripts\sync.ps1`},
		`-Command "& C:\Scripts\sync.ps1"`:                                              {`C:\Scripts\sync.ps1`},
		`-Command "&{C:\Scripts\sync.ps1}"`:                                             {`C:\Scripts\sync.ps1`},
		`-Command "& 'C:\My Scripts\sync.ps1'"`:                                         {`C:\My Scripts\sync.ps1`},
		`(C:\Scripts\sync.ps1)`:                                                         {`C:\Scripts\sync.ps1`},
		`-Command "cd C:\Scripts; .\sync.ps1"`:                                          {`.\sync.ps1`},
		`-File:C:\Scripts\sync.ps1`:                                                     {`C:\Scripts\sync.ps1`},
		`-ArgumentList '-File C:\Scripts\sync.ps1'`:                                     {`C:\Scripts\sync.ps1`},
		`Write-Host "Starting C:\Scripts\backup.ps1"`:                                   {`C:\Scripts\backup.ps1`},
		`DownloadString('https://example.com/install.ps1')`:                             nil,
		`Get-ChildItem *.ps1`:                                                           nil,
		`# Usage: run.ps1 <file.ps1>`:                                                   {`run.ps1`, `file.ps1`},
		`call "%~dp0sync.ps1"`:                                                          {`%~dp0sync.ps1`},
		`\\server\share\sync.ps1`:                                                       {`\\server\share\sync.ps1`},
		`wscript.exe start.js "C:\a b\b.jse" c.vbe d.wsf x.json`:                        {`C:\a b\b.jse`, `start.js`, `c.vbe`, `d.wsf`},
		`Types.ps1xml`:        nil,
		`a.cmd & b.bat;c.vbs`: {`a.cmd`, `b.bat`, `c.vbs`},
		`"C:\A.PS1"`:          {`C:\A.PS1`},
		`LoadFromStore('AD sync', 'C:\Users\x\AppData\Local\Microsoft\Windows\PowerShell\ScheduledJobs')`: {`C:\Users\x\AppData\Local\Microsoft\Windows\PowerShell\ScheduledJobs\AD sync\ScheduledJobDefinition.xml`},
		strings.Repeat("x", 100_000) + `.ps1 C:\late.ps1`:                                                 nil,
	}
	var texts []string
	for text := range tests {
		texts = append(texts, text)
	}
	var found [][]string
	inNode(t, `({quoted, bare, job, texts}) => texts.map(text => {
  const all = [];
  let line = text.slice(0, 8192), rest = line;
  for (const m of line.matchAll(pattern(quoted, 'gi'))) {
    const path = (m[1] || '') + (m[2] || '');
    if (path.lastIndexOf(':') > 1) continue;
    all.push(path);
    rest = rest.slice(0, m.index) + ' '.repeat(m[0].length) + rest.slice(m.index + m[0].length);
  }
  for (const m of rest.matchAll(pattern(bare, 'g'))) {
    if (m[1].startsWith('/') && m.index > 0 && rest[m.index - 1] === ':') continue;
    all.push(m[1]);
  }
  for (const m of line.matchAll(pattern(job, 'g'))) all.push(m[2] + '\\' + m[1] + '\\ScheduledJobDefinition.xml');
  return all;
})`, map[string]any{"quoted": literal("quotedPath"), "bare": literal("barePath"), "job": literal("jobStore"), "texts": texts}, &found)
	for i, text := range texts {
		if want := tests[text]; len(found[i])+len(want) > 0 && !reflect.DeepEqual(found[i], want) {
			t.Errorf("%.100q: %q, want %q", text, found[i], want)
		}
	}
}
