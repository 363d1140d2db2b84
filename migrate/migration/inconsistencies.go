package migration

import (
	"cmp"
	"encoding/json"
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// kindDoubt is the kind of the journal's entries about what a later start found to
// be uncertain. What is in doubt before such an entry has been told.
const kindDoubt = "doubt"

// lost says what is missing of the journal of a state that was read; empty for
// nothing.
func (s State) lost(j *store.Journal) string {
	switch {
	case s.Lost != "" || j.Last() >= s.journal:
		return s.Lost
	case j.Last() == 0:
		return fmt.Sprintf("the journal is missing, and it had %d lines: without it, changes can't be listed or undone",
			s.journal)
	}
	return fmt.Sprintf("the journal ends at line %d, but it had %d: some changes are missing", j.Last(),
		s.journal)
}

// IncompleteJournal is what an admin types to go on with a journal of which a part
// is lost.
const IncompleteJournal = "the journal is incomplete"

// CheckJournal returns a Problem where a part of the journal is lost: then
// nothing is changed or taken back until the part is put back, or an admin
// accepts it.
func (w *Workspace) CheckJournal() error {
	lost := w.State().Lost
	if lost == "" {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "can't rely on the journal in " + migrate.Quote(w.Dir()), Why: lost,
		Next: "restore journal.ndjson from a copy, or continue without the lost part by typing " +
			migrate.Quote(IncompleteJournal),
	}
}

// AcceptJournal goes on with the journal as it is, and notes that.
func (w *Workspace) AcceptJournal(who string) error {
	lost := w.State().Lost
	if lost == "" {
		return nil
	}
	_, err := w.Note(func(s *State) (store.Entry, error) {
		s.Lost, s.Doubts = "", nil
		return store.Entry{Kind: kindDoubt, Text: names.Visible(who + " continues without a part of the journal: " + lost)},
			nil
	})
	return err
}

// inconsistencies says what is uncertain of a state that was read: changes whose line was
// written before a crash kept the state from it.
// A state of an older program, which knows of no line, tells nothing.
func (s State) inconsistencies(j *store.Journal) ([]string, error) {
	if s.journal == 0 || j.Last() <= s.journal {
		return nil, nil
	}
	var all []string
	for e, err := range j.All() {
		if err != nil {
			return nil, err
		}
		switch {
		case e.Seq <= s.journal:
		case e.Kind == kindDoubt:
			all = nil
		case e.Kind == KindStep:
			if why := s.unsaved(e); why != "" {
				all = append(all, why)
			}
		}
	}
	return all, nil
}

// unsaved says that a step does not stand as its line says; empty if it does.
func (s State) unsaved(e store.Entry) string {
	var line struct {
		Step   playbook.StepID
		Status string
	}
	if json.Unmarshal(e.Data, &line) != nil || line.Step == "" {
		return ""
	}
	is := string(s.Playbook.Steps[line.Step].Status)
	if is == "" {
		is = takenBack
	}
	if is == line.Status {
		return ""
	}
	return fmt.Sprintf("line %d of the journal records the step %s as %s, but the program was interrupted before it saved that. Check the step, then record it again",
		e.Seq, migrate.Quote(cmp.Or(playbook.Dashlane().Title(line.Step), string(line.Step))),
		playbook.Status(line.Status).Words())
}

// tell writes what is in doubt into the journal, before a change makes the state
// agree with it.
func (w *Workspace) tell() error {
	for _, doubt := range w.state.Doubts {
		if doubt == w.state.Lost {
			continue // until it is accepted
		}
		if _, err := w.Journal().Append(store.Entry{Run: store.NewRun(), Kind: kindDoubt, Text: doubt}); err != nil {
			return err
		}
	}
	w.state.Doubts = nil
	if w.state.Lost != "" {
		w.state.Doubts = []string{w.state.Lost}
	}
	return nil
}
