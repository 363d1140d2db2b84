package report

import (
	"maps"
	"slices"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Schema is the schema of a report's JSON.
const Schema = "ad2scim.report/v1"

// KindReport is the kind of the journal entry about a written report.
const KindReport = "report"

// Report is the hand-over report of a migration at one moment.
type Report struct {
	Schema       string                `json:"schema"`
	Alarm        string                `json:"alarm,omitempty"` // what can't wait; shown first
	Made         time.Time             `json:"made"`
	By           string                `json:"by"`
	Path         playbook.Path         `json:"path,omitempty"`
	IdP          playbook.IDP          `json:"idp,omitempty"`
	Title        string                `json:"title"`
	Summary      string                `json:"summary"`
	Overview     string                `json:"in_short"`       // everything in one paragraph
	AD           string                `json:"ad,omitempty"`   // the sources, for people
	SCIM         string                `json:"scim,omitempty"` //
	First        *migration.Comparison `json:"first_comparison,omitempty"`
	Comparison   *migration.Comparison `json:"comparison,omitempty"` // the last one; nil if names changed after it
	Decisions    int                   `json:"decisions"`            // pairs that an admin matched or marked as different
	Changes      []Change              `json:"changes"`
	Uncertain    []Change              `json:"doubts"` // the changes with an unknown result
	Overrides    []Override            `json:"forced"`
	Steps        []Step                `json:"steps"`
	Remaining    []Step                `json:"left"`         // the steps that aren't finished
	Contradicted []Step                `json:"contradicted"` // the finished steps that a later finding contradicts
	Requirements []Requirement         `json:"gates"`        // the requirements
	Facts        []Fact                `json:"facts"`
	Evidence     []migration.Evidence  `json:"evidence"`
	Journal      []Entry               `json:"journal"`
}

// Step is a step with the grade of its status.
type Step struct {
	Number int             `json:"number"`
	ID     playbook.StepID `json:"id"`
	Title  string          `json:"title"`
	Status playbook.Status `json:"status"`
	Grade  string          `json:"grade"` // verified, attested or open
	At     time.Time       `json:"at,omitzero"`
	By     string          `json:"by,omitempty"`
	Saw    string          `json:"saw,omitempty"`
	Forced bool            `json:"forced"`
	Next   string          `json:"next,omitempty"` // what locks it, and what to do
	// Against is what contradicts a step that is done.
	Against string `json:"against,omitempty"`
}

// Requirement is a requirement and why it isn't met.
type Requirement struct {
	ID        playbook.RequirementID `json:"id"`
	Open      bool                   `json:"open"`
	BlockedBy []playbook.Blocker     `json:"blocked_by"`
}

// Override is an override of requirements, with the step's number and title. They are empty if the step isn't on
// the chosen path.
type Override struct {
	playbook.Forced
	Number int    `json:"number,omitempty"`
	Title  string `json:"title,omitempty"`
}

// Fact is one fact about the set-up.
type Fact struct {
	Name string `json:"name"`
	migration.Fact
}

// Entry is one line of the journal.
type Entry struct {
	Time time.Time `json:"time"`
	Who  string    `json:"who"`
	Host string    `json:"host"`
	Run  string    `json:"run,omitempty"`
	Kind string    `json:"kind"`
	Text string    `json:"text"`
}

// New creates a report. If no path is chosen, it has no steps. It fails if the journal can't be read, because a
// report must not leave out a change.
func New(s migration.State, journal []store.Entry, at time.Time, by string) (Report, error) {
	r := Report{
		Schema: Schema, Made: at.UTC().Truncate(time.Second), By: by, Path: s.Path, IdP: s.IdP,
		Title: "no path is chosen",
		First: s.First, Comparison: s.Comparison, Decisions: len(s.Decisions), Evidence: append([]migration.Evidence{},
			s.Evidence...),
		Overrides: []Override{}, Steps: []Step{}, Remaining: []Step{}, Contradicted: []Step{}, Requirements: []Requirement{},
		Facts:   []Fact{},
		Journal: []Entry{}, Uncertain: []Change{},
	}
	if c := s.Comparison; c != nil {
		r.AD, r.SCIM = c.AD, c.SCIM
	}
	if w, err := s.Runbook(); err == nil {
		r.addProgress(w.Progress(s.Context(w)))
	}
	for _, f := range s.Playbook.Forced {
		step := r.step(f.Step)
		r.Overrides = append(r.Overrides, Override{f, step.Number, step.Title})
	}
	known := s.KnownFacts()
	for _, name := range slices.Sorted(maps.Keys(known)) {
		r.Facts = append(r.Facts, Fact{string(name), known[name]})
	}
	for _, e := range journal {
		r.Journal = append(r.Journal, Entry{e.Time, e.Who, e.Host, e.Run, e.Kind, e.Text})
	}
	var err error
	if r.Changes, err = changesOf(journal); err != nil {
		return r, err
	}
	for _, c := range r.Changes {
		if c.isUncertain() {
			r.Uncertain = append(r.Uncertain, c)
		}
	}
	r.Overview = r.overview()
	return r, nil
}

// addProgress adds the state of the steps and the requirements.
func (r *Report) addProgress(p playbook.Progress) {
	r.Title, r.Summary, r.Alarm = p.Runbook.Title(), p.Summary(), p.Alarm
	for _, v := range p.Steps {
		step := stepOf(v)
		r.Steps = append(r.Steps, step)
		if !v.Status.IsFinal() {
			r.Remaining = append(r.Remaining, step)
		} else if v.Against != "" {
			r.Contradicted = append(r.Contradicted, step)
		}
	}
	for _, g := range p.Requirements {
		r.Requirements = append(r.Requirements, Requirement{
			g.ID, len(g.Blockers) == 0,
			append([]playbook.Blocker{}, g.Blockers...),
		})
	}
}

// step returns the step with this id, or the zero Step.
func (r Report) step(id playbook.StepID) Step {
	for _, s := range r.Steps {
		if s.ID == id {
			return s
		}
	}
	return Step{}
}

func stepOf(v playbook.StepView) Step {
	s := Step{
		Number: v.Step.Number, ID: v.Step.ID, Title: v.Step.Title, Status: v.Status, Grade: v.Status.Evidence(),
		At: v.Record.At, By: v.Record.By, Saw: v.Record.Saw, Forced: v.Record.Forced, Against: v.Against,
	}
	if len(v.Blockers) > 0 && !v.Status.IsFinal() {
		s.Next = v.Blockers[0].String()
	}
	return s
}
