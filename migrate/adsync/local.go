package adsync

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"log/slog"
	"os/exec"
	"runtime"
	"strings"
	"time"
	"unicode/utf16"

	"ad2scim/migrate"
)

// runLimit is how long a script may run on one host.
const runLimit = 5 * time.Minute

// Local is the computer that this program runs on.
type Local struct{}

// String returns "this computer".
func (Local) String() string { return "this computer" }

// Run runs the script in Windows PowerShell as the current user.
func (l Local) Run(ctx context.Context, script Script, args Arguments) (output []byte, err error) {
	asked := script.asked(ctx, l, args)
	defer func() { asked.Answered(err, slog.Int("bytes", len(output))) }()
	if runtime.GOOS != "windows" {
		return nil, badInput("cannot scan this computer", "it does not run Windows, and AD sync's script does",
			"", migrate.Remedy{Kind: migrate.RemedyOtherHost})
	}
	return runPowerShell(ctx, "powershell.exe", script, args)
}

func runPowerShell(ctx context.Context, program string, script Script, args Arguments) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, powerShellFlags()...)
	cmd.Stdin = strings.NewReader(script.input(args))
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	if err != nil || out.Len() == 0 {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, failed(Local{}.String(), problems.String(), err)
	}
	return out.Bytes(), nil
}

// powerShellFlags are the flags with which the bootstrap runs. The execution policy doesn't
// apply: it is about files, and the bootstrap isn't one.
func powerShellFlags() []string {
	var raw []byte
	for _, unit := range utf16.Encode([]rune(bootstrap)) {
		raw = binary.LittleEndian.AppendUint16(raw, unit)
	}
	return []string{"-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand", base64.StdEncoding.EncodeToString(raw)}
}

// failed returns the error of a script that failed, with PowerShell's output as the reason.
func failed(host, said string, err error) error {
	why := ""
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		why = "it took longer than " + runLimit.String()
	case err != nil:
		why = err.Error()
	default:
		why = "PowerShell printed nothing"
	}
	if line := firstLine(said); line != "" {
		why += ": " + migrate.Quote(line)
	}
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot run the script on " + migrate.Quote(host), Why: why,
		Next:     "check that PowerShell may run there (AppLocker or Constrained Language Mode forbids it)",
		Remedies: migrate.Remedies{{Kind: migrate.RemedyRunScript}}, Err: err,
	}
}

// firstLine returns the first line with a message.
func firstLine(s string) string {
	for line := range strings.Lines(migrate.Mask(errorText(s))) {
		line = strings.TrimSpace(line)
		if line != "" {
			if len(line) > 300 {
				line = line[:300]
			}
			return strings.ToValidUTF8(line, "?")
		}
	}
	return ""
}
