//go:build unix

package main_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/adsync/winrmtest"
	"ad2scim/migrate/migration"
)

// windows is a Windows host reached by WinRM, and a workspace. It is a stand-in, because
// Windows isn't available to the tests.
type windows struct {
	*winrmtest.Machine
	server *winrmtest.Server
	flags  []string
	dir    string
	env    []string
}

// scriptToken is the token in AD sync's script, which must never be shown.
const scriptToken = "deadbeef-7777-4222-8333-123456789abc"

func startWindows(t *testing.T, name string, paths ...string) windows {
	t.Helper()
	m := winrmtest.NewMachine(name, paths...)
	m.Command += " -Token " + scriptToken
	s := winrmtest.Start(t, true, m.Run)
	return windows{m, s, []string{
		"--host", s.Listener.Addr().String(), "--host-user", s.Domain + `\` + s.User,
		"--host-ca", s.WriteCA(t),
	}, filepath.Join(t.TempDir(), "w"), nil}
}

// command is a call of ad2scim sync for the host. A stop without prompts includes the words to
// type.
func (w windows) command(action string, args ...string) *exec.Cmd {
	all := append([]string{"sync", action, "--workspace", w.dir}, args...)
	if action == "stop" && slices.Contains(args, "--yes") {
		all = append(all, "--type", "groups can be deleted")
	}
	cmd := exec.Command(program, append(all, w.flags...)...)
	cmd.Env = append(append(os.Environ(), "AD2SCIM_HOST_PASSWORD="+w.server.Password), w.env...)
	return cmd
}

// sync runs a command, and checks its exit status and that the output has no secret.
func (w windows) sync(t *testing.T, want int, action string, args ...string) (out, errOut string) {
	t.Helper()
	cmd := w.command(action, args...)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Fatal(err)
	}
	out, errOut = stdout.String(), stderr.String()
	if got := cmd.ProcessState.ExitCode(); got != want {
		t.Fatalf("sync %s %q: exit status %d, want %d: %s%s", action, args, got, want, out, errOut)
	}
	noSecret(t, []string{w.server.Password, scriptToken}, out, errOut)
	noTerminalSequences(t, out+errOut)
	return out, errOut
}

// remembered returns the state of the workspace.
func (w windows) remembered(t *testing.T) (migration.State, adsync.Memory) {
	t.Helper()
	space, err := migration.OpenReadOnly(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer space.Close()
	m, err := adsync.Remember(space.Journal())
	if err != nil {
		t.Fatal(err)
	}
	return space.State(), m
}

// stands checks the doctor's fact and the step of the runbook.
func (w windows) stands(t *testing.T, script, step string) {
	t.Helper()
	state, _ := w.remembered(t)
	if got := state.Facts["ad_sync_script"].Value; got != script {
		t.Errorf("the workspace says that the script is %q, want %q", got, script)
	}
	if got := string(state.Playbook.Steps["script-disabled"].Status); got != step {
		t.Errorf("the step script-disabled is %q, want %q", got, step)
	}
}

// secretsOnDisk checks that no written file has the password or the token.
func (w windows) secretsOnDisk(t *testing.T) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files++
		for _, secret := range []string{w.server.Password, scriptToken} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("a secret is in %s", path)
			}
		}
		return err
	})
	if err != nil || files < 2 {
		t.Fatal(files, err)
	}
}

func parse(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

// running is an enabled task that is running.
func running() winrmtest.Standing {
	return winrmtest.Standing{Enabled: true, State: "running", LastRun: "2026-01-20T11:00:00Z"}
}
