package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Every flag, command, make target and file in the README exists.
func TestReadmeNamesWhatExists(t *testing.T) {
	t.Parallel()
	readme := readFile(t, "README.md")
	help := func(args ...string) string {
		out, err := exec.Command(program, append(args, "--help")...).Output()
		if err != nil {
			t.Fatalf("%q --help: %v", args, err)
		}
		return string(out)
	}
	root := help()
	flags, commands := root, map[string]bool{}
	command := regexp.MustCompile(`(?m)^  ([a-z]+) +[A-Z]`)
	for _, m := range command.FindAllStringSubmatch(root, -1) {
		commands[m[1]] = true
		text := help(m[1])
		flags += text
		for _, below := range command.FindAllStringSubmatch(text, -1) {
			flags += help(m[1], below[1])
		}
	}
	known := map[string]bool{}
	for _, f := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(flags, -1) {
		known[f] = true
	}
	for _, f := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(readme, -1) {
		if !known[f] {
			t.Errorf("the README names the flag %s, which no command has", f)
		}
	}
	for _, m := range regexp.MustCompile("(?m)(?:bin/|`)ad2scim ([a-z]+)").FindAllStringSubmatch(readme, -1) {
		if !commands[m[1]] {
			t.Errorf("the README names the command %s, which is not there", m[1])
		}
	}
	makefile := readFile(t, "Makefile")
	for _, m := range regexp.MustCompile("(?m)(?:^|`)make ([a-z]+)").FindAllStringSubmatch(readme, -1) {
		if !strings.Contains(makefile, "\n"+m[1]+":") {
			t.Errorf("the README names make %s, which is not there", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(readme, -1) {
		readFile(t, filepath.FromSlash(m[1]))
	}
	for _, variable := range regexp.MustCompile(`AD2SCIM_[A-Z_]+`).FindAllString(readme, -1) {
		if !strings.Contains(flags, variable) {
			t.Errorf("the README names %s, which no command's help does", variable)
		}
	}
}

// The README names the default workspace folder on this system, and a build command for the
// package that make builds.
func TestReadmeSaysWhereTheFolderIsAndHowToBuild(t *testing.T) {
	t.Parallel()
	readme := readFile(t, "README.md")
	home := t.TempDir()
	cmd := exec.Command(program, "--help")
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_STATE_HOME=")
	help, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(strings.Join(strings.Fields(string(help)), " "), "(default AD2SCIM_WORKSPACE, else ")
	folder, _, found := strings.Cut(rest, ")")
	parent := strings.Replace(filepath.Dir(folder), home, "~", 1)
	if runtime.GOOS == "windows" {
		parent = "%LOCALAPPDATA%"
	}
	if !found || filepath.Base(folder) != "ad2scim" || !strings.Contains(readme, "`"+parent+"`") {
		t.Errorf("the folder is %q, and the README doesn't name %q", folder, parent)
	}
	const built = " -o bin/ad2scim ./cmd/ad2scim\n"
	if windows := strings.Replace(built, "ad2scim ", "ad2scim.exe ", 1); !strings.Contains(readFile(t, "Makefile"),
		built) ||
		!strings.Contains(readme, "\ngo build"+windows) {
		t.Error("the README and the Makefile build different programs")
	}
}

// The example in the README is the program's real output.
func TestReadmeShowsRealOutput(t *testing.T) {
	t.Parallel()
	_, rest, ok := strings.Cut(readFile(t, "README.md"), "\n$ bin/ad2scim ")
	line, rest, ok2 := strings.Cut(rest, "\n")
	want, _, ok3 := strings.Cut(rest, "```")
	if !ok || !ok2 || !ok3 {
		t.Fatal("the README has no example of a command with its output")
	}
	cmd := exec.Command(program, strings.Fields(line)...)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir())
	got, err := cmd.Output()
	if err == nil || cmd.ProcessState.ExitCode() != 1 || string(got) != want {
		t.Errorf("%s: %v\n%s\nwant:\n%s", line, err, got, want)
	}
}

// Continuous integration runs the command from the README.
func TestContinuousIntegrationRunsTheReadmesCommand(t *testing.T) {
	t.Parallel()
	if !strings.Contains(readFile(t, ".ci", "run"), "exec make test\n") || !strings.Contains(readFile(t, "README.md"),
		"\nmake test ") {
		t.Error(".ci/run and the README do not run the same command")
	}
}
