//go:build unix

package main_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// logLine matches a line of the log.
var logLine = regexp.MustCompile(`^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z msg=.*[^ ]\n$`)

// checkLog checks that a log has only complete lines, and returns the last one.
func checkLog(t *testing.T, log string) (last string) {
	t.Helper()
	for line := range strings.Lines(log) {
		if last = line; !logLine.MatchString(line) {
			t.Errorf("not a line of the log: %q", line)
		}
	}
	return last
}

// Requests and answers go to standard error and to the file, the result goes to its usual
// place, and the token goes nowhere.
func TestLogOfACommand(t *testing.T) {
	t.Parallel()
	const token = "t0ken-that-must-not-show"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/scim+json")
		w.Header().Set("Set-Cookie", "session="+token)
		fmt.Fprintf(w, `{"totalResults":1,"Resources":[{"id":"1","displayName":"sales","sent":%q,"x":"`+"\u202e"+`"}]}`,
			r.Header.Get("Authorization"))
	}))
	defer server.Close()
	folder := t.TempDir()
	file := filepath.Join(folder, "requests.log")
	run := func(flags ...string) (out, errOut string) {
		cmd := exec.Command(program, append([]string{
			"diff", "--ad", oneGroup(t, "Sales"), "--scim", server.URL + "/scim/2.0", "--workspace", folder + "/ws",
		}, flags...)...)
		cmd.Env = append(os.Environ(), "AD2SCIM_SCIM_TOKEN="+token)
		var o, e bytes.Buffer
		cmd.Stdout, cmd.Stderr = &o, &e
		cmd.Run() // the status is checked below
		if status := cmd.ProcessState.ExitCode(); status != 1 {
			t.Errorf("exit status %d: %s", status, e.String())
		}
		return o.String(), e.String()
	}
	plain, notes := run()
	if _, err := os.Stat(file); err == nil || strings.Contains(notes, "msg=") {
		t.Error("there is a log without the flags")
	}
	out, shown := run("--verbose", "--log-file", file)
	shown = strings.Replace(shown, notes, "", 1)
	written, err := os.ReadFile(file)
	if err != nil || string(written) != shown || out != plain {
		t.Errorf("%v: the file has:\n%s\nstandard error:\n%s\nstandard output:\n%s", err, written, shown, out)
	}
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Error(info.Mode(), err)
	}
	run("--log-file", file)
	both, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(both, written) || len(both) < 2*len(written)-200 {
		t.Errorf("%v: the second log is not behind the first one:\n%s", err, both)
	}
	last := checkLog(t, string(both))
	for _, want := range []string{
		`msg=start version="ad2scim v0.0.0-test`,
		`command="ad2scim diff" flags="--ad --log-file --scim --verbose --workspace"`,
		`msg="HTTP request" n=2 method=GET url="` + server.URL + `/scim/2.0/Groups?`, `sent\":\"Bearer ***\"`, `\u202e`,
	} {
		if !strings.Contains(string(both), want) {
			t.Errorf("%q is not in the log", want)
		}
	}
	if strings.Contains(string(both), token) || !strings.Contains(last, "msg=end status=1 took=") {
		t.Errorf("the log ends with %q", last)
	}
	if t.Failed() {
		t.Log(string(both))
	}
}
