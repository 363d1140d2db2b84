package diff

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

var update = flag.Bool("update", false, "write the golden files anew")

// merged compares the groups of two domains with a side that has a prefix, in which one pair is
// decided, one is marked as different, one is known by its identity, one name is near, and one name is in both domains.
func merged(t *testing.T) *Result {
	t.Helper()
	all := []string{
		"Finance", "Human Resources", "Legal", "Logistics", "Purchasing", "Warehouse", "Quality", "Research", "Payroll",
		"Customer Support", "Facilities", "Treasury",
	}
	var ad, scim []migrate.Group
	for i, n := range all {
		ad = append(ad, migrate.Group{ID: fmt.Sprint("a", i), Name: n, Source: "one.csv", DN: "CN=" + n + ",DC=one"})
		scim = append(scim, migrate.Group{ID: fmt.Sprint("s", i), Name: "APP-" + n})
	}
	scim[2].Name = "APP-legal "
	more := func(list *[]migrate.Group, id, name, source string) *migrate.Group {
		*list = append(*list, migrate.Group{ID: id, Name: name, Source: source})
		return &(*list)[len(*list)-1]
	}
	more(&ad, "twin1", "Operations", "one.csv")
	more(&ad, "twin2", "Operations", "two.csv")
	more(&ad, "line", "Operations\r", "two.csv")
	more(&scim, "o", "APP-Operations", "")
	more(&ad, "known", "Sales North", "two.csv")
	more(&scim, "renamed", "APP-Verkauf Nord", "").SetDetails(migrate.GroupDetails{ADID: "known"})
	more(&ad, "chosen", "Board", "two.csv")
	more(&scim, "choice", "APP-Directors", "")
	more(&ad, "near", "Maintenance", "two.csv")
	more(&scim, "nearly", "APP-Maintenence", "")
	more(&ad, "archive", "Archive", "one.csv")
	more(&scim, "other", "APP-archive", "")
	r := compare(t, ad, scim, Decision{ADID: "chosen", SCIMID: "choice"}, Decision{
		ADID: "archive", SCIMID: "other",
		Apart: true,
	},
		Decision{ADID: "twin2", SCIMID: "o", Apart: true}, Decision{ADID: "twin2", SCIMID: "renamed", Apart: true})
	r.ADSource, r.SCIMSource = "2 sources", "scim.csv"
	r.ADSources = []ListSource{
		{Source: "one.csv", NameAttribute: "cn", Base: "DC=one", Filter: "(cn=*)", Groups: 13},
		{Source: "two.csv", NameAttribute: "cn", Groups: 5},
	}
	return r
}

// TestForms holds each form of a result of several sources: JSON is what other programs read.
func TestForms(t *testing.T) {
	t.Parallel()
	r := merged(t)
	var got bytes.Buffer
	for _, form := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"JSON", r.WriteJSON},
		{"CSV", r.WriteCSV},
		{"Markdown", r.WriteMarkdown},
		{"table", func(w io.Writer) error { return r.WriteTable(w, TableOptions{}) }},
		{"all in 60 columns", func(w io.Writer) error { return r.WriteTable(w, TableOptions{Width: 60, All: true}) }},
	} {
		var b bytes.Buffer
		if err := form.write(&b); err != nil {
			t.Errorf("%s: %v", form.name, err)
		}
		safe(t, b.String())
		fmt.Fprintf(&got, "-- %s --\n%s", form.name, &b)
	}
	file := filepath.Join("testdata", "forms.golden")
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s is not what is written now (go test -update writes it anew): %v\n%s", file, err, got.Bytes())
	}
}

// full takes some bytes and then no more, as a disk that is full or a command that is canceled.
type full struct{ left int }

var errFull = errors.New("no space")

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestNoFormHidesThatItIsCutOff, wherever that is.
func TestNoFormHidesThatItIsCutOff(t *testing.T) {
	t.Parallel()
	r := merged(t)
	for name, write := range map[string]func(io.Writer) error{
		"JSON": r.WriteJSON, "CSV": r.WriteCSV, "Markdown": r.WriteMarkdown,
		"table": func(w io.Writer) error { return r.WriteTable(w, TableOptions{All: true}) },
	} {
		var whole bytes.Buffer
		if err := write(&whole); err != nil {
			t.Fatal(err)
		}
		for _, room := range []int{-1, 0, whole.Len() / 2, whole.Len() - 1} {
			if err := write(&full{room}); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d of %d bytes: %v", name, room, whole.Len(), err)
			}
		}
	}
}

// TestMarksBeneathAPrefix lie in the whole names, not in what is left without the prefix.
func TestMarksBeneathAPrefix(t *testing.T) {
	t.Parallel()
	r := merged(t)
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Name() != "Legal" {
			continue
		}
		var ad, scim []string
		for _, m := range r.Marks(row) {
			ad = append(ad, row.AD.Name[m.AStart:m.AEnd])
			scim = append(scim, row.SCIM.Name[m.BStart:m.BEnd])
		}
		if !row.Kinds.Has(names.SideWide) || !slices.Equal(ad, []string{"L", ""}) || !slices.Equal(scim, []string{"l", " "}) {
			t.Errorf("%s: marked are %q and %q", row.Kinds, ad, scim)
		}
		return
	}
	t.Error("the group is in no row")
}

// TestKeepCountsAnew, with conflicts as a whole.
func TestKeepCountsAnew(t *testing.T) {
	t.Parallel()
	r := merged(t)
	before := r.Summary
	if before.Conflicts != 1 || before.Exact != 0 {
		t.Fatalf("%+v", before)
	}
	number := 0
	for i := range r.Rows {
		number = max(number, r.Rows[i].Conflict)
	}
	entry := r.ConflictEntry(number)
	var members []string
	for _, m := range entry.Members {
		members = append(members, string(m.Side)+" "+m.Group.ID)
	}
	slices.Sort(members)
	if !slices.Equal(members, []string{"ad twin1", "ad twin2", "scim o"}) {
		t.Errorf("the conflict has %q", members)
	}
	r.Keep(func(row Row) bool { return row.Status == Conflict })
	if s := r.Summary; s.Conflicts != 1 || s.Conflict != len(r.Rows) || s.Differs+s.ADOnly+s.SCIMOnly != 0 {
		t.Errorf("%+v of %d rows", s, len(r.Rows))
	}
	r.Keep(func(Row) bool { return false })
	if s := r.Summary; s.Conflicts+s.Conflict != 0 || len(s.ByKind) != len(merged(t).Summary.ByKind) {
		t.Errorf("of nothing: %+v", s)
	}
}

// TestStatusesByTheirWords: each word is read back, and no other.
func TestStatusesByTheirWords(t *testing.T) {
	t.Parallel()
	for s := Exact; s.String() != "unknown"; s++ {
		if got, err := ParseStatus(s.String()); got != s || err != nil {
			t.Errorf("%s is read as %s: %v", s, got, err)
		}
	}
	for _, word := range []string{"", "EXACT", "unknown"} {
		_, err := ParseStatus(word)
		if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "ad-only") {
			t.Errorf("%q: %v", word, err)
		}
	}
}
