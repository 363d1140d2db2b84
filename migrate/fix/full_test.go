package fix

import (
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// fullJournal is a journal on a disk that has room for so many entries more.
// What the real one does then is tried where it is made.
type fullJournal struct {
	Journal
	room int
}

func (j *fullJournal) Append(e store.Entry) (store.Entry, error) {
	if j.room--; j.room < 0 {
		return e, &migrate.Problem{Class: migrate.BadInput, What: "cannot write to the journal", Why: "the disk is full"}
	}
	return j.Journal.Append(e)
}

// fullInAD lets the disk be full at every entry of the journal in turn.
func fullInAD(t *testing.T, s *sambatest.Server) {
	list := office(t, s, "Full", [3]string{"Full A", "", "full-1"}, [3]string{"Full B", "", "full-2"})
	d := directory(t, s.Connection(""))
	targets := Targets{migrate.AD: d}
	p := fixes(d, migrate.AD,
		Fix{ID: list[0].ID, DN: list[0].DN, Attribute: migrate.CommonName, Before: "Full A", After: "Full B"},
		Fix{ID: list[1].ID, DN: list[1].DN, Attribute: migrate.CommonName, Before: "Full B", After: "Full A"})
	for room := 0; ; room++ {
		w := open(t, t.TempDir())
		renames := 0
		_, err := Apply(t.Context(), p, ApplyOptions{
			Journal: &fullJournal{w.Journal(), room}, StopAfterErrors: -1,
			Targets: Targets{migrate.AD: hooked{Target: d, before: func(migrate.Change) { renames++ }}},
		})
		if whole := err == nil; whole {
			if room < 8 {
				t.Fatalf("with room for %d entries all is said to be well", room)
			}
			return
		}
		if migrate.ClassOf(err) != migrate.Partial {
			t.Fatalf("with room for %d entries: %v", room, err)
		}
		if renames > (room+1)/2 {
			t.Fatalf("with room for %d entries %d renames were made: one without its intent", room, renames)
		}
		expectSame(t, p, apply(t, p, w, targets), d)
		undo, err := Undo(w.Journal(), Selection{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, apply(t, undo, w, targets), map[State]int{Done: 2})
	}
}

// expectSame fails the test if not every fix has its last name.
func expectSame(t *testing.T, p *Plan, r *Result, target Target) {
	t.Helper()
	if r.Problem() != nil {
		t.Fatalf("%v: %+v", r.Problem(), r.Outcomes)
	}
	for _, f := range p.Fixes {
		if got := nameOf(t, target, f.ID, f.Attribute); got != f.After {
			t.Fatalf("fix %d ended as %q", f.Number, got)
		}
	}
}
