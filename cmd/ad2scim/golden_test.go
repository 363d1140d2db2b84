package main_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// transcript is the output of a series of calls with their exit statuses. It is compared with a
// golden file, because refactoring must not change what users see.
type transcript struct {
	mu      sync.Mutex
	text    strings.Builder
	replace []string // pairs for strings.NewReplacer, such as a folder and its placeholder
}

// call adds a call and its output.
func (g *transcript) call(args []string, stdout, stderr string, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	fmt.Fprintf(&g.text, "$ %s\n", strings.Join(args, " "))
	for _, stream := range []struct{ mark, text string }{{"  ", stdout}, {"! ", stderr}} {
		if stream.text == "" {
			continue
		}
		for _, line := range g.short(stream.text) {
			g.text.WriteString(strings.TrimRight(stream.mark+line, " ") + "\n")
		}
	}
	fmt.Fprintf(&g.text, "= %d\n\n", status)
}

// Only the beginning of a long output is kept as text, and all of it as a hash.
const long, beginning = 100, 30

func (g *transcript) short(text string) []string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) <= long {
		return lines
	}
	sum := sha256.Sum256([]byte(g.settled(text)))
	return append(lines[:beginning], fmt.Sprintf("... %d lines, SHA-256 %x", len(lines), sum))
}

// The parts of the output that differ between runs.
var passing = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`), "TIME"},
	{regexp.MustCompile(`\d{4}-\s*\d\d-\s*\d\d\s+\d\d:\d\d(:\d\d)?(\s+UTC)?`), "TIME"},
	{regexp.MustCompile(`\d{8}T\d{6}Z-\w+`), "RUN"},
	{regexp.MustCompile(`\b\d{3,}h\d+m\d+s\b`), "AGE"},
	{regexp.MustCompile(`\b[a-z2-7]{26}\b`), "PLAN"},
	{regexp.MustCompile(` +\d+ ms\b`), " N ms"},
	{regexp.MustCompile(`"ms": ?[\d.]+`), `"ms": N`},
	{regexp.MustCompile(`,ok,\d+,`), ",ok,N,"},
	{regexp.MustCompile(`(127\.0\.0\.1|localhost):\d{2,5}`), "$1:PORT"},
	{regexp.MustCompile(`go1\.\S+ \w+/\w+`), "GOVERSION"},
}

// settled replaces the parts of a text that differ between runs.
func (g *transcript) settled(text string) string {
	text = strings.NewReplacer(g.replace...).Replace(text)
	for _, p := range passing {
		text = p.what.ReplaceAllString(text, p.with)
	}
	if who, err := user.Current(); err == nil {
		text = regexp.MustCompile(`\b`+regexp.QuoteMeta(who.Username)+`\b`).ReplaceAllLiteralString(text, "USER")
	}
	return text
}

// compare compares the transcript with its golden file, or writes that file with -update.
func (g *transcript) compare(t testing.TB, name string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name+".txt")
	got := g.settled(g.text.String())
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the program prints something else than %s holds (go test -update writes it):\n%s", file,
			firstDifference(string(want), got))
	}
}

// firstDifference returns the first call in which two transcripts differ.
func firstDifference(want, got string) string {
	wants, gots := strings.Split(want, "\n$ "), strings.Split(got, "\n$ ")
	for i := range min(len(wants), len(gots)) {
		if wants[i] != gots[i] {
			return "want: $ " + wants[i] + "\ngot:  $ " + gots[i]
		}
	}
	return fmt.Sprintf("want %d calls, got %d", len(wants), len(gots))
}
