//go:build linux

package main_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/demo/provider"
)

// systemFiles are the files that Go's runtime, the resolver, TLS and, with the race detector,
// the dynamic loader read on Linux.
var systemFiles = []string{
	"/etc/ld.so.", "/lib/", "/lib64/", "/usr/lib/",
	"/proc/", "/sys/", "/dev/null", "/dev/tty", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/resolv.conf",
	"/etc/hosts", "/etc/localtime",
	"/etc/mdns.allow", "/etc/ssl/", "/etc/pki/", "/usr/share/zoneinfo/", "/usr/share/ca-certificates/",
	"/usr/local/share/ca-certificates/", "/usr/local/share/certs",
	"/system/etc/security/cacerts", "/etc/gai.conf", "/etc/services", "/etc/protocols",
}

var (
	tracedFile = regexp.MustCompile(
		`(?:openat|openat2|open|creat|mkdirat|mkdir|renameat2?|rename|linkat|link|unlinkat|unlink|symlinkat|symlink|truncate)\((?:AT_FDCWD, )?"([^"]*)"`)
	tracedConnect = regexp.MustCompile(
		`(?:connect|sendto|sendmsg)\(\d+, .*(sin_port=htons\(\d+\), sin_addr=inet_addr\("[^"]*"\)|sin6_port=[^}]*|sun_path=@?"[^"]*")`)
)

// A complete run, from the comparison to the report, opens only connections and files that the
// user named, its workspace, and what the system's libraries read.
func TestTouchesNothingElse(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is missing")
		}
		t.Skip("strace is missing")
	}
	folder := t.TempDir()
	const secret = "9f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f"
	handler, err := provider.Handler(secret, nil, []*provider.Resource{
		{ID: "1", Attributes: map[string]any{"displayName": "sales emea"}},
		{ID: "2", Attributes: map[string]any{"displayName": "Legal"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ad := write("ad.csv", "id,name\n1,Sales EMEA\n2,Legal\n")
	token := write("token", secret)
	plan, report := filepath.Join(folder, "plan.json"), filepath.Join(folder, "report.html")
	sides := []string{"--ad", ad, "--scim", server.URL + "/scim/2.0", "--scim-token-file", token}
	for _, args := range [][]string{
		append([]string{"diff", "--format", "json"}, sides...),
		append([]string{"fix", "plan", "--out", plan}, sides...),
		append([]string{"fix", "apply", plan, "--yes"}, sides...),
		append([]string{"watch", "--once"}, sides...),
		{"steps", "choose", "--path", "self-hosted", "--idp", "okta"},
		{"status"},
		{"report", "--format", "html", "--out", report},
	} {
		log := filepath.Join(t.TempDir(), "trace")
		cmd := exec.Command("strace", append([]string{
			"-f", "-qq", "-s", "400", "-e", "trace=%file,%network", "-o", log,
			program,
		}, args...)...)
		cmd.Dir = folder
		state := filepath.Join(folder, "state")
		bus := filepath.Join(folder, "no-bus")
		cmd.Env = []string{
			"HOME=" + filepath.Join(folder, "home"), "XDG_STATE_HOME=" + state,
			"DBUS_SESSION_BUS_ADDRESS=unix:path=" + bus, "PATH=" + os.Getenv("PATH"),
		}
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
		trace, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		named := []string{ad, token, plan, report, state, bus, folder + "/.ad2scim-"}
		for line := range strings.Lines(string(trace)) {
			judgeTrace(t, args[0], line, folder, server.Listener.Addr().String(), named)
		}
	}
}

// judgeTrace fails if a line of strace's log shows an unexpected access.
func judgeTrace(t *testing.T, command, line, folder, server string, named []string) {
	t.Helper()
	if m := tracedFile.FindStringSubmatch(line); m != nil && !strings.Contains(line, "ENOENT") {
		path := m[1]
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		begins := func(prefix string) bool { return strings.HasPrefix(path, prefix) }
		parent := func(prefix string) bool {
			return strings.HasPrefix(prefix,
				path+"/")
		} // a parent folder, to create or to sync
		if !slices.ContainsFunc(named, begins) && !slices.ContainsFunc(systemFiles, begins) && !slices.ContainsFunc(named,
			parent) {
			t.Errorf("%s touches %s: %s", command, path, line)
		}
	}
	m := tracedConnect.FindStringSubmatch(line)
	if m == nil {
		return
	}
	host, port, _ := strings.Cut(server, ":")
	local := strings.Contains(m[1], "no-bus") || strings.Contains(m[1], "nscd")
	if !local && m[1] != `sin_port=htons(`+port+`), sin_addr=inet_addr("`+host+`")` {
		t.Errorf("%s connects to %s: %s", command, m[1], line)
	}
}
