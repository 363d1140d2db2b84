package render

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/names"
)

// A sentence keeps its words, whatever names it quotes.
func TestTruncateQuoted(t *testing.T) {
	t.Parallel()
	got := TruncateQuoted("“" + strings.Repeat("x", 3000) + "” and “Ops” differ")
	if !strings.HasSuffix(got, "x… (3,000 characters)” and “Ops” differ") || ansi.StringWidth(got) > MaxTextWidth+30 {
		t.Errorf("%q", got)
	}
}

// A text that is too long is cut to its columns, and says how many characters it has: not
// how many the signs for hidden ones take.
func TestTruncate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, end string
	}{
		"the longest of AD":  {strings.Repeat("x", 256), "xxx"},
		"one more":           {strings.Repeat("x", 257), "x… (257 characters)"},
		"wide":               {strings.Repeat("東", 5000), "東… (5,000 characters)"},
		"zero-width spaces":  {names.Visible(strings.Repeat("\u200b", 3000)), "… (3,000 characters)"},
		"bad bytes":          {names.Visible(strings.Repeat("\xff", 3000)), "… (3,000 characters)"},
		"marked":             {"\x1b[1m" + strings.Repeat("y", 400) + "\x1b[0m", " (400 characters)"},
		"short, with a sign": {names.Visible("a\u200b"), "›"},
	} {
		got := Truncate(c.text)
		if !strings.HasSuffix(got, c.end) || ansi.StringWidth(got) > MaxTextWidth {
			t.Errorf("%s: %d columns, %q", name, ansi.StringWidth(got), got)
		}
	}
}
