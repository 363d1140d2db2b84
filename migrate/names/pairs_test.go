package names

import (
	"os"
	"strings"
	"testing"
)

// The pairs were checked by hand: each line of the file has two names and how
// they differ, or - for names that are not one.
func TestPairsInManyLanguages(t *testing.T) {
	content, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	language, languages, pairs := "", 0, 0
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		if title, ok := strings.CutPrefix(line, "# "); ok {
			language = title
			languages++
			continue
		}
		fields := strings.Split(line, "|")
		if len(fields) != 3 {
			t.Fatalf("%q has %d fields", line, len(fields))
		}
		pairs++
		a, b := unescape(fields[0]), unescape(fields[1])
		if got := kindsOf(t, a, b); got != fields[2] {
			t.Errorf("%s: %+q, %+q: %s, want %s", language, a, b, got, fields[2])
		}
	}
	if pairs < 300 || languages < 12 {
		t.Errorf("%d pairs in %d languages", pairs, languages)
	}
}

// unescape resolves \uXXXX, which is for characters that an editor would change.
func unescape(s string) string {
	for {
		before, after, found := strings.Cut(s, `\u`)
		if !found {
			return s
		}
		var r rune
		for _, c := range after[:4] {
			r = r<<4 + rune(strings.IndexRune("0123456789abcdef", c))
		}
		s = before + string(r) + after[4:]
	}
}
