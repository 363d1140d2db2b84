package psgrammartest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

//go:embed package.json package-lock.json parse.cjs
var files embed.FS

// Result is the result of parsing one script.
type Result struct {
	Errors   []string // syntax errors, by line
	Commands []string // names of the commands that it calls, in order
}

// Check fails the test if a script doesn't parse. It returns the names of the commands that each script calls, in
// order.
func Check(t testing.TB, scripts ...string) (commands [][]string) {
	t.Helper()
	for i, r := range Parse(t, scripts...) {
		for _, e := range r.Errors {
			t.Errorf("script %d does not parse: %s", i+1, e)
		}
		commands = append(commands, r.Commands)
	}
	return commands
}

// Parse parses the scripts in one Node process. Without Node and npm, the test is skipped, or fails if CI is true.
func Parse(t testing.TB, scripts ...string) []Result {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip("no PowerShell grammar here: `make test` installs it: ", err)
		}
	}
	dir, err := install(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	// Node's optimizing compiler takes 20 seconds for the grammar.
	cmd := exec.CommandContext(ctx, "node", "--liftoff-only", filepath.Join(dir, "parse.cjs"))
	input, err := json.Marshal(scripts)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = bytes.NewReader(input)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var results []Result
	if err := json.Unmarshal(out, &results); err != nil || len(results) != len(scripts) {
		t.Fatalf("node printed %q: %v", out, err)
	}
	return results
}

// install installs the grammar in the user's cache, once for each version of these files, and returns the folder.
func install(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	names := []string{"package.json", "package-lock.json", "parse.cjs"}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return "", err
		}
		hash.Write(data)
	}
	dir := filepath.Join(cache, "ad2scim-psgrammar", hex.EncodeToString(hash.Sum(nil)[:8]))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	// Tests of several packages run concurrently.
	lock := flock.New(filepath.Join(dir, "lock"))
	if _, err := lock.TryLockContext(ctx, 100*time.Millisecond); err != nil {
		return "", err
	}
	defer lock.Close()
	done := filepath.Join(dir, "installed")
	if _, err := os.Stat(done); err == nil {
		return dir, nil
	}
	for _, name := range names {
		data, _ := files.ReadFile(name)
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return "", err
		}
	}
	cmd := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci: %w: %s", err, out)
	}
	return dir, os.WriteFile(done, nil, 0o600)
}
