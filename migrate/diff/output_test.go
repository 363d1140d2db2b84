package diff

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// sample has every status and hostile names.
func sample(t *testing.T) *Result {
	ad := groupsOf("a", "Sales", "Finance Admins", "Ops-Oslo", "Twin", "Twin", "=cmd|calc", "a|b`c", "Naïve 日本",
		"\x1b[2J\u202eevil", "Left", "Marketing")
	scim := groupsOf("s", "Sales", "sales", "finance admins ", "Ops–Oslo", "+1", "A|B`C", "Naïve  日本", "\x1b[2J\u202eEvil",
		"bad\xffbytes", "Markteing", "line\nbreak")
	r := compare(t, ad, scim)
	r.ADSource, r.SCIMSource = "ad.csv", "scim\x1b.csv"
	r.Notes = []string{"a note"}
	return r
}

func TestJSON(t *testing.T) {
	r := sample(t)
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	type group struct {
		ID, Name   string
		DN         *string
		NameBase64 []byte `json:"name_base64"`
	}
	var got struct {
		Schema   string
		AD, SCIM struct {
			Source string
			Groups int
		}
		Summary struct {
			Exact, Differs, Conflict, Conflicts int
			ADOnly                              int            `json:"ad_only"`
			SCIMOnly                            int            `json:"scim_only"`
			ByKind                              map[string]int `json:"by_kind"`
		}
		SideWide []struct {
			What, Side, Value, Remedy string
			Groups                    int
		} `json:"side_wide"`
		Notes []string
		Rows  []struct {
			Status     string
			Kinds      []string
			Score      float64
			AD, SCIM   *group
			Candidates []struct {
				Side, ID, Name, DN string
				Kinds              []string
				Score              float64
			}
			VariantOf string `json:"variant_of"`
			PairedBy  string `json:"paired_by"`
			Conflict  int
			Near      []struct {
				Side, ID, Name string
				Score          float64
			}
		}
	}
	d := json.NewDecoder(&b)
	d.DisallowUnknownFields()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != "ad2scim.diff/v1" || got.AD.Groups != 11 || got.SCIM.Source != "scim\x1b.csv" ||
		len(got.Summary.ByKind) != len(names.AllKinds()) || len(got.Notes) != 1 {
		t.Errorf("head: %+v", got)
	}
	if s := got.Summary; s.Exact != r.Summary.Exact || s.Differs != r.Summary.Differs || s.Conflict != 2 ||
		s.Conflicts != 1 || s.ADOnly != r.Summary.ADOnly || s.SCIMOnly != r.Summary.SCIMOnly || s.ByKind["spacing"] != 2 {
		t.Errorf("summary %+v of %+v", s, r.Summary)
	}
	if len(got.Rows) != len(r.Rows) {
		t.Fatalf("%d rows of %d", len(got.Rows), len(r.Rows))
	}
	for i, row := range got.Rows {
		want := r.Rows[i]
		if row.Status != want.Status.String() || strings.Join(row.Kinds, ", ") != want.Kinds.String() ||
			row.Score != want.Score ||
			row.VariantOf != want.VariantOf() || row.PairedBy != want.PairedBy.String() || row.Conflict != want.Conflict ||
			len(row.Near) != len(want.Near()) || len(row.Candidates) != len(want.Candidates()) || row.Kinds == nil ||
			row.Candidates == nil {
			t.Errorf("row %d: %+v of %+v", i, row, want)
		}
		for _, side := range []struct {
			got  *group
			want *migrate.Group
		}{{row.AD, want.AD}, {row.SCIM, want.SCIM}} {
			if (side.got == nil) != (side.want == nil) {
				t.Errorf("row %d: %+v of %+v", i, side.got, side.want)
			} else if side.got != nil {
				name := side.got.Name
				if side.got.NameBase64 != nil {
					if name != `bad\xffbytes` {
						t.Errorf("name %q", name)
					}
					name = string(side.got.NameBase64)
				}
				if name != side.want.Name || side.got.ID != side.want.ID || side.got.DN != nil && *side.got.DN != side.want.DN {
					t.Errorf("row %d: %+v of %+v", i, side.got, side.want)
				}
			}
		}
	}
}

// A string is what encoding/json reads back, and nothing in it acts on a
// terminal.
func FuzzString(f *testing.F) {
	for _, s := range []string{
		"Sales EMEA and more", "abcdefg\x1fhijklmno", "abcdefgh\x7f", "ab\"cdefghij\\klmnop",
		"\"\\\n\t\x1b", "\u2028\u202e\ufeff", "\xff\xc3\xa9", "\U000E0001🎉", "\x9b\u009b", "\u0600\u070f",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := appendString(nil, s)
		var got string
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%+q: %v in %s", s, err, b)
		}
		want := ""
		for i := 0; i < len(s); {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				want += fmt.Sprintf(`\x%02x`, s[i])
			} else {
				want += s[i : i+size]
			}
			i += size
		}
		if got != want {
			t.Fatalf("%+q came back as %+q", s, got)
		}
		for _, r := range string(b) {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Fatalf("%+q: writes %U", s, r)
			}
		}
	})
}

func TestCSV(t *testing.T) {
	r := sample(t)
	var b bytes.Buffer
	if err := r.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	safe(t, b.String())
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != len(r.Rows)+1 {
		t.Fatalf("%d lines for %d rows", len(records), len(r.Rows))
	}
	all := map[string]bool{}
	for _, rec := range records[1:] {
		for _, c := range rec {
			if strings.HasPrefix(c, "=") || strings.HasPrefix(c, "+") || strings.HasPrefix(c, "@") {
				t.Errorf("cell %q is a formula", c)
			}
			all[c] = true
		}
	}
	for _, c := range []string{
		"'=cmd|calc", "'+1", "finance admins ", "case+spacing", "bad‹0xFF›bytes",
		"‹U+001B›[2J‹U+202E›evil", "line‹U+000A›break",
	} {
		if !all[c] {
			t.Errorf("no cell %q", c)
		}
	}
}

func TestMarkdown(t *testing.T) {
	var b bytes.Buffer
	if err := sample(t).WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	safe(t, b.String())
	for _, want := range []string{
		"| `Finance Admins` | `finance admins·` | case, spacing |", "`` a\\|b`c ``",
		"`=cmd\\|calc`", "## Only provisioned",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestTable(t *testing.T) {
	for _, width := range []int{40, 80, 120} {
		for _, color := range []bool{false, true} {
			var b bytes.Buffer
			if err := sample(t).WriteTable(&b, TableOptions{Width: width, Color: color}); err != nil {
				t.Fatal(err)
			}
			text := ansi.Strip(b.String())
			safe(t, text)
			if color == (text == b.String()) {
				t.Errorf("color is %v", !color)
			}
			if width >= 80 {
				for _, want := range []string{
					"trailing space (U+0020)", "hyphen - (U+002D) / en dash – (U+2013)", "Naïve··日本",
					"probably a duplicate",
				} {
					if !strings.Contains(text, want) {
						t.Errorf("width %d: no %q in\n%s", width, want, text)
					}
				}
			}
			lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
			for _, l := range lines[:len(lines)-1] {
				if w := ansi.StringWidth(l); w > max(width, 60) {
					t.Errorf("width %d: line of %d: %s", width, w, l)
				}
			}
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, "1 exact, 6 differ, 1 conflict, ") {
				t.Errorf("last line %q", last)
			}
		}
	}
}

// safe fails if text would act on a terminal.
func safe(t *testing.T, text string) {
	t.Helper()
	for _, r := range strings.ReplaceAll(text, "\n", "") {
		if unicode.In(r, unicode.Cc, unicode.Cf) || r == utf8.RuneError {
			t.Fatalf("%U in %q", r, text)
		}
	}
}
