package adsync

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/fix/psquote"
)

//go:embed ps/*.ps1
var sources embed.FS

// Script names a script that is run on a Windows host.
type Script string

// The scripts.
const (
	FindScript   Script = "find"   // prints a Report
	StopScript   Script = "stop"   // prints a Change
	ResumeScript Script = "resume" // prints a Change
)

// Arguments are the arguments of a script; FindScript has none.
type Arguments struct {
	Tasks      []string `json:"tasks"`       // paths, such as \Dashlane\Sync
	EndRunning bool     `json:"end_running"` // only for StopScript: end a running instance
	// Host is the only host that may be changed, with its domain if known; "": any.
	Host string `json:"host,omitempty"`
	// Starts is what each task started when it was scanned, by the task's path. A task that
	// starts something else now isn't changed. Only for StopScript.
	Starts map[string]string `json:"starts,omitempty"`
	// Definitions is the SHA-256 of each task's definition when it was found, by the task's
	// path. A task that was changed since isn't changed again. Only for StopScript.
	Definitions map[string]string `json:"definitions,omitempty"`
}

// encode returns the arguments as base64 of JSON: ASCII in which no character has a meaning
// for PowerShell.
func (a Arguments) encode() string {
	if a.Tasks == nil {
		a.Tasks = []string{}
	}
	data, err := json.Marshal(a)
	if err != nil {
		panic(err) // strings and a bool
	}
	return base64.StdEncoding.EncodeToString(data)
}

// text returns the script without arguments.
func (s Script) text() string {
	var all strings.Builder
	for _, part := range s.parts() {
		text, err := sources.ReadFile("ps/" + part + ".ps1")
		if err != nil {
			panic(err)
		}
		all.Write(text)
	}
	return all.String()
}

// parts are the files of a script, in order. windows.ps1 has everything that a script asks
// Windows; limited.ps1 and refusal.ps1 run if PowerShell is in Constrained Language Mode.
func (s Script) parts() []string {
	if s == FindScript {
		return []string{
			"head", "zone", "limitedwindows", "limited", "common", "windows", "words", "evidence", "follow", "hosts",
			"batch", "powershell", "values", "cmdlets", "others", "find",
		}
	}
	return []string{"head", "refusal", "common", "windows", "change", string(s)}
}

// parameter is the place of the arguments in a script.
const parameter = "param([string]$Arguments = ''"

// File returns the script with its arguments as a file for an admin to run, with CRLF line
// ends, and its SHA-256 in hexadecimal.
func (s Script) File(a Arguments) (content []byte, sum string, err error) {
	text := s.text()
	if s != FindScript {
		quoted, err := psquote.Quote(a.encode())
		if err != nil {
			return nil, "", err
		}
		var about strings.Builder
		on := ""
		if a.Host != "" {
			on = " on " + printable(a.Host)
		}
		fmt.Fprintf(&about, "# Made by ad2scim. It %s these scheduled tasks%s, and changes nothing else:\n",
			map[Script]string{StopScript: "disables", ResumeScript: "enables"}[s], on)
		for _, t := range a.Tasks {
			about.WriteString("#   " + printable(t) + "\n")
		}
		about.WriteString(howToRun(s.FileName(a.Host), s.baseName(a.Host)+".json"))
		text = about.String() + strings.Replace(text, parameter, "param([string]$Arguments = "+quoted, 1)
	} else {
		text = "# Made by ad2scim. It finds AD sync, and changes nothing.\n" + howToRun("find.ps1", "found.json") + text
	}
	content = []byte(strings.ReplaceAll(text, "\n", "\r\n"))
	hash := sha256.Sum256(content)
	return content, hex.EncodeToString(hash[:]), nil
}

// FileName returns a name for the file of a script that changes only one host, or any host if
// host is "". Each character of the host's name that isn't an ASCII letter, a digit, a period
// or a hyphen becomes an underscore: the name comes from a result file.
func (s Script) FileName(host string) string { return s.baseName(host) + ".ps1" }

func (s Script) baseName(host string) string {
	if host == "" {
		return string(s)
	}
	return string(s) + "-" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '_'
	}, host)
}

// howToRun is the head of a script: how to run it as administrator, and what to do about
// common obstacles. -Out works in every host; redirected output can be read too.
func howToRun(name, result string) string {
	return strings.NewReplacer("NAME", name, "RESULT", result).Replace(
		`# Run it as administrator, in Windows PowerShell 3.0 or later:
#   powershell -NoProfile -ExecutionPolicy Bypass -File .\NAME -Out RESULT
# RemoteSigned, and the file was downloaded: Unblock-File .\NAME
# A policy sets AllSigned (Get-ExecutionPolicy -List): sign the file, or give its text to
# PowerShell, which no policy for files forbids:
#   Get-Content -Raw .\NAME | Invoke-Expression > RESULT
# In Constrained Language Mode find says what it could not follow; stop and resume refuse.
`)
}

// printable returns text in printable ASCII, with other characters as numbers, so that it
// can't end a comment.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= ' ' && r <= '~' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "<U+%04X>", r)
		}
	}
	return b.String()
}

// bootstrap reads the script and its arguments from standard input: they are too long for a
// command line, which cmd.exe limits to 8191 characters.
const bootstrap = `$ProgressPreference='SilentlyContinue'
if ($PSVersionTable.PSVersion.Major -lt 3) { [Console]::Out.WriteLine('{"refused":"powershell"}'); exit 0 }
if ([string]$ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') { '{"refused":"mode"}'; exit 0 }
$parts = (@($input) -join '').Split('.')
[Console]::Out.WriteLine((@(& ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($parts[0])))) -Arguments $parts[1]) -join ''))
`

// input returns what the bootstrap reads. Base64 has no period, so a period separates the
// parts, and line ends don't count.
func (s Script) input(a Arguments) string {
	args := ""
	if s != FindScript {
		args = a.encode()
	}
	return base64.StdEncoding.EncodeToString([]byte(s.text())) + "." + args + "\r\n"
}

func badInput(what, why, next string, remedies ...migrate.Remedy) error {
	return &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: next, Remedies: remedies}
}

func remedy(kind migrate.RemedyKind) migrate.Remedies { return migrate.Remedies{{Kind: kind}} }
