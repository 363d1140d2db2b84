package playbook

import (
	"slices"
	"strconv"
	"time"

	"ad2scim/migrate"
)

// Runbook is the playbook for one path and one identity provider, with its steps in order.
type Runbook struct {
	Path  Path
	IDP   IDP
	Name  string // name of the identity provider
	Own   bool   // Dashlane has instructions for this combination
	Steps []Step
}

// Step is one step of a runbook.
type Step struct {
	ID           StepID
	Number       int // starts at 1
	Title        string
	Phase        Phase
	Why          string
	WhyGrade     Grade
	Do           []Line
	Run          string // the command that does the step, such as "ad2scim sync find"
	Check        Probe  // what the program can check; empty if nothing
	Attest       string // the sentence that the admin confirms; empty if the step must be verified
	Skip         string // the sentence that makes the step unnecessary; empty if it is always needed
	Needs        []StepID
	InTurn       bool // a check before the step's turn is meaningless
	Requirements []RequirementID
	Cautions     []Line
	Confirm      *Confirm
	Back         string // how to undo the step
	Grade        Grade

	// PerProvider says that the record of the step is only valid for one path and provider, even if the text is the
	// same for others.
	PerProvider bool
	// Job is what the program does for the step; empty if nothing.
	Job Job
	// CheckDoesIt says that the check also does what the command in Run does.
	CheckDoesIt bool
	// HintOnly says that the check can only hint that the step isn't done.
	HintOnly bool
	// Wait is the time that must pass before the step can be confirmed.
	Wait Wait
	// NamesAfter is the step after which the names must be compared again.
	NamesAfter StepID

	facts []reportedFact
}

// Wait is a time that must pass after a step; none if After is empty.
type Wait struct {
	After StepID
	For   time.Duration
	Or    StepID // a verified step that also shows that the time has passed
}

// Until returns when the time has passed. It returns zero if there is nothing to wait for, or if the step isn't
// done yet.
func (w Wait) Until(s State) time.Time {
	r := s.Steps[w.After]
	if w.After == "" || !r.Status.IsFinal() || w.Or != "" && s.Steps[w.Or].Status == DoneVerified {
		return time.Time{}
	}
	return r.ValidSince().Add(w.For)
}

// ComparesNames reports whether a comparison of group names completes the step.
func (s Step) ComparesNames() bool { return s.Check == ProbeDiff || s.Check == ProbeDiffWhole }

// reportedFact is a fact that a finished step reports, as key=value.
type reportedFact struct {
	text  string
	tells reportCondition
}

// reportCondition says when a finished step reports a fact; empty means always.
type reportCondition string

const (
	ifConfirmed reportCondition = "confirmed" // only if an admin confirmed it: the check can't see it
	implied     reportCondition = "implied"   // only if nothing else is known, and at most confirmed
)

// Line is a text with its source.
type Line struct {
	Text  string
	Grade Grade
}

// Confirm is what the admin types before a step that can't be undone.
type Confirm struct {
	Type string // the words to type, exactly
	Why  string
}

// New returns the runbook of a path and an identity provider. An unknown path or provider is BadInput.
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
		if d.appliesTo(path, idp) {
			w.Steps = append(w.Steps, w.step(p, d))
		}
	}
	return w, nil
}

func (w *Runbook) step(p *Playbook, d *definition) Step {
	lines := func(texts []restricted) []Line {
		var all []Line
		for _, n := range keep(texts, w.Path, w.IDP) {
			if n.grade == "" {
				n.grade = d.grade
			}
			all = append(all, Line{n.text, n.grade})
		}
		return all
	}
	texts := func(of []restricted) []string {
		var all []string
		for _, n := range keep(of, w.Path, w.IDP) {
			all = append(all, n.text)
		}
		return all
	}
	one := func(of []restricted) string {
		if all := texts(of); len(all) > 0 {
			return all[0]
		}
		return ""
	}
	s := Step{
		ID: StepID(d.id), Number: len(w.Steps) + 1, Title: d.title, Why: d.why.text, WhyGrade: d.why.grade,
		Do: lines(d.do), Run: one(d.run), Check: d.check,
		Attest: one(d.attest), Skip: one(d.notNeeded), Needs: stepIDs(texts(d.needs)), Requirements: requirementsOn(w.Path,
			d.gates),
		InTurn: d.inTurn, Cautions: lines(d.cautions),
		Back: one(d.back), Grade: d.grade, PerProvider: d.perProvider, HintOnly: d.hintOnly, NamesAfter: d.namesAfter,
		Wait: d.wait, Job: d.job, CheckDoesIt: d.checkDoes,
	}
	for _, n := range keep(d.facts, w.Path, w.IDP) {
		s.facts = append(s.facts, reportedFact{n.text, n.tells})
	}
	if s.WhyGrade == "" {
		s.WhyGrade = d.grade
	}
	s.Phase = p.Phases[slices.IndexFunc(p.Phases, func(f Phase) bool { return f.ID == d.phase })]
	for _, c := range d.confirm {
		if c.appliesTo(w.Path, w.IDP) {
			s.Confirm = &Confirm{Type: c.phrase, Why: c.text}
		}
	}
	return s
}

// Step returns the step with this id or number. An unknown one is BadInput.
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

// nearest returns the word with the fewest typing errors, or "" if these are more than a third of its letters.
func nearest(typed string, of []StepID) string {
	best, fewest := "", len(typed)/3+1
	for _, word := range of {
		if n := distance(typed, string(word)); n < fewest {
			best, fewest = string(word), n
		}
	}
	return best
}

// distance returns the Levenshtein distance of two words.
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

// Notice returns a note about the combination of path and provider, or "".
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
