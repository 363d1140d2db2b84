package operation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// knownFacts returns the facts that the workspace has. That Set up was available when a step
// was done doesn't count: the doctor is called because it is unavailable now. Facts that are
// no longer true are included, and the doctor says why.
func knownFacts(state migration.State) []doctor.Origin {
	known := state.KnownFacts()
	delete(known, doctor.Greyed)
	for name, fact := range state.Facts {
		if _, there := known[doctor.Fact(name)]; !there {
			known[doctor.Fact(name)] = fact
		}
	}
	var all []doctor.Origin
	for _, k := range slices.Sorted(maps.Keys(known)) {
		all = append(all, originOf(k, known[k]))
	}
	return all
}

// saveFacts saves facts with how they are known. How the script stands is known only from
// scans of hosts, which are recorded like every scan.
func (s *Service) saveFacts(force string, now []doctor.Origin, scans []adsync.ScanResult, show Progress) error {
	if len(scans) > 0 {
		now = slices.DeleteFunc(slices.Clone(now), func(o doctor.Origin) bool { return o.Fact == doctor.ADSyncScript })
	}
	if len(now) > 0 {
		err := s.write(func(w *migration.Workspace) error {
			_, err := w.Record(func(state *migration.State) (store.Entry, error) { return noteFacts(state, now, force) })
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(scans) == 0 {
		return nil
	}
	taken, err := s.syncService().RecordScan(scans)
	tellSettled(show, taken.Settled)
	return err
}

// RememberedFacts returns the facts that the workspace has and that are still true.
func RememberedFacts(state migration.State) doctor.Facts {
	return doctor.Gather(nil, nil, knownFacts(state)).Facts()
}

// SavableAnswers returns the answers that AnswerFacts can save. The path can't be answered
// once it is chosen, because changing it makes steps open again (see Service.Choose).
func SavableAnswers(state migration.State, answers map[doctor.Fact]string) map[doctor.Fact]string {
	savable := maps.Clone(answers)
	if _, err := state.Runbook(); err == nil {
		delete(savable, doctor.Path)
	}
	return savable
}

// FactError says why a person's answer isn't saved. It is the cause of a migrate.Problem.
type FactError struct {
	Fact doctor.Fact
	// Verified is the verified fact that the answer doesn't replace.
	Verified migration.Fact
	// Step is the step that sets the fact, if the answer would remove it.
	Step playbook.Step
}

// Error names the fact.
func (e *FactError) Error() string { return string(e.Fact) + " isn't saved" }

// AnswerFacts saves a person's answers as confirmed, and returns the journal's entry. An
// empty value removes an answer. A fact that a step sets can only be removed by opening the
// step again, and a verified fact isn't replaced: then nothing is changed, and the error has
// a FactError.
func AnswerFacts(state *migration.State, answers map[doctor.Fact]string) (store.Entry, error) {
	var said []doctor.Origin
	for _, k := range slices.Sorted(maps.Keys(answers)) {
		said = append(said, confirmedNow(k, answers[k]))
	}
	return noteFacts(state, said, "")
}

// confirmedNow returns a fact as a person confirms it now.
func confirmedNow(k doctor.Fact, value string) doctor.Origin {
	return doctor.Origin{
		Fact: k, Value: value, Grade: string(migration.GradeConfirmed), Source: Who(), Time: time.Now().UTC(),
	}
}

// noteFacts records facts. A statement replaces a verified fact only with a reason.
func noteFacts(state *migration.State, now []doctor.Origin, force string) (store.Entry, error) {
	var told, over []string
	before := knownFacts(*state)
	facts := maps.Clone(state.Facts)
	if facts == nil {
		facts = map[string]migration.Fact{}
	}
	for _, o := range now {
		known := better(*state, before, o)
		switch {
		case known.Value == o.Value && o.Value != "":
			continue // the fact is already known with a higher grade
		case o.Value == "":
			if err := mayRemove(*state, o, known); err != nil {
				return store.Entry{}, err
			}
			delete(facts, string(o.Fact))
			told = append(told, string(o.Fact)+" unknown")
			continue
		case known.Value != "":
			if !evidence.IsReason(force) {
				return store.Entry{}, notReplaced(o, known)
			}
			over = append(over, wasKnown(known))
		}
		if err := (doctor.Facts{}).Set(string(o.Fact), o.Value); err != nil {
			return store.Entry{}, err
		}
		facts[string(o.Fact)] = migration.Fact{
			Value: o.Value, Grade: migration.Grade(o.Grade), Time: o.Time, Source: o.Source,
		}
		told = append(told, fmt.Sprintf("%s=%s (%s, %s)", o.Fact, o.Value, migration.Grade(o.Grade).Words(), o.Source))
	}
	state.Facts = facts
	return factsEntry(state, told, over, force), nil
}

// better returns what is already known of a fact if the new value doesn't replace it, such as
// the result of a check; its value is empty if it does. A confirmed step may hide an earlier
// verified fact.
func better(state migration.State, known []doctor.Origin, than doctor.Origin) doctor.Origin {
	if i := slices.IndexFunc(known, func(o doctor.Origin) bool { return o.Fact == than.Fact }); i >= 0 &&
		!than.Supersedes(known[i]) {
		return known[i]
	}
	if f, kept := state.Facts[string(than.Fact)]; kept {
		if hidden := originOf(than.Fact, f); !than.Supersedes(hidden) {
			return hidden
		}
	}
	return doctor.Origin{}
}

func originOf(k doctor.Fact, f migration.Fact) doctor.Origin {
	return doctor.Origin{Fact: k, Value: f.Value, Grade: string(f.Grade), Source: f.Source, Time: f.Time}
}

func wasKnown(o doctor.Origin) string { return fmt.Sprintf("%s=%s (%s)", o.Fact, o.Value, howKnown(o)) }

// notReplaced is the error for a statement about a verified fact.
func notReplaced(said, known doctor.Origin) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: fmt.Sprintf("%s=%s isn't saved", said.Fact, said.Value),
		Why:      "the workspace has " + wasKnown(known) + ", and a verified value isn't replaced by a confirmed one",
		Remedies: migrate.Remedies{remedy(migrate.RemedyCheckFacts), remedy(migrate.RemedyOverride)},
		Err: &FactError{Fact: said.Fact, Verified: migration.Fact{
			Value: known.Value, Grade: migration.Grade(known.Grade), Source: known.Source, Time: known.Time,
		}},
	}
}

// mayRemove returns an error for a fact that a step sets or that was verified.
func mayRemove(state migration.State, o, known doctor.Origin) error {
	if step, told := stepThatTells(state, o.Fact); told {
		return &migrate.Problem{
			Class: migrate.BadInput, What: string(o.Fact) + " isn't removed", Why: "the step " + string(step.ID) + " tells it",
			Next: "reopen that step", Err: &FactError{Fact: o.Fact, Step: step},
		}
	}
	if known.Value != "" {
		return notReplaced(o, known)
	}
	return nil
}

// stepThatTells returns the step that is done and sets a fact. Choosing a path isn't such a
// step.
func stepThatTells(state migration.State, k doctor.Fact) (playbook.Step, bool) {
	w, err := state.Runbook()
	if err != nil || k == doctor.Path {
		return playbook.Step{}, false
	}
	for _, step := range w.Steps {
		alone := playbook.State{Steps: map[playbook.StepID]playbook.Record{step.ID: state.Playbook.Steps[step.ID]}}
		if _, tells := w.Facts(alone)[k]; tells {
			return step, true
		}
	}
	return playbook.Step{}, false
}

// factsEntry returns the journal's entry for recorded facts, and records in the state what
// was overridden.
func factsEntry(state *migration.State, told, over []string, force string) store.Entry {
	text := "facts set: " + strings.Join(told, ", ")
	if len(told) == 0 {
		text = "no new facts set"
	}
	if len(over) > 0 {
		forced := playbook.Forced{Step: "doctor", At: time.Now().UTC(), By: Who(), Reason: force, Over: over}
		state.Playbook.Forced = append(slices.Clone(state.Playbook.Forced), forced)
		text = "OVERRIDDEN " + text + ", over " + strings.Join(over, ", ") + "; reason: " + force
	}
	return store.Entry{Kind: "facts", Text: names.Visible(text)}
}
