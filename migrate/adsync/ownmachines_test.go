package adsync

import (
	"encoding/base64"
	"encoding/binary"
	"unicode/utf16"
)

const syncText = "$TEAM_ID = \"7654321\"\r\n# Dashlane\r\nGet-ADGroupMember x\r\n"

const jobs = `C:\Jobs\s.ps1`

type files map[string]any

// onTask is a machine on which one task starts a program.
func onTask(name, expect, program, arguments string, f files) windowsMachine {
	return windowsMachine{
		"name": name, "expect": expect, "files": f,
		"denied_words": "Zugriff verweigert (Ausnahme von HRESULT: 0x80070005 (E_ACCESSDENIED))",
		"tasks": []any{map[string]any{
			"path": `\A`, "actions": []any{map[string]any{"path": program, "arguments": arguments}},
			"triggers": []any{map[string]any{"type": 2}},
		}},
	}
}

// onScript is a machine on which a task starts a script that starts, or not, AD sync.
func onScript(name, expect, script, text string, more files) windowsMachine {
	f := files{jobs: syncText, script: text}
	for k, v := range more {
		f[k] = v
	}
	return onTask(name, expect, script, "", f)
}

func onService(name, expect, path string, more windowsMachine) windowsMachine {
	m := windowsMachine{
		"name": name, "expect": expect, "services": []any{map[string]any{"name": "Job", "path": path}},
		"files": files{jobs: syncText},
	}
	for k, v := range more {
		m[k] = v
	}
	return m
}

func onProcess(name, expect string, p map[string]any, f files) windowsMachine {
	return windowsMachine{"name": name, "expect": expect, "processes": []any{p}, "files": f}
}

func utf16le(s string) string {
	var raw []byte
	for _, u := range utf16.Encode([]rune(s)) {
		raw = binary.LittleEndian.AppendUint16(raw, u)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// ownMachines are set-ups of the kinds in which AD sync hides, or is only named.
func ownMachines() []windowsMachine {
	all := scriptMachines()
	all = append(all, batchMachines()...)
	all = append(all, programMachines()...)
	return append(all, otherMachines()...)
}

func scriptMachines() []windowsMachine {
	here := files{jobs: syncText}
	ps := func(name, expect, text string, more files) windowsMachine {
		return onScript(name, expect, `C:\Ops\w.ps1`, text, more)
	}
	return []windowsMachine{
		ps("variable of a variable", "found", "$a = 'C:\\Jobs'\r\n$b = \"$a\\s.ps1\"\r\n& $b", nil),
		ps("braces", "found", "$root = 'C:\\Jobs'\r\n& \"${root}\\s.ps1\"", nil),
		ps("combine", "found", "& ([IO.Path]::Combine('C:\\Jobs', 's.ps1'))", nil),
		ps("format", "found", "& ('{0}\\{1}' -f 'C:\\Jobs','s.ps1')", nil),
		ps("start-job", "found", "Start-Job -FilePath C:\\Jobs\\s.ps1 | Wait-Job", nil),
		ps("invoke-command block", "found", "Invoke-Command -ScriptBlock { & C:\\Jobs\\s.ps1 }", nil),
		ps("splat", "found",
			"$p = @{ FilePath = 'powershell.exe'; ArgumentList = '-File C:\\Jobs\\s.ps1' }\r\nStart-Process @p", nil),
		ps("array of arguments", "found", "$list = @('-NoProfile', '-File', 'C:\\Jobs\\s.ps1')\r\n& powershell.exe @list",
			nil),
		ps("function called", "found", "function Run([string]$f) { & $f }\r\nRun 'C:\\Jobs\\s.ps1'", nil),
		ps("function not called", "mention", "function Run { & C:\\Jobs\\s.ps1 }\r\nGet-Date", nil),
		ps("either of two", "found", "if ($x) { $f = 'C:\\Jobs\\none.ps1' } else { $f = 'C:\\Jobs\\s.ps1' }\r\n& $f", nil),
		ps("each of a list", "found", "foreach ($f in 'C:\\Jobs\\a.ps1', 'C:\\Jobs\\s.ps1') { & $f }", nil),
		ps("dotted settings", "found", ". C:\\Ops\\settings.ps1\r\n& $job",
			files{`C:\Ops\settings.ps1`: `$job = 'C:\Jobs\s.ps1'`}),
		ps("process class", "found", "[Diagnostics.Process]::Start('powershell.exe', '-File C:\\Jobs\\s.ps1')", nil),
		ps("process info", "found",
			"$i = New-Object Diagnostics.ProcessStartInfo\r\n$i.FileName = 'powershell.exe'\r\n$i.Arguments = '-File C:\\Jobs\\s.ps1'\r\n[Diagnostics.Process]::Start($i)", nil),
		ps("wmi", "found", "Invoke-WmiMethod -Class Win32_Process -Name Create -ArgumentList 'powershell -File C:\\Jobs\\s.ps1'", nil),
		ps("com shell", "found", "(New-Object -ComObject WScript.Shell).Run('powershell -File C:\\Jobs\\s.ps1', 0)", nil),
		ps("downloaded", "unsure", "Invoke-RestMethod https://host.example/s.ps1 | Invoke-Expression", nil),
		ps("computed", "unsure", "& (Get-Content C:\\Ops\\which.txt | Where-Object { $_ -match 'x' } | ConvertTo-Path)",
			files{`C:\Ops\which.txt`: jobs}),
		ps("copied", "mention", "Copy-Item C:\\Jobs\\s.ps1 D:\\Backup\\", nil),
		ps("tested", "mention", "if (Test-Path C:\\Jobs\\s.ps1) { 'there' }", nil),
		ps("in a string", "mention", "Write-Host 'run C:\\Jobs\\s.ps1 by hand'", nil),
		ps("in block comment", "mention", "<#\r\n& C:\\Jobs\\s.ps1\r\n#>\r\nGet-Date", nil),
		onTask("manifest", "found", "powershell.exe", `-Command "Import-Module C:\Jobs\M\M.psd1; Start-It"`,
			files{`C:\Jobs\M\M.psd1`: "@{ RootModule = 'Inner.psm1' }", `C:\Jobs\M\Inner.psm1`: "function Start-It {\r\n" +
				syncText + "}"}),
		onTask("module loaded by name of a command", "found", "powershell.exe", "-Command Start-OurSync",
			files{`C:\Program Files\WindowsPowerShell\Modules\Ours\Ours.psm1`: "function Start-OurSync {\r\n" + syncText + "}"}),
		onTask("using module", "found", "powershell.exe", `-File C:\Ops\w.ps1`,
			files{`C:\Ops\w.ps1`: "using module C:\\Jobs\\M.psm1\r\nStart-It", `C:\Jobs\M.psm1`: "function Start-It {\r\n" +
				syncText + "}"}),
		onTask("type into PowerShell", "found", "cmd.exe", `/c type C:\Jobs\s.txt | powershell -NoProfile -Command -`,
			files{`C:\Jobs\s.txt`: syncText}),
		onTask("an encoded command in a script", "found", `C:\Ops\w.ps1`, "",
			files{jobs: syncText, `C:\Ops\w.ps1`: "powershell.exe –enc " + utf16le(`& 'C:\Jobs\s.ps1'`)}),
		onTask("doubled dash", "found", "powershell.exe", "--NoProfile --File C:\\Jobs\\s.ps1", here),
		onTask("typographic quotes", "found", "powershell.exe", "-Command & \u2018C:\\Jobs\\s.ps1\u2019", here),
		onTask("no-break space", "found", "powershell.exe", "-Command \"&\u00a0C:\\Jobs\\s.ps1\"", here),
		onTask("ideographic space in a path", "found", "powershell.exe", "-File \"C:\\My\u3000Jobs\\s.ps1\"",
			files{"C:\\My\u3000Jobs\\s.ps1": syncText}),
		onTask("UTF-16 without a mark", "found", "powershell.exe", "-File "+jobs,
			files{jobs: map[string]any{"base64": utf16le(syncText)}}),
		onTask("names in UTF-8 without a mark", "found", "powershell.exe", `-File C:\Ops\w.ps1`,
			files{`C:\Büro\s.ps1`: syncText, `C:\Ops\w.ps1`: `& 'C:\Büro\s.ps1'`}),
	}
}

func batchMachines() []windowsMachine {
	bat := func(name, expect, text string, more files) windowsMachine {
		return onScript(name, expect, `C:\Ops\w.cmd`, text, more)
	}
	return []windowsMachine{
		bat("set of a set", "found", "set A=C:\\Jobs\r\nset B=%A%\\s.ps1\r\npowershell -File \"%B%\"", nil),
		bat("call with arguments", "found", "call C:\\Ops\\run.cmd C:\\Jobs\\s.ps1",
			files{`C:\Ops\run.cmd`: `powershell -File "%~1"`}),
		bat("a label", "found",
			"@echo off\r\ncall :run C:\\Jobs\\s.ps1\r\ngoto :eof\r\n:run\r\npowershell -File %1\r\ngoto :eof", nil),
		bat("settings by call", "found", "call C:\\Ops\\env.cmd\r\npowershell -File %JOB%",
			files{`C:\Ops\env.cmd`: "set JOB=C:\\Jobs\\s.ps1"}),
		bat("cut", "found", "set HERE=C:\\Jobs\\\r\npowershell -File \"%HERE:~0,-1%\\s.ps1\"", nil),
		bat("delayed", "found", "setlocal enabledelayedexpansion\r\nset J=C:\\Jobs\\s.ps1\r\npowershell -File !J!", nil),
		bat("for in", "found", "for %%f in (C:\\Jobs\\*.ps1) do powershell -File \"%%f\"", nil),
		bat("for /f", "unsure", "for /f %%f in (C:\\Ops\\list.txt) do powershell -File %%f", files{`C:\Ops\list.txt`: jobs}),
		bat("if else", "found", "if exist C:\\none (\r\n  echo x\r\n) else (\r\n  powershell -File C:\\Jobs\\s.ps1\r\n)",
			nil),
		bat("remark", "mention", "rem powershell -File C:\\Jobs\\s.ps1\r\n:: powershell -File C:\\Jobs\\s.ps1\r\necho done",
			nil),
		bat("after exit", "mention", "echo x\r\nexit /b 0\r\npowershell -File C:\\Jobs\\s.ps1", nil),
		bat("echoed", "mention", "echo powershell -File C:\\Jobs\\s.ps1 > C:\\Ops\\todo.txt", nil),
		bat("continued line", "found", "powershell -NoProfile ^\r\n  -File C:\\Jobs\\s.ps1", nil),
		bat("asked", "unsure", "set /p J=which? \r\npowershell -File %J%", nil),
		bat("changed folder", "found", "cd /d C:\\Jobs\r\npowershell -File s.ps1", nil),
		bat("mapped folder", "found", "subst J: C:\\Jobs\r\npowershell -File J:\\s.ps1", nil),
		onTask("drive of a user", "unsure", "powershell.exe", `-File X:\Jobs\s.ps1`, nil),
	}
}

func programMachines() []windowsMachine {
	here := files{jobs: syncText}
	return []windowsMachine{
		onTask("program with arguments in its field", "found", `powershell.exe -NoProfile -File C:\Jobs\s.ps1`, "", here),
		onTask("conhost", "found", "conhost.exe", `--headless powershell.exe -File C:\Jobs\s.ps1`, here),
		onTask("mshta of a file", "found", "mshta.exe", `C:\Ops\w.hta`,
			files{
				jobs:           syncText,
				`C:\Ops\w.hta`: `<html><script language="VBScript">CreateObject("WScript.Shell").Run "powershell -File C:\Jobs\s.ps1"</script></html>`,
			}),
		onTask("JScript", "found", "cscript.exe", `//B C:\Ops\w.js`,
			files{
				jobs:          syncText,
				`C:\Ops\w.js`: "var sh = new ActiveXObject(\"WScript.Shell\");\r\nvar f = \"C:\\\\Jobs\\\\s.ps1\";\r\nsh.Run(\"powershell -File \" + f, 0);",
			}),
		onTask("VBScript variables", "found", "wscript.exe", `C:\Ops\w.vbs`,
			files{
				jobs:           syncText,
				`C:\Ops\w.vbs`: "Set sh = CreateObject(\"WScript.Shell\")\r\nd = \"C:\\Jobs\"\r\n' a comment\r\ncmd = \"powershell -File \"\"\" & d & \"\\s.ps1\"\"\"\r\nsh.Run cmd, 0, True",
			}),
		onTask("wsf", "found", "wscript.exe", `C:\Ops\w.wsf`, files{
			jobs:           syncText,
			`C:\Ops\w.wsf`: `<job><script language="VBScript">CreateObject("WScript.Shell").Run "powershell -File C:\Jobs\s.ps1"</script></job>`,
		}),
		onTask("perl", "unsure", `C:\Perl\perl.exe`, `C:\Ops\run.pl`,
			files{jobs: syncText, `C:\Ops\run.pl`: `system("powershell -File C:\\Jobs\\s.ps1")`, `C:\Perl\perl.exe`: "MZ"}),
		onTask("updater of Google", "nothing", `C:\Program Files (x86)\Google\Update\GoogleUpdate.exe`, "/c",
			files{`C:\Program Files (x86)\Google\Update\GoogleUpdate.exe`: "MZ"}),
		onTask("program of Windows", "nothing", `%windir%\system32\defrag.exe`, "-c", nil),
		onTask("editor", "mention", "notepad.exe", jobs, here),
		{
			"name": "COM class of Windows", "expect": "nothing", "tasks": []any{
				map[string]any{"path": `\B`, "actions": []any{map[string]any{"type": 5, "class": "{1}"}}},
			},
			"registry": map[string]any{`HKLM:\SOFTWARE\Classes\CLSID\{1}\InprocServer32`: map[string]any{
				"(default)": `%SystemRoot%\System32\x.dll`,
			}},
		},
		{
			"name": "COM class of somebody", "expect": "unsure", "tasks": []any{
				map[string]any{"path": `\B`, "actions": []any{map[string]any{"type": 5, "class": "{1}"}}},
			},
			"registry": map[string]any{`HKLM:\SOFTWARE\Classes\CLSID\{1}\InprocServer32`: map[string]any{
				"(default)": `C:\Tools\x.dll`,
			}},
		},
		onService("srvany", "found", `C:\Tools\srvany.exe`, windowsMachine{
			"registry": map[string]any{`HKLM:\SYSTEM\CurrentControlSet\Services\Job\Parameters`: map[string]any{
				"Application": "powershell.exe", "AppParameters": `-File C:\Jobs\s.ps1`,
			}},
		}),
		onService("GitLab runner", "unsure", `C:\GitLab-Runner\gitlab-runner.exe run`, windowsMachine{"files": files{}}),
		onService("program of a vendor", "nothing", `"C:\Program Files\Vendor\agent.exe" -k`,
			windowsMachine{"files": files{}}),
		onService("driver of Windows", "nothing", `\SystemRoot\System32\svchost.exe -k netsvcs`,
			windowsMachine{"files": files{}}),
	}
}

func otherMachines() []windowsMachine {
	here := files{jobs: syncText}
	return []windowsMachine{
		onProcess("remote session", "unsure", map[string]any{"id": 9, "name": "wsmprovhost.exe"}, nil),
		onProcess("renamed PowerShell", "found", map[string]any{
			"id": 9, "name": "x.exe", "path": `C:\t\x.exe`,
			"command": `C:\t\x.exe -nop -f C:\Jobs\s.ps1`,
		}, here),
		onProcess("command line hidden", "unsure", map[string]any{"id": 9, "name": "powershell.exe"}, nil),
		onProcess("window", "nothing", map[string]any{
			"id": 9, "name": "powershell.exe",
			"command": `"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe" `,
		}, nil),
		onProcess("browser", "nothing", map[string]any{
			"id": 9, "name": "chrome.exe",
			"path":    `C:\Program Files\Google\Chrome\chrome.exe`,
			"command": `"C:\Program Files\Google\Chrome\chrome.exe" --type=renderer`,
		}, nil),
		onProcess("own process", "nothing", map[string]any{
			"id": "self", "name": "powershell.exe",
			"command": `powershell -File C:\Jobs\s.ps1`,
		}, nil),
		{"name": "nobody starts it", "expect": "unsure", "files": files{`C:\Scripts\AD\s.ps1`: syncText}},
		{"name": "folder of tasks denied", "expect": "unsure", "denied_words": "Zugriff verweigert", "denied_folders": []any{
			`\Secret`,
		}, "tasks": []any{map[string]any{"path": `\Secret\A`, "actions": []any{map[string]any{"path": "x"}}}}},
		{"name": "CIM denied", "expect": "unsure", "cim": "Zugriff verweigert"},
		{"name": "32 bits", "expect": "unsure", "bits32": true},
		{"name": "policy of a moment", "expect": "unsure", "files": files{
			jobs: syncText,
			`C:\ProgramData\Microsoft\Group Policy\History\{1}\Machine\Preferences\ScheduledTasks\ScheduledTasks.xml`: `<ScheduledTasks><ImmediateTaskV2 name="Now"><Properties action="C" name="Now"><Task><Actions><Exec><Command>powershell.exe</Command><Arguments>-File C:\Jobs\s.ps1</Arguments></Exec></Actions></Task></Properties></ImmediateTaskV2></ScheduledTasks>`,
		}},
		{"name": "policy that is no XML", "expect": "unsure", "files": files{
			`C:\ProgramData\Microsoft\Group Policy\History\{1}\Machine\Preferences\ScheduledTasks\ScheduledTasks.xml`: `<!DOCTYPE x [<!ENTITY p SYSTEM "file:///c:/hush">]><x>&p;</x>`,
		}},
		{
			"name": "scripts in a circle", "expect": "found", "tasks": []any{
				map[string]any{"path": `\A`, "actions": []any{map[string]any{"path": `C:\a.cmd`}}},
				map[string]any{"path": `\B`, "actions": []any{map[string]any{"path": `C:\b.cmd`}}},
			},
			"files": files{
				`C:\a.cmd`: "call C:\\b.cmd\r\n", `C:\b.cmd`: "call C:\\a.cmd\r\npowershell -File C:\\Jobs\\s.ps1",
				jobs: syncText,
			},
		},
		{
			"name": "Strasse and Straße", "expect": "found", "tasks": []any{
				map[string]any{"path": `\A`, "actions": []any{map[string]any{
					"path":      "powershell.exe",
					"arguments": `-File C:\Strasse.ps1`,
				}}}, map[string]any{
					"path":    `\B`,
					"actions": []any{map[string]any{"path": "powershell.exe", "arguments": `-File C:\Straße.ps1`}},
				},
			},
			"files": files{`C:\Strasse.ps1`: "Get-Date", `C:\Straße.ps1`: syncText},
		},
	}
}
