package adsync

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Where a relative name is looked for, as Resolve-Script does: a script is missing
// only where each folder that it may be in is known. D:\AD\there.ps1 alone is there.
func TestFolderOfAScript(t *testing.T) {
	type row struct{ Name, Text, Folder, Want string }
	const system = `C:\Windows\System32`
	rows := []row{
		{"sync.ps1", "powershell -File sync.ps1", "", system + `\sync.ps1`},
		{"sync.ps1", "powershell -File sync.ps1", `D:\AD`, `D:\AD\sync.ps1`},
		{"there.ps1", "powershell -File there.ps1", `D:\AD`, `D:\AD\there.ps1`},
		{"there.ps1", `cmd /c "cd /d D:\AD & powershell -File there.ps1"`, "", `D:\AD\there.ps1`},
		{"there.ps1", `&{Push-Location 'D:\AD'; .\there.ps1}`, "", `D:\AD\there.ps1`},
		{`\AD\there.ps1`, `-File \AD\there.ps1`, `D:\x`, `D:\AD\there.ps1`},
		{`\AD\x.ps1`, `-File \AD\x.ps1`, "", `C:\AD\x.ps1`},
		{`C:\x\y.ps1`, `-File C:\x\y.ps1`, `%USERPROFILE%`, `C:\x\y.ps1`},
		{"sync.ps1", `net use Z: \\fs\s & powershell -File sync.ps1`, "", system + `\sync.ps1`},
		// Not known:
		{"sync.ps1", "powershell -File sync.ps1", `%USERPROFILE%\Scripts`, "sync.ps1"},
		{"sync.ps1", "powershell -File sync.ps1", `Scripts`, "sync.ps1"},
		{"sync.ps1", "powershell -File sync.ps1", `\\fs\s`, "sync.ps1"},
		{"sync.ps1", `cmd /c pushd \\fs\s & powershell -File sync.ps1`, "", "sync.ps1"},
		{"sync.ps1", `cmd /c "pushd \\fs\s && powershell -File sync.ps1"`, "", "sync.ps1"},
		{"sync.ps1", `D: & cd \Scripts & powershell -File sync.ps1`, "", "sync.ps1"},
		{"sync.ps1", `cmd /c "D: & powershell -File sync.ps1"`, "", "sync.ps1"},
		{"sync.ps1", "@echo off\r\nD:\r\npowershell -File sync.ps1", "", "sync.ps1"},
		{`C:sync.ps1`, `-File C:sync.ps1`, "", `C:sync.ps1`},
	}
	var got []string
	inNode(t, `({gone, full, drive, rows}) => rows.map(({Name, Text, Folder}) => {
  if (pattern(full, '').test(Name)) return Name;
  const all = [...Text.matchAll(pattern(gone, 'g'))].map(m => (m[1] || '') + (m[2] || '') + (m[3] || '')).concat([Folder, 'C:\\Windows\\System32']).filter(f => f);
  const known = all.filter(f => pattern(full, '').test(f) && !/[%$]/.test(f) && !/^[\\/]{2}/.test(f));
  if (/^[A-Za-z]:/.test(Name)) return Name;
  const paths = known.map(f => /^[\\/]/.test(Name) ? f.slice(0, 2) + Name : f + '\\' + Name.replace(/^\.\\/, ''));
  if (paths.includes('D:\\AD\\there.ps1')) return 'D:\\AD\\there.ps1';
  return paths.length > 0 && paths.length === all.length && !pattern(drive, '').test(Text) ? paths[0] : Name;
})`, map[string]any{"gone": literal("goneTo"), "full": literal("fullFolder"), "drive": literal("otherDrive"), "rows": rows}, &got)
	for i, r := range rows {
		if got[i] != r.Want {
			t.Errorf("%q in %q: %q, want %q", r.Text, r.Folder, got[i], r.Want)
		}
	}
}

// The tasks that are told in full, by what they start.
func TestWhatStartsAScript(t *testing.T) {
	texts := map[string]bool{
		"\\A SYSTEM \nwscript.exe start.js": true, "\\A x \nC:\\a b\\start.js -x": true, "\\A x \nstart.wsf": true, "\\A x \nC:\\start.jse": true, "\\A x \nC:\\start.vbe": true,
		"\\A x \nC:\\Program Files\\nodejs\\node.exe C:\\app\\index.js": false, "\\A x \nC:\\Tools\\adsync.exe": false, "\\A x \nx.exe data.json": false,
	}
	var input []string
	for text := range texts {
		input = append(input, text)
	}
	var got []bool
	inNode(t, `({runners, texts}) => texts.map(text => pattern(runners, '').test(text))`, map[string]any{"runners": literal("runners"), "texts": input}, &got)
	for i, text := range input {
		if got[i] != texts[text] {
			t.Errorf("%q: %v", text, got[i])
		}
	}
}

// The script does as the test above: the pieces are there, in order; and what is
// nested too deep is told.
func TestScriptTellsWhatItDoesNotReach(t *testing.T) {
	for _, order := range [][]string{
		{"function Resolve-Script", "$full.Count -eq $all.Count -and $Text -notmatch $otherDrive", "function Read-Once", "elseif ($Path -notmatch $fullFolder) {", "$about['why'] = 'its folder is not known'", "$about['missing'] ="},
		{"if ($Depth -le 0) {", "$cut[$Path] = $true", "function Find-Cut", "'scripts are not followed so deep'", "$result['services'] = @(Find-Services)", "\nFind-Cut\n", "$result['trouble']"},
	} {
		var at []int
		for _, words := range order {
			at = append(at, strings.Index(FindScript.text(), words))
		}
		if slices.Contains(at, -1) || !slices.IsSorted(at) {
			t.Errorf("%v", at)
		}
	}
	if n := len(regexp.MustCompile(`missing'\] = `).FindAllString(FindScript.text(), -1)); n != 1 {
		t.Errorf("missing is told in %d places", n)
	}
}
