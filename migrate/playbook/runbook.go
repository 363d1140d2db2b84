package playbook

import (
	"slices"
	"strconv"
	"time"

	"ad2scim/migrate"
)

// Runbook is a playbook for one path and one identity provider: its steps in the
// order in which they are done.
type Runbook struct {
	Path  Path
	IDP   IDP
	Name  string // of the identity provider
	Own   bool   // Dashlane has instructions of its own for this combination
	Steps []Step
}

// Step is one step of a walk.
type Step struct {
	ID       StepID
	Number   int // from 1
	Title    string
	Phase    Phase
	Why      string
	WhyGrade Grade
	Do       []Line
	Run      string // the command that helps, such as "ad2scim sync find"
	Check    Probe  // what the program can look at; empty where it cannot
	Attest   string // the sentence that the admin confirms; empty where saying so is not enough
	Skip     string // the sentence under which the step is not needed; empty where it always is
	Needs    []StepID
	InTurn   bool // a look before its turn says nothing
	Gates    []GateID
	Cautions []Line
	Confirm  *Confirm
	Back     string // how to go back
	Grade    Grade

	// PerProvider says that the step was done for one path and provider alone, though
	// it reads the same for others: it is about what that one sends.
	PerProvider bool
	// Job is what the program does for the step; empty for nothing.
	Job Job
	// CheckDoesIt says that the check does what the command in Run does.
	CheckDoesIt bool
	// HintOnly says that the check can speak against the step and cannot refute it.
	HintOnly bool
	// Wait is the time that must pass before the step can be confirmed.
	Wait Wait
	// NamesAfter is the step after which the names must have been compared.
	NamesAfter StepID

	facts []toldFact
}

// Wait is a time that passes from a step on; none where After is empty.
type Wait struct {
	After StepID
	For   time.Duration
	Or    StepID // shows, when it is verified, that the time has passed
}

// Until is when the time has passed; zero where nothing is waited for, or the step from
// which it passes is not done.
func (w Wait) Until(s State) time.Time {
	r := s.Steps[w.After]
	if w.After == "" || !r.Status.IsFinal() || w.Or != "" && s.Steps[w.Or].Status == DoneVerified {
		return time.Time{}
	}
	return r.HeldSince().Add(w.For)
}

// ComparesNames reports whether the step is done by a comparison of group names.
func (s Step) ComparesNames() bool { return s.Check == ProbeDiff || s.Check == ProbeDiffWhole }

// toldFact is a fact that a done step tells, as key=value.
type toldFact struct {
	text  string
	tells telling
}

// telling says when a done step tells a fact; empty: always.
type telling string

const (
	ifConfirmed telling = "confirmed" // by an admin's word alone: the check can't see it
	implied     telling = "implied"   // where nothing else is known of it, and confirmed at best
)

// Line is a text and where it comes from.
type Line struct {
	Text  string
	Grade Grade
}

// Confirm is what the admin types before a step that cannot be taken back.
type Confirm struct {
	Type string // the words to type, exactly
	Why  string
}

// New returns the playbook for one path and one identity provider. A path or
// provider that does not exist is BadInput.
func New(p *Playbook, path Path, idp IDP) (*Runbook, error) {
	if _, err := ParsePath(string(path)); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(p.IDPs, func(o Provider) bool { return o.ID == idp })
	if i < 0 {
		_, err := ParseIDP(string(idp))
		return nil, err
	}
	w := &Runbook{Path: path, IDP: idp, Name: p.IDPs[i].Name, Own: slices.Contains(p.IDPs[i].Own, path)}
	for n := range p.steps {
		d := &p.steps[n]
		if d.holds(path, idp) {
			w.Steps = append(w.Steps, w.step(p, d))
		}
	}
	return w, nil
}

func (w *Runbook) step(p *Playbook, d *definition) Step {
	lines := func(texts []narrowed) []Line {
		var all []Line
		for _, n := range keep(texts, w.Path, w.IDP) {
			if n.grade == "" {
				n.grade = d.grade
			}
			all = append(all, Line{n.text, n.grade})
		}
		return all
	}
	texts := func(of []narrowed) []string {
		var all []string
		for _, n := range keep(of, w.Path, w.IDP) {
			all = append(all, n.text)
		}
		return all
	}
	one := func(of []narrowed) string {
		if all := texts(of); len(all) > 0 {
			return all[0]
		}
		return ""
	}
	s := Step{
		ID: StepID(d.id), Number: len(w.Steps) + 1, Title: d.title, Why: d.why.text, WhyGrade: d.why.grade,
		Do: lines(d.do), Run: one(d.run), Check: d.check,
		Attest: one(d.attest), Skip: one(d.notNeeded), Needs: stepIDs(texts(d.needs)), Gates: gatesOn(w.Path, d.gates),
		InTurn: d.inTurn, Cautions: lines(d.cautions),
		Back: one(d.back), Grade: d.grade, PerProvider: d.perProvider, HintOnly: d.hintOnly, NamesAfter: d.namesAfter,
		Wait: d.wait, Job: d.job, CheckDoesIt: d.checkDoes,
	}
	for _, n := range keep(d.facts, w.Path, w.IDP) {
		s.facts = append(s.facts, toldFact{n.text, n.tells})
	}
	if s.WhyGrade == "" {
		s.WhyGrade = d.grade
	}
	s.Phase = p.Phases[slices.IndexFunc(p.Phases, func(f Phase) bool { return f.ID == d.phase })]
	for _, c := range d.confirm {
		if c.holds(w.Path, w.IDP) {
			s.Confirm = &Confirm{Type: c.phrase, Why: c.text}
		}
	}
	return s
}

// Step returns the step with this id, or with this number as text. Another is BadInput.
func (w *Runbook) Step(id StepID) (Step, error) {
	for _, s := range w.Steps {
		if s.ID == id || strconv.Itoa(s.Number) == string(id) {
			return s, nil
		}
	}
	ids := make([]StepID, len(w.Steps))
	for i, s := range w.Steps {
		ids[i] = s.ID
	}
	next := "give its number, or one of " + List(ids)
	if near := nearest(string(id), ids); near != "" {
		next = "did you mean " + near + "? Otherwise " + next
	}
	return Step{}, &migrate.Problem{Class: migrate.BadInput, What: migrate.Quote(string(id)) +
		" isn't a step of this path", Next: next}
}

// nearest is the word that takes the fewest typing errors to become this one;
// empty if that is more than a third of its letters.
func nearest(typed string, of []StepID) string {
	best, fewest := "", len(typed)/3+1
	for _, word := range of {
		if n := distance(typed, string(word)); n < fewest {
			best, fewest = string(word), n
		}
	}
	return best
}

// distance counts the letters to put in, take out or change (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Notice says what to know about the combination as a whole; empty where there
// is nothing.
func (w *Runbook) Notice() string {
	if w.Own {
		return ""
	}
	return "Dashlane has no specific guide for this combination (" + w.Path.Title() + " with " + w.Name +
		"). The runbook follows the general instructions. Ask Dashlane Support before you start."
}

func stepIDs(texts []string) []StepID {
	var ids []StepID
	for _, text := range texts {
		ids = append(ids, StepID(text))
	}
	return ids
}
