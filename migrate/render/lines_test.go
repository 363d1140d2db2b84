package render

import (
	"slices"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	const on, off = "\x1b[1;4;33m", "\x1b[0m"
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"Kundenservice Koeln", 19, []string{"Kundenservice Koeln"}},
		{"Kundenservice Koeln", 14, []string{"Kundenservice", "Koeln"}},
		{"Kundenservice", 8, []string{"Kundense", "rvice"}},
		{"東京総務部", 4, []string{"東京", "総務", "部"}},
		{"a" + on + "bcdef" + off + "g", 3, []string{"a" + on + "bc" + off, on + "def" + off, "g"}},
	} {
		if got := Lines(c.text, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d columns: %q, want %q", c.text, c.width, got, c.want)
		}
	}
	long := Lines(strings.Repeat("x", 1<<20), 20)
	if end := strings.Join(long[2:], " "); len(long) > maxLines+1 || !strings.Contains(end, "… (1,048,576 characters)") {
		t.Errorf("a name without end takes %d lines: %q", len(long), long)
	}
}

func TestWrapKeepsCommandsWhole(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"Run ad2scim steps check names-exact.", 30, []string{"Run ad2scim steps check", "names-exact."}},
		{"a\n\nb c", 2, []string{"a", "", "b", "c"}},
		{"abcdef g", 4, []string{"abcd", "ef g"}},
		{"", 4, []string{""}},
		{"x", 0, nil},
	} {
		if got := Wrap(c.text, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d columns: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
