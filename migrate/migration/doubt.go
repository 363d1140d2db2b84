package migration

import (
	"encoding/json"
	"fmt"

	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// kindDoubt is the kind of the journal's entries about what a later start found to
// be uncertain. What is in doubt before such an entry has been told.
const kindDoubt = "doubt"

// doubts says what is uncertain of a state that was read: lines of the journal that
// are gone, and changes whose line was written before a crash kept the state from it.
// A state of an older program, which knows of no line, tells nothing.
func (s State) doubts(j *store.Journal) ([]string, error) {
	if s.journal == 0 || j.Last() == s.journal {
		return nil, nil
	}
	if j.Last() < s.journal {
		return []string{fmt.Sprintf("the journal ends with line %d, and there were %d: what was done is not all in it. Put back a copy, if there is one", j.Last(), s.journal)}, nil
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
	return fmt.Sprintf("line %d of the journal says that the step %s was noted as %s, and it is not: the program was cut off there. Look, then note it again", e.Seq, line.Step, line.Status)
}

// tell writes what is in doubt into the journal, before a change makes the state
// agree with it.
func (w *Workspace) tell() error {
	for _, doubt := range w.state.Doubts {
		if _, err := w.Journal().Append(store.Entry{Run: store.NewRun(), Kind: kindDoubt, Text: doubt}); err != nil {
			return err
		}
	}
	w.state.Doubts = nil
	return nil
}
