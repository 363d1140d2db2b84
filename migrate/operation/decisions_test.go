package operation

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// What a decision replaced applies again once it is undone, unless another one came since.
func TestUndoRestoresWhatADecisionReplaced(t *testing.T) {
	t.Parallel()
	decision := func(ad, scim string, apart bool) diff.Decision {
		return diff.Decision{ADID: "a" + ad, ADName: ad, SCIMID: "s" + scim, SCIMName: scim, Apart: apart}
	}
	same, apart := decision("Ops", "Operations", false), decision("Ops", "Operations", true)
	other, third := decision("Ops", "Payroll", false), decision("Finance", "Operations", false)
	for name, c := range map[string]struct {
		made  []diff.Decision // the last is undone
		since []diff.Decision
		want  []diff.Decision
		notes string
	}{
		"nothing":      {made: []diff.Decision{same}},
		"the opposite": {made: []diff.Decision{same, apart}, want: []diff.Decision{same}},
		"repeated":     {made: []diff.Decision{same, same}},
		"another partner": {
			made: []diff.Decision{same, other}, want: []diff.Decision{same},
			notes: "no longer applies",
		},
		"repeats one that replaced": {
			made: []diff.Decision{other, same, same}, want: []diff.Decision{other},
			notes: "Payroll",
		},
		"twice": {
			made: []diff.Decision{same, other, apart, same}, want: []diff.Decision{other, apart},
			notes: "Payroll",
		},
		"decided since": {
			made: []diff.Decision{same, other}, since: []diff.Decision{third}, want: []diff.Decision{third},
			notes: "no longer",
		},
		"two are replaced": {
			made: []diff.Decision{other, third, same}, want: []diff.Decision{other, third},
			notes: "Finance",
		},
	} {
		s := &Service{Dir: t.TempDir()}
		var notes []string
		for _, d := range slices.Concat(c.made, c.since) {
			noted, err := s.decide(adding(d))
			if err != nil {
				t.Fatal(err)
			}
			notes = append(notes, noted.Notes...)
		}
		if got := strings.Join(notes, "\n"); !strings.Contains(got, c.notes) || (got == "") != (c.notes == "") {
			t.Errorf("%s: notes %q", name, got)
		}
		made, err := s.madeDecisions()
		if err != nil {
			t.Fatal(err)
		}
		last := c.made[len(c.made)-1]
		i := slices.IndexFunc(made, func(m MadeDecision) bool { return m.Decision == last })
		var said []string
		noted, err := s.note(func(state *migration.State) (entry store.Entry, err error) {
			entry, said, err = UndoDecision(state, made[i])
			return entry, err
		})
		got, _ := s.Decisions()
		if err != nil || !slices.Equal(got, c.want) || len(said) != len(c.want)-len(c.since) ||
			!strings.HasPrefix(noted.Line, Who()+" removed the decision that ") {
			t.Errorf("%s: %+v, %q, %+v, %v", name, got, said, noted, err)
		}
	}
}

// Undone one after the other, the newest first, decisions end where they began, also where
// one was made twice.
func TestEachDecisionIsUndoneOnce(t *testing.T) {
	t.Parallel()
	with := func(name string) diff.Decision { return diff.Decision{ADName: "Ops", SCIMName: name} }
	a, b, c := with("ops"), with("Payroll"), with("Board")
	for _, made := range [][]diff.Decision{{a, b, a, a}, {c, a, b, a}} {
		s := &Service{Dir: t.TempDir()}
		for _, d := range made {
			if _, err := s.decide(adding(d)); err != nil {
				t.Fatal(err)
			}
		}
		made = slices.Compact(made) // what is repeated is one decision
		for _, want := range slices.Backward(made) {
			undoNewest(t, s, want)
		}
		if left, err := s.Decisions(); err != nil || len(left) > 0 {
			t.Errorf("%+v, %v", left, err)
		}
	}
	// One that applies again, and is repeated then, still has what it replaced at first.
	s := &Service{Dir: t.TempDir()}
	for _, d := range []diff.Decision{c, a, b} {
		if _, err := s.decide(adding(d)); err != nil {
			t.Fatal(err)
		}
	}
	undoNewest(t, s, b)
	if _, err := s.decide(adding(a)); err != nil {
		t.Fatal(err)
	}
	undoNewest(t, s, a)
	undoNewest(t, s, c)
	// In a journal that was begun anew, a decision can apply again that was never made.
	var past decisionPast
	past.follow(a, decisionEntry{Decisions: []diff.Decision{b}, Undone: true, Restored: []diff.Decision{a}})
	past.follow(a, decisionEntry{Decisions: []diff.Decision{a}, Replaced: []diff.Decision{c}})
	if got := past.replaced(); !slices.Equal(got, []diff.Decision{c}) {
		t.Errorf("replaced %+v", got)
	}
	// What is forgotten with all about its group gives back nothing, if it applies again after that.
	past = decisionPast{}
	for _, e := range []decisionEntry{
		{Decisions: []diff.Decision{a}, Replaced: []diff.Decision{c}},
		{Decisions: []diff.Decision{b}, Replaced: []diff.Decision{a}},
		{Decisions: []diff.Decision{a}, Replaced: []diff.Decision{b}},
		{Decisions: []diff.Decision{a}, Undone: true, About: "Ops"},
		{Decisions: []diff.Decision{b}, Undone: true, Restored: []diff.Decision{a}},
	} {
		past.follow(a, e)
	}
	if got := past.replaced(); len(got) > 0 {
		t.Errorf("replaced %+v before it was forgotten", got)
	}
}

// undoNewest undoes the only decision, which must be this one.
func undoNewest(t *testing.T, s *Service, want diff.Decision) {
	t.Helper()
	made, err := s.madeDecisions()
	if err != nil || len(made) != 1 || made[0].Decision != want {
		t.Fatalf("%+v, %v; want %+v", made, err, want)
	}
	if _, err := s.decide(func(state *migration.State) (store.Entry, []string, error) {
		return UndoDecision(state, made[0])
	}); err != nil {
		t.Fatal(err)
	}
}

// Of decisions that are made together, each has what it replaced itself. One that is among them
// again, with other names by now, replaced nothing.
func TestDecisionsMadeTogether(t *testing.T) {
	t.Parallel()
	d := func(ad, scim string) diff.Decision {
		return diff.Decision{ADID: ad, ADName: ad, SCIMID: scim, SCIMName: scim}
	}
	s := &Service{Dir: t.TempDir()}
	decide := func(list ...diff.Decision) Noted {
		t.Helper()
		noted, err := s.decide(func(state *migration.State) (store.Entry, []string, error) {
			return ChangeDecisions(state, list...)
		})
		if err != nil {
			t.Fatal(err)
		}
		return noted
	}
	decide(d("Sales", "old sales"), d("Legal", "old legal"))
	if noted := decide(d("Sales", "sales"), d("Legal", "legal")); len(noted.Notes) != 2 {
		t.Errorf("%q", noted.Notes)
	}
	made, err := s.madeDecisions()
	if err != nil || len(made) != 2 {
		t.Fatal(made, err)
	}
	for i, want := range []diff.Decision{d("Sales", "old sales"), d("Legal", "old legal")} {
		if !slices.Equal(made[i].Replaced, []diff.Decision{want}) {
			t.Errorf("%+v, want %+v", made[i], want)
		}
	}
	renamed := d("Sales", "sales")
	renamed.SCIMName = "SALES"
	if noted := decide(renamed, d("Board", "board")); len(noted.Notes) > 0 {
		t.Errorf("%q", noted.Notes)
	}
	lines, err := s.Journal()
	if err != nil || strings.Contains(string(lines[len(lines)-1].Data), "replaced") {
		t.Errorf("%s, %v", lines[len(lines)-1].Data, err)
	}
}

// To decide again what is decided leaves the comparison as it is.
func TestADecisionThatIsRepeatedKeepsTheComparison(t *testing.T) {
	t.Parallel()
	d := diff.Decision{ADID: "1", ADName: "Ops", SCIMID: "2", SCIMName: "ops"}
	state := &migration.State{}
	for _, keeps := range []bool{false, true} {
		d.SCIMName += "2" // it was renamed
		state.Comparison = &migration.Comparison{}
		if _, _, err := ChangeDecisions(state, d); err != nil {
			t.Fatal(err)
		}
		if got := state.Comparison != nil; got != keeps || !slices.Equal(state.Decisions, []diff.Decision{d}) {
			t.Errorf("kept: %t, want %t; %+v", got, keeps, state.Decisions)
		}
	}
}

// A decision that another run changed since it was listed is not undone: neither is the
// opposite removed, nor does what it replaced come back.
func TestADecisionThatNoLongerStandsIsNotUndone(t *testing.T) {
	t.Parallel()
	same := diff.Decision{ADName: "Sales", SCIMName: "sales"}
	other := diff.Decision{ADName: "Sales", SCIMName: "Payroll"}
	apart := same
	apart.Apart = true
	for name, meanwhile := range map[string]func(*Service) (Noted, error){
		"the opposite was decided": func(s *Service) (Noted, error) { return s.decide(adding(apart)) },
		"it was removed":           func(s *Service) (Noted, error) { return s.Forget("sales") },
	} {
		s := &Service{Dir: t.TempDir()}
		for _, d := range []diff.Decision{other, same} {
			if _, err := s.decide(adding(d)); err != nil {
				t.Fatal(err)
			}
		}
		listed, err := s.madeDecisions()
		if err != nil || len(listed) != 1 || len(listed[0].Replaced) != 1 {
			t.Fatalf("%+v, %v", listed, err)
		}
		if _, err := meanwhile(s); err != nil {
			t.Fatal(err)
		}
		before, _ := s.Decisions()
		lines, _ := s.Journal()
		_, err = s.decide(func(state *migration.State) (store.Entry, []string, error) {
			return UndoDecision(state, listed[0])
		})
		after, _ := s.Decisions()
		now, _ := s.Journal()
		if migrate.ClassOf(err) != migrate.BadInput || !slices.Equal(after, before) || len(now) != len(lines) {
			t.Errorf("%s: %v; %+v, before %+v; %d lines more", name, err, after, before, len(now)-len(lines))
		}
	}
}

// The journal says who removed the decisions about a group, and about which.
func TestForgottenDecisionsNameTheirGroup(t *testing.T) {
	t.Parallel()
	s := &Service{Dir: t.TempDir()}
	for _, name := range []string{"Ops", "Board", "Legal"} {
		if _, err := s.decide(adding(diff.Decision{ADName: "Sales", SCIMName: name, Apart: true})); err != nil {
			t.Fatal(err)
		}
	}
	noted, err := s.Forget("Sales")
	want := Who() + ` removed 3 decisions about "Sales": "Sales" in AD and "Ops" on the SCIM side are different groups, ` +
		"and 2 more"
	if err != nil || noted.Line != want {
		t.Errorf("%q, %v, want %q", noted.Line, err, want)
	}
}

// adding is the change that makes one decision.
func adding(d diff.Decision) func(*migration.State) (store.Entry, []string, error) {
	return func(state *migration.State) (store.Entry, []string, error) { return ChangeDecisions(state, d) }
}
