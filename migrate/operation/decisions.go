package operation

import (
	"encoding/json"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/render"
	"ad2scim/migrate/store"
)

// KindDecision is the kind of the journal's entries about decisions.
const KindDecision = "decision"

// decisionEntry is what the journal keeps of a change of decisions.
type decisionEntry struct {
	Decisions []diff.Decision `json:"decisions"`
	Undone    bool            `json:"undone,omitempty"`
	Replaced  []diff.Decision `json:"replaced,omitempty"` // earlier ones that no longer apply
	Restored  []diff.Decision `json:"restored,omitempty"` // earlier ones that apply again
}

// ChangeDecisions adds decisions to what a workspace holds, or with undo takes them
// back, and returns the journal's entry. What was compared before no longer counts. The
// notes say which decisions about other groups no longer apply.
func ChangeDecisions(state *migration.State, undo bool, list ...diff.Decision) (store.Entry, []string, error) {
	return decisionEntry{Decisions: list, Undone: undo}.change(state)
}

// MadeDecision is a decision with the earlier ones that it replaced.
type MadeDecision struct {
	diff.Decision
	Replaced []diff.Decision
}

// UndoDecision takes a decision back, and what it replaced applies again, unless a decision
// since then replaced that too. It returns what ChangeDecisions does; the notes say what
// applies again.
func UndoDecision(state *migration.State, d MadeDecision) (store.Entry, []string, error) {
	return decisionEntry{Decisions: []diff.Decision{d.Decision}, Undone: true, Restored: d.Replaced}.change(state)
}

func (e decisionEntry) change(state *migration.State) (entry store.Entry, notes []string, err error) {
	if len(e.Decisions) == 0 {
		return entry, nil, &migrate.Problem{
			Class: migrate.BadInput, What: "no decision was changed", Why: "no two groups were given",
			Next: "compare again",
		}
	}
	before := state.Decisions
	var after []diff.Decision
	if e.Undone {
		removed := diff.Undecide(before, e.Decisions...)
		after = diff.Restore(removed, e.Restored...)
		e.Restored = after[len(removed):]
	} else {
		after = diff.Decide(before, e.Decisions...)
		for _, d := range before {
			if !slices.Contains(after, d) && !slices.ContainsFunc(e.Decisions, d.Repeats) {
				e.Replaced = append(e.Replaced, d)
			}
		}
	}
	data, err := json.Marshal(e)
	if err != nil {
		return entry, nil, err
	}
	if err := state.SetDecisions(after); err != nil {
		return entry, nil, err
	}
	return store.Entry{Kind: KindDecision, Text: e.text(), Data: data}, e.notes(), nil
}

// text says what was decided, or taken back, in one line.
func (e decisionEntry) text() string {
	text, n := DecisionText(e.Decisions[0]), len(e.Decisions)
	rest := ""
	if n > 1 {
		rest = render.Number(n) + " decisions: " + text + ", and " + render.Number(n-1) + " more"
	}
	switch {
	case e.Undone && n > 1:
		return "removed " + rest
	case e.Undone:
		return "removed the decision that " + text
	case n > 1:
		return Who() + " made " + rest
	}
	return Who() + " decided that " + text
}

// notes say which decisions about other groups no longer apply, and which apply again.
func (e decisionEntry) notes() (notes []string) {
	for _, d := range e.Replaced {
		if !slices.ContainsFunc(e.Decisions, d.SameGroups) {
			notes = append(notes, DecisionPair(d)+" are no longer the same group")
		}
	}
	for _, d := range e.Restored {
		notes = append(notes, "the earlier decision applies again: "+DecisionText(d))
	}
	return notes
}

// MadeDecisions lists the decisions with what each replaced, oldest first.
func (s *Service) MadeDecisions() ([]MadeDecision, error) {
	all, err := s.Decisions()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	made := make([]MadeDecision, len(all))
	for i, d := range all {
		made[i].Decision = d
	}
	journal, err := s.Journal()
	if err != nil {
		return nil, err
	}
	for _, line := range journal {
		var e decisionEntry
		if line.Kind != KindDecision || json.Unmarshal(line.Data, &e) != nil || e.Undone {
			continue
		}
		for i := range made {
			if d := &made[i]; slices.ContainsFunc(e.Decisions, d.Repeats) {
				d.Replaced = slices.DeleteFunc(slices.Clone(e.Replaced), func(r diff.Decision) bool { return !d.Replaces(r) })
			}
		}
	}
	return made, nil
}
