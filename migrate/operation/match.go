package operation

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// DecisionText returns a decision in words.
func DecisionText(d diff.Decision) string {
	if d.Apart {
		return DecisionPair(d) + " are different groups"
	}
	return DecisionPair(d) + " are the same group"
}

// DecisionPair names the two groups of a decision.
func DecisionPair(d diff.Decision) string {
	return migrate.Quote(cmp.Or(d.ADName, d.ADID)) + " in AD and " + migrate.Quote(cmp.Or(d.SCIMName, d.SCIMID)) +
		" on the SCIM side"
}

// Match records that two groups are the same, or with apart, that they are different. Each is
// named by its id or its exact name in the lists that were last compared or connected.
func (s *Service) Match(ad, provisioned string, apart bool) (Noted, error) {
	d := diff.Decision{Apart: apart}
	var err error
	if d.ADID, d.ADName, err = s.findGroup(migrate.AD, ad); err != nil {
		return Noted{}, err
	}
	if d.SCIMID, d.SCIMName, err = s.findGroup(migrate.SCIM, provisioned); err != nil {
		return Noted{}, err
	}
	return s.decide(func(state *migration.State) (store.Entry, []string, error) { return ChangeDecisions(state, d) })
}

// Forget removes every decision about a group, which is named by its exact name or its id on
// either side.
func (s *Service) Forget(group string) (Noted, error) {
	return s.decide(func(state *migration.State) (store.Entry, []string, error) {
		e := decisionEntry{Undone: true, About: group}
		for _, d := range state.Decisions {
			if group == d.ADID || group == d.ADName || group == d.SCIMID || group == d.SCIMName {
				e.Decisions = append(e.Decisions, d)
			}
		}
		if len(e.Decisions) == 0 {
			return store.Entry{}, nil, &migrate.Problem{
				Class: migrate.BadInput, What: "no decision to remove",
				Why:      "no decision mentions " + migrate.Quote(group),
				Remedies: migrate.Remedies{remedy(migrate.RemedyListDecisions)},
			}
		}
		return e.change(state)
	})
}

// decide changes decisions.
func (s *Service) decide(change func(*migration.State) (store.Entry, []string, error)) (noted Noted, err error) {
	var notes []string
	noted, err = s.note(func(state *migration.State) (entry store.Entry, err error) {
		entry, notes, err = change(state)
		return entry, err
	})
	noted.Notes = append(noted.Notes, notes...)
	return noted, err
}

// findGroup finds a group by its id or its exact name in the last list of the connected side,
// or else in the last list of that side. If there is no list, the text is taken as a name.
func (s *Service) findGroup(side migrate.Side, text string) (id, name string, err error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return "", "", err
	}
	defer w.Close()
	last, found, err := w.LatestSnapshot(side)
	if err != nil || !found {
		return "", text, err
	}
	groups, err := w.LoadSnapshot(last)
	if err != nil {
		return "", "", err
	}
	return pickGroup(groups, text, SideTitle(side), last.Source)
}

func pickGroup(groups []migrate.Group, text, side, source string) (id, name string, err error) {
	var named []migrate.Group
	for _, g := range groups {
		switch text {
		case g.ID:
			return g.ID, g.Name, nil
		case g.Name:
			named = append(named, g)
		}
	}
	problem := func(why, next string, remedies ...migrate.Remedy) (string, string, error) {
		return "", "", &migrate.Problem{Class: migrate.BadInput, What: "can't tell which group " + migrate.Quote(text) +
			" is", Why: why, Next: next, Remedies: remedies}
	}
	switch len(named) {
	case 1:
		return named[0].ID, named[0].Name, nil
	case 0:
		return problem("no group of "+source+" ("+side+") has this id or exact name",
			"", remedy(migrate.RemedyNameGroup))
	}
	var ids []string
	for _, g := range named {
		ids = append(ids, g.ID)
	}
	return problem(fmt.Sprintf("%d groups of %s (%s) have this name", len(named), source, side),
		"give one of the ids: "+strings.Join(ids, ", "))
}

// DecisionList is a person's decisions about groups, oldest first.
type DecisionList []diff.Decision

// ListDecisions lists the decisions.
func (s *Service) ListDecisions() (DecisionList, error) {
	all, err := s.Decisions()
	return DecisionList(all), err
}

// matchGroup is one group of a decision in JSON.
type matchGroup struct {
	ID         string `json:"id,omitempty"`
	Name       string `json:"name,omitempty"`
	NameBase64 []byte `json:"name_base64,omitempty"`
}

func newMatchGroup(id, name string) matchGroup {
	g := matchGroup{ID: id}
	g.Name, g.NameBase64 = exactjson.Split(name)
	return g
}

// DecisionWord returns the word for a decision: same or different.
func DecisionWord(d diff.Decision) string {
	if d.Apart {
		return "different"
	}
	return "same"
}

// WriteJSON writes one object with the schema ad2scim.match/v1.
func (l DecisionList) WriteJSON(w io.Writer) error {
	type row struct {
		Decision string     `json:"decision"`
		AD       matchGroup `json:"ad"`
		SCIM     matchGroup `json:"scim"`
	}
	rows := []row{}
	for _, d := range l {
		rows = append(rows, row{DecisionWord(d), newMatchGroup(d.ADID, d.ADName), newMatchGroup(d.SCIMID, d.SCIMName)})
	}
	return exactjson.Write(w, struct {
		Schema    string `json:"schema"`
		Decisions []row  `json:"decisions"`
	}{"ad2scim.match/v1", rows})
}
