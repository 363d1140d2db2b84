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

// decisionEntry is what the journal records about a change of decisions.
type decisionEntry struct {
	Decisions []diff.Decision `json:"decisions"`
	Undone    bool            `json:"undone,omitempty"`
	Replaced  []diff.Decision `json:"replaced,omitempty"` // earlier ones that no longer apply
	Restored  []diff.Decision `json:"restored,omitempty"` // earlier ones that apply again
	// About is the group whose decisions are all removed, as it was named; otherwise empty.
	About string `json:"about,omitempty"`
}

// ChangeDecisions adds decisions to the workspace's state, and returns the journal's entry.
// Earlier comparisons no longer count. The notes say which decisions about other groups no
// longer apply.
func ChangeDecisions(state *migration.State, list ...diff.Decision) (store.Entry, []string, error) {
	return decisionEntry{Decisions: list}.change(state)
}

// MadeDecision is a decision with the earlier ones that it replaced.
type MadeDecision struct {
	diff.Decision
	Replaced []diff.Decision
}

// UndoDecision removes a decision. The decisions that it replaced apply again, unless a later
// decision replaced them too. It returns the same as ChangeDecisions; the notes say which
// decisions apply again. It is BadInput if the decision no longer applies.
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
	after := before
	switch {
	case e.Undone:
		if err := stand(before, e.Decisions); err != nil {
			return entry, nil, err
		}
		removed := diff.Undecide(before, e.Decisions...)
		after = diff.Restore(removed, e.Restored...)
		e.Restored = after[len(removed):]
	case stand(before, e.Decisions) == nil: // repeated: the groups may have other names by now
		after = slices.Clone(before)
		for _, d := range e.Decisions {
			after[slices.IndexFunc(after, d.Repeats)] = d
		}
	default:
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
	// A decision that is repeated doesn't change the comparison.
	if state.Decisions = after; !slices.EqualFunc(before, after, diff.Decision.Repeats) {
		if err := state.SetDecisions(after); err != nil {
			return entry, nil, err
		}
	}
	return store.Entry{Kind: KindDecision, Text: e.text(), Data: data}, e.notes(), nil
}

// stand returns an error if one of the decisions in list no longer applies, because another
// process changed it since list was read.
func stand(standing, list []diff.Decision) error {
	for _, d := range list {
		if !slices.ContainsFunc(standing, d.Repeats) {
			return &migrate.Problem{
				Class: migrate.BadInput, What: "nothing was removed",
				Why:      "it is no longer decided that " + DecisionText(d),
				Remedies: migrate.Remedies{remedy(migrate.RemedyListDecisions)},
			}
		}
	}
	return nil
}

// text returns in one line what was decided or removed.
func (e decisionEntry) text() string {
	text, n := DecisionText(e.Decisions[0]), len(e.Decisions)
	about := ""
	if e.About != "" {
		about = " about " + migrate.Quote(e.About)
	}
	several := render.Number(n) + " decisions" + about + ": " + text + ", and " + render.Number(n-1) + " more"
	switch {
	case e.Undone && n > 1:
		return Who() + " removed " + several
	case e.Undone:
		return Who() + " removed the decision that " + text
	case n > 1:
		return Who() + " made " + several
	}
	return Who() + " decided that " + text
}

// notes returns which decisions about other groups no longer apply, and which apply again.
func (e decisionEntry) notes() (notes []string) {
	for _, d := range e.Replaced {
		if !slices.ContainsFunc(e.Decisions, d.SameGroups) {
			notes = append(notes, "the earlier decision no longer applies: "+DecisionText(d))
		}
	}
	for _, d := range e.Restored {
		notes = append(notes, "the earlier decision applies again: "+DecisionText(d))
	}
	return notes
}

// madeDecisions lists the decisions, each with those that it replaced, oldest first.
func (s *Service) madeDecisions() ([]MadeDecision, error) {
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
	pasts := make([]decisionPast, len(made))
	for _, line := range journal {
		var e decisionEntry
		if line.Kind != KindDecision || json.Unmarshal(line.Data, &e) != nil {
			continue
		}
		for i := range made {
			pasts[i].follow(made[i].Decision, e)
		}
	}
	for i := range made {
		made[i].Replaced = pasts[i].replaced()
	}
	return made, nil
}

// decisionPast is the history of one decision in the journal.
type decisionPast struct {
	stands bool
	// made is what the decision replaced, each time that it was made and not undone.
	made [][]diff.Decision
}

func (p *decisionPast) replaced() []diff.Decision {
	if len(p.made) == 0 {
		return nil
	}
	return p.made[len(p.made)-1]
}

// follow adds one line of the journal. Repeating a decision that applies replaces nothing
// more.
func (p *decisionPast) follow(d diff.Decision, e decisionEntry) {
	isIt := func(list []diff.Decision) bool { return slices.ContainsFunc(list, d.Repeats) }
	last := len(p.made) - 1
	switch {
	case !e.Undone && isIt(e.Decisions):
		if !p.stands || last < 0 {
			p.made = append(p.made, nil)
			last++
		}
		for _, r := range e.Replaced {
			if d.Replaces(r) {
				p.made[last] = append(p.made[last], r)
			}
		}
		p.stands = true
	case isIt(e.Restored):
		p.stands = true
	case e.Undone && isIt(e.Decisions) && e.About != "":
		*p = decisionPast{}
	case e.Undone && isIt(e.Decisions):
		p.stands, p.made = false, p.made[:max(last, 0)]
	case isIt(e.Replaced):
		p.stands = false
	}
}
