package fix

import (
	"slices"
	"testing"

	"ad2scim/migrate/store"
)

// The renames come out of the journal with what became of each, byte by byte; one
// without a result is in doubt.
func TestChangesAreReadFromTheJournal(t *testing.T) {
	w := open(t, t.TempDir())
	write := func(run, kind string, data any) int64 {
		e, err := entry(run, kind, "words", data)
		if err == nil {
			e, err = w.Journal().Append(e)
		}
		if err != nil {
			t.Fatal(err)
		}
		return e.Seq
	}
	if _, err := w.Journal().Append(store.Entry{Kind: "step", Text: "another kind"}); err != nil {
		t.Fatal(err)
	}
	write("r1", KindRun, runRecord{Plan: "p"})
	begin := func(run, from, to string) changeRecord {
		r := changeRecord{Side: "scim", Target: "there", ID: "1", Attribute: "displayName", From: text(from), To: text(to)}
		r.Intent = write(run, KindIntent, r)
		return r
	}
	end := func(r changeRecord, result, why string, stored *text) {
		r.Result, r.Why, r.Stored = result, why, stored
		write("r1", KindResult, r)
	}
	made, trimmed := text("B\xff"), text("B")
	end(begin("r1", "b", "B\xff"), resultDone, "", &made)
	end(begin("r1", "b ", "B "), resultDone, "the server stored “B”", &trimmed)
	end(begin("r1", "c", "C"), resultNotDone, "refused", nil)
	end(begin("r1", "d", "D"), resultUnknown, "the answer was lost", nil)
	write("r2", KindRun, runRecord{Plan: "p", Undoes: "r1"})
	begin("r2", "B", "b")
	got, err := Changes(w.Journal().All())
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, c := range got {
		words = append(words, c.Run+" "+c.Undoes+" "+c.From+">"+c.To+" "+c.Result+" "+c.Why)
		if c.Who == "" || c.Host == "" || c.Time.IsZero() || c.Side != "scim" {
			t.Errorf("%+v", c)
		}
	}
	want := []string{
		"r1  b>B\xff done ", "r1  b >B done the server stored “B”", "r1  c>C not-done refused",
		"r1  d>D in-doubt the answer was lost", "r2 r1 B>b in-doubt ",
	}
	if !slices.Equal(words, want) {
		t.Errorf("%q", words)
	}
	if _, err := w.Journal().Append(store.Entry{Kind: KindIntent, Data: []byte(`[]`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := Changes(w.Journal().All()); err == nil {
		t.Error("a broken entry is passed over")
	}
}
