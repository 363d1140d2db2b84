package screentest

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
)

// Nasty lists names that try to break the grid or to control the terminal.
var Nasty = []string{
	"", " ", "   ", " leading", "trailing ", "two  spaces", "\u00a0nbsp\u00a0", "tab\there", "line\nbreak", "return\rhere",
	"\x1b[31mred", "\x1b]0;title\a", "\x1b[2J\x1b[H", "\x9b31m", "\u009b31m", "\x00null", "bell\a", "back\bspace",
	"\x7fdelete",
	"rlo\u202egnp.exe", "lri\u2066x\u2069", "zero\u200bwidth", "joiner\u200djoiner", "\ufeffbom", "soft\u00adhyphen",
	"tag\U000e0041",
	"日本語チーム", "ｆｕｌｌ", "한국어", "👩‍🚀🇩🇪👍🏽", "❤️", "☎︎", "e\u0301\u0302\u0303", "\u0301leading accent",
	"z" + strings.Repeat("\u0300", 300),
	"\xff\xfe", "caf\xe9", "\xed\xa0\x80", "ไทย", "हिन्दी", "العربية", "עברית", "\u2028line separator",
	"\u3000ideographic",
	strings.Repeat("long ", 100), strings.Repeat("界", 250), strings.Repeat("👩‍👩‍👧‍👦", 60), strings.Repeat("\u200b", 500),
	"Sales, EMEA", "C# Devs", `Back\slash`,
}

// Source is a source in memory.
type Source struct {
	Name      string
	List      []migrate.Group
	Err       error
	Gate      chan struct{} // if not nil, Groups waits until it is closed
	MembersOf map[string][]migrate.Member
	NoteList  []string
}

// String is the name of the source.
func (s *Source) String() string { return s.Name }

// Groups returns the list or the error.
func (s *Source) Groups(ctx context.Context, report migrate.Report) ([]migrate.Group, error) {
	report.Send(migrate.Progress{Doing: "reading groups", Done: len(s.List) / 2})
	if s.Gate != nil {
		select {
		case <-s.Gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return s.List, s.Err
}

// Members returns the members of a group, from Of.
func (s *Source) Members(_ context.Context, id string, _ bool) ([]migrate.Member, error) {
	m, ok := s.MembersOf[id]
	if !ok {
		return nil, &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot read the members", Why: "the group is gone",
			Next: "read the groups again",
		}
	}
	return m, nil
}

// Notes returns Noted.
func (s *Source) Notes() []string { return s.NoteList }

// Groups returns groups with these names, with ids and, for AD, DNs.
func Groups(side migrate.Side, names ...string) []migrate.Group {
	out := make([]migrate.Group, len(names))
	for i, n := range names {
		out[i] = migrate.Group{ID: fmt.Sprintf("%s-%d", side, i), Name: n}
		if side == migrate.AD {
			out[i].DN = "CN=" + n + ",OU=Groups,DC=corp,DC=example,DC=com"
			out[i].SetDetails(migrate.GroupDetails{Type: migrate.SecurityGroup})
		}
	}
	return out
}

// Failer is a test or one run of a property test.
type Failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// CheckGrid fails the test if view is larger than the area, or has a control character
// other than for color.
func CheckGrid(t Failer, view string, width, height int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) > height {
		t.Fatalf("%d lines in an area of %d", len(lines), height)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > width {
			t.Fatalf("line %d is %d columns wide in an area of %d: %q", i, w, width, l)
		}
		plain := sgr.ReplaceAllString(l, "")
		if !utf8.ValidString(plain) {
			t.Fatalf("line %d is not valid UTF-8: %q", i, plain)
		}
		for _, r := range plain {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
				t.Fatalf("line %d has %U: %q", i, r, l)
			}
		}
	}
}
