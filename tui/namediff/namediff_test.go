package namediff

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ad2scim/tui/screentest"
	"ad2scim/tui/theme"
)

// name generates hostile names, joined and cut.
var name = rapid.OneOf(
	rapid.SampledFrom(screentest.Nasty),
	joining,
	rapid.String(),
	rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 40), func(b []byte) string { return string(b) }),
	rapid.Map(rapid.SliceOfN(rapid.SampledFrom(screentest.Nasty), 0, 4), func(s []string) string {
		return strings.Join(s, "x")
	}),
)

// joining generates characters that form one cluster with their neighbors.
var joining = rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{
	"\u0D4E", "\U000111C2", "\u0E33", "\uFF9E",
	"\U0001F3FF", "\u0301", "\u200D", "\U0001F1E9", "\u1100", "\u1161", " ", "a", "\x00", "\t",
}), 0, 12),
	func(s []string) string { return strings.Join(s, "") })

func TestCellFillsItsColumns(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		width := rapid.IntRange(1, 90).Draw(r, "width")
		got := Cell(name.Draw(r, "name"), width, theme.Plain, theme.Hidden)
		if w := ansi.StringWidth(got); w != width {
			r.Fatalf("%d columns in place of %d: %q", w, width, got)
		}
		screentest.CheckGrid(r, got, width, 1)
	})
}

func TestPairKeepsItsColumns(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		width := rapid.IntRange(8, 90).Draw(r, "width")
		p := NewPair(name.Draw(r, "a"), name.Draw(r, "b"))
		from := p.Start(width)
		if rapid.Bool().Draw(r, "elsewhere") {
			from = rapid.IntRange(0, p.Width()+5).Draw(r, "from")
		}
		a, b, carets := p.Lines(from, width)
		for _, l := range []string{a, b, carets} {
			if w := ansi.StringWidth(l); w != width {
				r.Fatalf("%d columns in place of %d: %q", w, width, l)
			}
		}
		screentest.CheckGrid(r, strings.Join(append(p.Explanations(width), a, b, carets), "\n"), width, 5000)
	})
}

func TestCellShowsWhatIsHidden(t *testing.T) {
	for _, c := range []struct {
		name  string
		width int
		want  string
	}{
		{"Sales EMEA", 12, "Sales EMEA  "},
		{"Sales EMEA ", 12, "Sales EMEA· "},
		{"Sales EMEA", 8, "Sales E…"},
		{"日本語", 5, "日本…"},
		{"日本語", 4, "日… "},
		{"caf\xe9", 12, "caf‹0xE9›   "},
		{"", 3, "   "},
	} {
		if got := ansi.Strip(Cell(c.name, c.width, theme.Plain, theme.Hidden)); got != c.want {
			t.Errorf("Cell(%q, %d) = %q, want %q", c.name, c.width, got, c.want)
		}
	}
}

func TestPairAlignsEqualPlaces(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want [3]string
	}{
		{"Sales EMEA", "Sales EMEA ", [3]string{"Sales EMEA", "Sales EMEA·", "          ▲"}},
		{"Team 1", "team 1", [3]string{"Team 1", "team 1", "▲"}},
		{"SalesEMEA", "Sales EMEA", [3]string{"Sales╌EMEA", "Sales·EMEA", "     ▲"}},
		{"日本 Team", "日本 team", [3]string{"日本 Team", "日本 team", "     ▲"}},
	} {
		p := NewPair(c.a, c.b)
		a, b, carets := p.Lines(0, 20)
		for i, got := range []string{a, b, carets} {
			if got = strings.TrimRight(ansi.Strip(got), " "); got != c.want[i] {
				t.Errorf("%q / %q: line %d is %q, want %q", c.a, c.b, i, got, c.want[i])
			}
		}
	}
}

func TestLongPairBeginsNearItsDifference(t *testing.T) {
	long := strings.Repeat("abcdefghi ", 30)
	p := NewPair(long+"End", long+"end")
	from := p.Start(40)
	a, _, carets := p.Lines(from, 40)
	if !strings.Contains(ansi.Strip(a), "End") || !strings.Contains(carets, "▲") {
		t.Errorf("the difference isn't visible: %q %q", a, carets)
	}
}

func TestExplanationStandsBesideItsCaret(t *testing.T) {
	_, _, carets := NewPair("Sales EMEA", "Sales EMEA ").Lines(0, 60)
	if got, want := strings.TrimRight(ansi.Strip(carets), " "), "          ▲ trailing space (U+0020)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
