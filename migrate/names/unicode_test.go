package names

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// kindsOf returns how two names differ, the same both ways round; "-" for names
// that are not one.
func kindsOf(t *testing.T, a, b string) string {
	t.Helper()
	d, ok := Compare(a, b)
	if e, ok2 := Compare(b, a); d != e || ok != ok2 {
		t.Errorf("%+q, %+q: %v %v, and %v %v the other way round", a, b, d, ok, e, ok2)
	}
	if !ok {
		return "-"
	}
	var f Folder
	keys := f.AppendKeys(nil, b, Foldable)
	if !d.Kinds.Has(Similar) && !slices.ContainsFunc(f.AppendKeys(nil, a, Foldable), func(k uint64) bool {
		return slices.Contains(keys, k)
	}) {
		t.Errorf("%+q, %+q: %v, but no key in common: two lists would not be searched for this pair", a, b, d.Kinds)
	}
	return d.Kinds.String()
}

// inNames puts two texts into names in which nothing else differs.
func inNames(a, b string) [][2]string {
	return [][2]string{{a, b}, {"Team 7 " + a + " x", "Team 7 " + b + " x"}}
}

// Each pair of CaseFolding.txt (Unicode Character Database) differs in case,
// where normalization does not make it equal.
func TestCaseFolding(t *testing.T) {
	f, err := os.Open("testdata/CaseFolding.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	pairs := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		fields := strings.Split(in.Text(), "; ")
		if len(fields) < 4 || fields[1] != "C" && fields[1] != "F" {
			continue
		}
		from, to := runesIn(t, fields[0]), runesIn(t, fields[2])
		if norm.NFKC.String(from) == norm.NFKC.String(to) {
			continue
		}
		pairs++
		for _, n := range inNames(from, to) {
			if got := kindsOf(t, n[0], n[1]); got != "case" {
				t.Errorf("%+q, %+q: %s, want case (%s)", n[0], n[1], got, in.Text())
			}
		}
	}
	if pairs < 1400 {
		t.Errorf("%d pairs", pairs)
	}
}

func runesIn(t *testing.T, hex string) string {
	t.Helper()
	var b strings.Builder
	for _, h := range strings.Fields(hex) {
		r, err := strconv.ParseInt(h, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteRune(rune(r))
	}
	return b.String()
}

// Each character and its normalized form differ in Unicode, white space aside.
func TestNormalization(t *testing.T) {
	pairs := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !unicode.IsGraphic(r) {
			continue
		}
		if testing.Short() && (r%8 != 0 || unicode.In(r, unicode.Han, unicode.Hangul) && r%64 != 0) {
			continue
		}
		s := string(r)
		for _, form := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD} {
			other := form.String(s)
			if other == s || strings.ContainsFunc(s+other, unicode.IsSpace) {
				continue
			}
			pairs++
			for _, n := range inNames(s, other) {
				if got := kindsOf(t, n[0], n[1]); got != "unicode" {
					t.Errorf("%+q, %+q: %s, want unicode", n[0], n[1], got)
				}
			}
		}
	}
	if pairs < 6000 && !testing.Short() || pairs < 500 {
		t.Errorf("%d pairs", pairs)
	}
}

// White space is Spacing, though compatibility normalization folds some of it.
func TestWhiteSpace(t *testing.T) {
	for r := range rune(unicode.MaxRune) {
		if !unicode.Is(unicode.White_Space, r) || r == ' ' {
			continue
		}
		for _, n := range [][2]string{
			{"Sales EMEA", "Sales" + string(r) + "EMEA"},
			{"Sales", "Sales" + string(r)},
			{"Sales", string(r) + "Sales"},
			{"Sales EMEA", "Sales " + string(r) + "EMEA"},
		} {
			if got := kindsOf(t, n[0], n[1]); got != "spacing" {
				t.Errorf("%+q, %+q: %s, want spacing", n[0], n[1], got)
			}
		}
	}
}

// Letters of different scripts with one skeleton (UTS #39) are look-alikes;
// letters of one script are not.
func TestConfusables(t *testing.T) {
	content, err := os.ReadFile("testdata/confusables.txt")
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for _, class := range strings.Fields(string(content)) {
		letters := []rune(class)
		for i, x := range letters {
			for _, y := range letters[:i] {
				for _, n := range inNames(string(x), string(y)) {
					got := kindsOf(t, n[0], n[1])
					switch across := scriptOf(x) != scriptOf(y); {
					case across && got != "lookalike":
						t.Errorf("%+q, %+q: %s, want lookalike", n[0], n[1], got)
					case !across && strings.Contains(got, "lookalike"):
						t.Errorf("%+q, %+q: %s, though both are of one script", n[0], n[1], got)
					}
					pairs++
				}
			}
		}
	}
	if pairs < 1000 {
		t.Errorf("%d pairs", pairs)
	}
}

// Each Latin letter and the letter that it is without its marks differ in
// accents. So do two forms of one letter with other marks.
func TestLatinLetters(t *testing.T) {
	byLetter := map[string][]string{}
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !unicode.Is(unicode.Latin, r) || !unicode.IsLetter(r) {
			continue
		}
		letter := ""
		parts := []rune(norm.NFD.String(string(r)))
		if len(parts) > 1 {
			letter = string(parts[0])
		}
		if name := strings.Fields(runenames.Name(r)); len(name) > 4 && name[2] == "LETTER" && len(name[3]) == 1 &&
			name[4] == "WITH" && !strings.Contains(runenames.Name(r), "WITH SMALL LETTER") { // ǅ is two letters
			if letter = name[3]; name[1] == "SMALL" {
				letter = strings.ToLower(letter)
			}
		}
		if letter == "" || norm.NFKC.String(letter) == norm.NFKC.String(string(r)) {
			continue
		}
		byLetter[letter] = append(byLetter[letter], string(r))
	}
	pairs := 0
	for letter, list := range byLetter {
		for i, accented := range list {
			others := []string{letter}
			if i > 0 {
				others = append(others, list[i-1])
			}
			for _, other := range others {
				pairs++
				for _, n := range inNames(accented, other) {
					if got := kindsOf(t, n[0], n[1]); got != "accents" {
						t.Errorf("%+q, %+q: %s, want accents", n[0], n[1], got)
					}
				}
			}
		}
	}
	if pairs < 1000 {
		t.Errorf("%d pairs", pairs)
	}
}

// Marks that make another letter of it, and signs, are no accents.
func TestNoAccents(t *testing.T) {
	for _, c := range [][2]string{
		{"й", "и"},
		{"Й", "И"},
		{"ї", "і"},
		{"ў", "у"},
		{"ґ", "г"},
		{"が", "か"},
		{"ぱ", "は"},
		{"ガ", "カ"},
		{"שׁ", "ש"},
		{"בָּ", "ב"},
		{"بُ", "ب"},
		{"आ", "अ"},
		{"कि", "क"},
		{"กิ", "ก"},
		{"≠", "="},
		{"ϊ", "ι"},
		{"Mueller", "Muller"},
		{"Goethe", "Gothe"},
		{"Aas", "As"},
		{"ы", "и"},
		{"щ", "ш"},
		{"ж", "з"},
		{"ŋ", "g"},
		{"ə", "e"},
	} {
		for _, n := range inNames(c[0], c[1]) {
			if got := kindsOf(t, n[0], n[1]); strings.Contains(got, "accents") {
				t.Errorf("%+q, %+q: %s", n[0], n[1], got)
			}
		}
	}
}
