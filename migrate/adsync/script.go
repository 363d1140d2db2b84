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

// Script names what is run on a Windows machine.
type Script string

// The scripts.
const (
	FindScript   Script = "find"   // prints a Report
	StopScript   Script = "stop"   // prints a Change
	ResumeScript Script = "resume" // prints a Change
)

// Arguments is what a script works on; FindScript takes none.
type Arguments struct {
	Tasks      []string `json:"tasks"`       // paths, such as \Dashlane\Sync
	EndRunning bool     `json:"end_running"` // StopScript alone: end an instance that runs
	// Host is the only machine on which anything is changed, with its domain where
	// that is known; "": any.
	Host string `json:"host,omitempty"`
	// Starts is what each of the tasks started when it was looked at, by its path;
	// one that starts something else now is left as it is. StopScript alone.
	Starts map[string]string `json:"starts,omitempty"`
	// Definitions is the SHA-256 of each task's definition when it was found, by its
	// path; a task that was changed since is left as it is. StopScript alone.
	Definitions map[string]string `json:"definitions,omitempty"`
}

// encode returns the arguments as ASCII: JSON in base64, so that no character
// in them can act.
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

// parts are the files of a script, in their order. windows.ps1 holds everything that
// a script asks of Windows.
func (s Script) parts() []string {
	if s == FindScript {
		return []string{"common", "windows", "words", "evidence", "follow", "hosts", "batch", "powershell", "values", "cmdlets", "others", "find"}
	}
	return []string{"common", "windows", "change", string(s)}
}

// parameter is the place of the arguments in a script.
const parameter = "param([string]$Arguments = ''"

// File returns the script for an admin to run by hand, arguments included, as a
// file with CRLF line ends, and its SHA-256 in hexadecimal.
func (s Script) File(a Arguments) (content []byte, sum string, err error) {
	text := s.text()
	if s != FindScript {
		quoted, err := psquote.Quote(a.encode())
		if err != nil {
			return nil, "", err
		}
		var about strings.Builder
		about.WriteString("# Made by ad2scim. It works on these scheduled tasks:\n")
		for _, t := range a.Tasks {
			about.WriteString("#   " + printable(t) + "\n")
		}
		text = about.String() + strings.Replace(text, parameter, "param([string]$Arguments = "+quoted, 1)
	} else {
		text = "# Made by ad2scim. It looks, and changes nothing.\n" + text
	}
	content = []byte(strings.ReplaceAll(text, "\n", "\r\n"))
	hash := sha256.Sum256(content)
	return content, hex.EncodeToString(hash[:]), nil
}

// printable returns text in printable ASCII, everything else by number, so that
// it cannot end a comment.
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

// bootstrap takes the script and its arguments from standard input: they are
// too long for a command line, which cmd.exe limits to 8191 characters.
const bootstrap = `$ProgressPreference='SilentlyContinue'
if ($PSVersionTable.PSVersion.Major -lt 3) { [Console]::Out.WriteLine('{"refused":"powershell"}'); exit 0 }
$parts = (@($input) -join '').Split('.')
& ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($parts[0])))) -Arguments $parts[1]
`

// input returns what the bootstrap reads. Base64 holds no full stop, so that
// one divides the parts, and line ends do not count.
func (s Script) input(a Arguments) string {
	args := ""
	if s != FindScript {
		args = a.encode()
	}
	return base64.StdEncoding.EncodeToString([]byte(s.text())) + "." + args + "\r\n"
}

func badInput(what, why, next string) error {
	return &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: next}
}
