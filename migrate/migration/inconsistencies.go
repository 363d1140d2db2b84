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

// kindInconsistency is the kind of journal entries about inconsistencies that were found when the workspace was
// opened. Inconsistencies of entries before it have been reported.
const kindInconsistency = "doubt"

// missingJournal returns which part of the journal is missing, or "".
func (s State) missingJournal(j *store.Journal) string {
	switch {
	case s.MissingJournal != "" || j.Last() >= s.journal:
		return s.MissingJournal
	case j.Last() == 0:
		return fmt.Sprintf("the journal is missing, and it had %d lines: without it, changes can't be listed or undone",
			s.journal)
	}
	return fmt.Sprintf("the journal ends at line %d, but it had %d: some changes are missing", j.Last(),
		s.journal)
}

// IncompleteJournal is what an admin types to continue with a journal that has lost a part.
const IncompleteJournal = "the journal is incomplete"

// CheckJournal returns a Problem if a part of the journal is missing. Until the part is restored or an admin
// accepts the loss, nothing is changed or undone.
func (w *Workspace) CheckJournal() error {
	lost := w.State().MissingJournal
	if lost == "" {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "can't rely on the journal in " + migrate.Quote(w.Dir()), Why: lost,
		Next: "restore journal.ndjson from a copy, or continue without the lost part by typing " +
			migrate.Quote(IncompleteJournal),
	}
}

// AcceptJournal accepts the journal as it is, and records that.
func (w *Workspace) AcceptJournal(who string) error {
	lost := w.State().MissingJournal
	if lost == "" {
		return nil
	}
	_, err := w.Record(func(s *State) (store.Entry, error) {
		s.MissingJournal, s.Inconsistencies = "", nil
		return store.Entry{Kind: kindInconsistency, Text: names.Visible(who + " continues without a part of the journal: " + lost)},
			nil
	})
	return err
}

// inconsistencies returns the changes in the journal that the state lacks because of a crash between writing the
// journal and the state. The state of an older version has no position in the journal, so that none can be found.
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
		case e.Kind == kindInconsistency:
			all = nil
		case e.Kind == KindStep:
			if why := s.unsaved(e); why != "" {
				all = append(all, why)
			}
		}
	}
	return all, nil
}

// unsaved returns a message if the state lacks the step change of a journal entry, or "".
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
		is = reopened
	}
	if is == line.Status {
		return ""
	}
	return fmt.Sprintf("line %d of the journal records the step %s as %s, but the program was interrupted before it saved that. Check the step, then record it again",
		e.Seq, migrate.Quote(cmp.Or(playbook.Dashlane().Title(line.Step), string(line.Step))),
		playbook.Status(line.Status).Words())
}

// recordInconsistencies writes the inconsistencies to the journal before the next change removes them from the
// state.
func (w *Workspace) recordInconsistencies() error {
	for _, doubt := range w.state.Inconsistencies {
		if doubt == w.state.MissingJournal {
			continue // until an admin accepts it
		}
		if _, err := w.Journal().Append(store.Entry{Run: store.NewRun(), Kind: kindInconsistency, Text: doubt}); err != nil {
			return err
		}
	}
	w.state.Inconsistencies = nil
	if w.state.MissingJournal != "" {
		w.state.Inconsistencies = []string{w.state.MissingJournal}
	}
	return nil
}
