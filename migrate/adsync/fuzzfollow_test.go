package adsync

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fragments are pieces of PowerShell, of cmd, of VBScript and of none, out of which
// hostile texts are put together; CANARY is a file that appears if one is run.
var fragments = []string{
	"Set-Content -Path CANARY -Value x", "[IO.File]::WriteAllText('CANARY', 'x')", "$(New-Item CANARY)",
	"\"$(New-Item CANARY)\"", "& { New-Item CANARY }", "iex 'New-Item CANARY'",
	"powershell -enc " + utf16le("New-Item CANARY"), "cmd /c echo x > CANARY", "Start-Process touch CANARY",
	"[Diagnostics.Process]::Start('touch', 'CANARY')", "touch CANARY", "class A { A() { New-Item CANARY } } [A]::new()",
	"using module CANARY", "trap { New-Item CANARY } throw 1", "Add-Type 'class X {}'", "param($x = (New-Item CANARY))",
	"DATA { New-Item CANARY }", "'{0}' -f (New-Item CANARY)",
	"(", ")", "{", "}", "@(", "@{", "$(", "\"", "'", "@'\n", "\n'@", "`", "^", "%", "%%", "!", "&", "|", ";", ",", "..",
	"<", ">", "\x00", "\u2028", "\u00a0", "\ue0a7", "\U0001f600", "ﬀ", "\\", "/", "\\\\", "::", "$", "${", "%~dp0", "%1",
	"%A:~-1%", "!A!",
	"powershell -File ", "cmd /c ", "call ", "set A=%A%%A%", "for %%a in (*) do ", "if exist x ", "goto a\n:a\n",
	"call :a\n", "wscript x.vbs ", "start \"\" ", "forfiles /c \"cmd\" ", "C:\\Jobs\\s.ps1", "C:\\f0.ps1", "C:\\f1.cmd",
	"$a = $a + $a", "$a = 'x'", "& $a", ". $a", "function f { f }\nf", "function f { g }\nfunction g { f }\nf",
	"Execute(\"x\")", "CreateObject(\"WScript.Shell\").Run ", "\n", " ", "-File", "-Command", "-enc AAAA",
	"https://h/x.ps1", "$x | % { & $_ }", "gci *.ps1", "Import-Module ", "$env:A", "[ScriptBlock]::Create(", "-f ",
	"-join ", "[char]65",
}

// randomText puts fragments together.
func randomText(r *rand.Rand, canary string) string {
	var b strings.Builder
	for range 1 + r.IntN(60) {
		b.WriteString(strings.ReplaceAll(fragments[r.IntN(len(fragments))], "CANARY", canary))
		if r.IntN(3) == 0 {
			b.WriteString(" ")
		}
	}
	return b.String()
}

// Whatever a command line or a script holds: find ends soon, gives a result, and runs
// nothing of it.
func TestFollowerOnRandomTexts(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	needPwsh(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	canary := filepath.Join(t.TempDir(), "ran")
	f, tasks := files{jobs: syncText}, []any{}
	for n := range 12 {
		f[fmt.Sprintf(`C:\f%d.ps1`, n)] = randomText(r, canary)
		f[fmt.Sprintf(`C:\f%d.cmd`, n)] = randomText(r, canary)
		f[fmt.Sprintf(`C:\f%d.vbs`, n)] = randomText(r, canary)
		for _, action := range []map[string]any{
			{"path": fmt.Sprintf(`C:\f%d.ps1`, n)},
			{"path": fmt.Sprintf(`C:\f%d.cmd`, n)},
			{"path": "wscript.exe", "arguments": fmt.Sprintf(`C:\f%d.vbs`, n)},
			{"path": "cmd.exe", "arguments": "/c " + randomText(r, canary)},
			{"path": "powershell.exe", "arguments": randomText(r, canary)},
			{"path": randomText(r, canary)},
		} {
			tasks = append(tasks, map[string]any{"path": fmt.Sprintf(`\T%d-%d`, n, len(tasks)), "actions": []any{action}})
		}
	}
	all := []windowsMachine{{"name": "random", "tasks": tasks, "files": f}}
	for name, a := range onMachines(t, FindScript, all) {
		report, err := parseReport([]byte(a.Said), name)
		if err != nil {
			t.Errorf("%s: %v: %.300s", name, err, a.Said)
			continue
		}
		if n := len(report.Tasks); n != 12*6 {
			t.Errorf("%s: %d tasks", name, n)
		}
		if len(report.Trouble) > 0 {
			t.Errorf("%s: %+v", name, report.Trouble)
		}
		if a.MS > 600000 { // it hangs, however busy the machine is
			t.Errorf("%s: %d ms", name, a.MS)
		}
	}
	if _, err := os.Stat(canary); err == nil {
		t.Error("a text was run")
	}
}
