//go:build unix

package main_test

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// oneGroup writes a file with one group, and returns its path.
func oneGroup(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "groups.csv")
	if err := os.WriteFile(file, []byte("name\n"+name+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// An interrupt ends a read that waits for a server, at once and with one line. The log ends
// with a complete line.
func TestInterruptEndsAReading(t *testing.T) {
	t.Parallel()
	asked, release := make(chan bool, 100), make(chan bool)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- true
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}))
	defer server.Close()
	defer close(release)
	file := filepath.Join(t.TempDir(), "requests.log")
	cmd := exec.Command(program, "diff", "--ad", oneGroup(t, "Sales"), "--scim", server.URL+"/scim/2.0", "--log-file",
		file)
	cmd.Env = append(os.Environ(), "AD2SCIM_SCIM_TOKEN=t", "XDG_STATE_HOME="+t.TempDir())
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // the status is checked below
	if status := cmd.ProcessState.ExitCode(); status != 130 || errOut.String() != "ad2scim: interrupted\n" ||
		out.Len() > 0 {
		t.Errorf("exit status %d, standard error %q, standard output %q", status, errOut.String(), out.String())
	}
	log, err := os.ReadFile(file)
	if last := checkLog(t, string(log)); err != nil || !strings.Contains(last, "msg=end status=130") ||
		!strings.Contains(string(log), `error="interrupt signal received"`) {
		t.Errorf("%v: the log is\n%s", err, log)
	}
}

// If the reader of the output ends, as head does, the program ends silently.
func TestClosedPipeIsNoError(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	file := filepath.Join(t.TempDir(), "many.csv")
	var groups strings.Builder
	groups.WriteString("name\n")
	for i := range 20_000 {
		fmt.Fprintf(&groups, "Group number %d\n", i)
	}
	if err := os.WriteFile(file, []byte(groups.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"table", "json", "csv", "markdown"} {
		cmd := exec.Command(program, "diff", "--all", "--ad", file, "--scim", oneGroup(t, "Other"), "--format", format)
		cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir())
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var errOut bytes.Buffer
		cmd.Stderr = &errOut
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
		out.Close()
		cmd.Wait() // may end by a signal; it must be silent
		ended := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if errOut.Len() > 0 || !ended.Signaled() && ended.ExitStatus() > 1 {
			t.Errorf("%s: %v, standard error %q", format, cmd.ProcessState, errOut.String())
		}
	}
}

// If the reader of the log on standard error ends, as head does, the work goes on, and so does the log in the file.
func TestLogOnAClosedPipe(t *testing.T) {
	t.Parallel()
	closed := make(chan bool)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		<-closed
		w.Header().Set("Content-Type", "application/scim+json")
		fmt.Fprint(w, `{"totalResults":1,"Resources":[{"id":"1","displayName":"Sales"}]}`)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "requests.log")
	cmd := exec.Command(program, "diff", "--ad", oneGroup(t, "Sales"), "--scim", server.URL+"/scim/2.0", "--verbose",
		"--log-file", file)
	cmd.Env = append(os.Environ(), "AD2SCIM_SCIM_TOKEN=t", "XDG_STATE_HOME="+t.TempDir())
	var out bytes.Buffer
	cmd.Stdout = &out
	errOut, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, err = errOut.Read(make([]byte, 10))
	errOut.Close()
	close(closed)
	cmd.Wait() // the status is checked below
	log, readErr := os.ReadFile(file)
	if last := checkLog(t, string(log)); err != nil || readErr != nil || !cmd.ProcessState.Success() ||
		!strings.Contains(last, "msg=end status=0") || out.Len() == 0 {
		t.Errorf("%v, %v: %v, standard output %q, the log is\n%s", err, readErr, cmd.ProcessState, out.String(), log)
	}
}

// Output that can't be written is an error.
func TestFullDiskIsAnError(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("this system has no /dev/full")
	} else if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	cmd := exec.Command(program, "diff", "--ad", oneGroup(t, "Sales"), "--scim", oneGroup(t, "Sales"))
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir())
	var errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = full, &errOut
	cmd.Run() // the status is checked below
	if status := cmd.ProcessState.ExitCode(); status != 2 || !strings.Contains(errOut.String(), "no space left") {
		t.Errorf("exit status %d, %q", status, errOut.String())
	}
}

// On a terminal without a given token, the program asks for it and hides what is typed.
func TestTokenIsAskedAtTheTerminal(t *testing.T) {
	t.Parallel()
	const token = "typed-t0ken"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/scim+json")
		if strings.HasSuffix(r.URL.Path, "/Groups") {
			fmt.Fprint(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[{"id":"1","displayName":"sales"}]}`)
			return
		}
		fmt.Fprint(w, `{}`)
	}))
	defer server.Close()
	term := openTerminal(t, 100, 30, nil, "diff", "--ad", oneGroup(t, "Sales"), "--scim", server.URL+"/scim/2.0")
	term.waitFor("Token for " + server.URL)
	term.typeText(token)
	term.press("Enter")
	screen := term.waitFor("capital S / small s", "1 differ")
	if status := term.waitExit(); status != 1 {
		t.Errorf("exit status %d", status)
	}
	if strings.Contains(screen, token) {
		t.Error("the token shows on the screen")
	}

	asked := openTerminal(t, 100, 30, nil, "diff", "--ad", oneGroup(t, "Sales"), "--scim", server.URL+"/scim/2.0")
	asked.waitFor("Token for " + server.URL)
	asked.press("C-c")
	asked.waitFor("interrupted")
	if status := asked.waitExit(); status != 130 {
		t.Errorf("after Ctrl-C at the question: exit status %d", status)
	}
}

// The flag that turns verification off causes a warning on every run.
func TestInsecureSaysSo(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	run := func(args ...string) (string, int) {
		cmd := exec.Command(program, append([]string{
			"diff", "--quiet", "--ad", oneGroup(t, "Sales"), "--scim",
			server.URL + "/scim/2.0",
		}, args...)...)
		cmd.Env = append(os.Environ(), "AD2SCIM_SCIM_TOKEN=t", "XDG_STATE_HOME="+t.TempDir())
		out, _ := cmd.CombinedOutput() // the status is returned
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, status := run(); status != 3 || !strings.Contains(out, "certificate") ||
		strings.Contains(out, "--scim-insecure)") {
		t.Errorf("a certificate that is not trusted: exit status %d: %s", status, out)
	}
	if out, status := run("--scim-insecure"); status != 3 || !strings.Contains(out,
		"warning: the certificate of "+server.URL+"/scim/2.0 is not verified (--scim-insecure)") {
		t.Errorf("--scim-insecure: exit status %d: %s", status, out)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _ := run("--scim-ca", ca); strings.Contains(out, "certificate") {
		t.Errorf("--scim-ca: %s", out)
	}
}
