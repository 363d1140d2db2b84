package report

import (
	"maps"
	"slices"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Schema names the form of a report's JSON.
const Schema = "ad2scim.report/v1"

// KindReport is the kind of the journal's entry that a report was written.
const KindReport = "report"

// Report is the hand-over of one migration at one moment.
type Report struct {
	Schema     string                `json:"schema"`
	Alarm      string                `json:"alarm,omitempty"` // what cannot wait, before all else
	Made       time.Time             `json:"made"`
	By         string                `json:"by"`
	Path       playbook.Path         `json:"path,omitempty"`
	IdP        playbook.IDP          `json:"idp,omitempty"`
	Title      string                `json:"title"`
	Summary    string                `json:"summary"`
	InShort    string                `json:"in_short"`       // all of it in a paragraph
	AD         string                `json:"ad,omitempty"`   // the sources, for people
	SCIM       string                `json:"scim,omitempty"` //
	First      *migration.Comparison `json:"first_comparison,omitempty"`
	Comparison *migration.Comparison `json:"comparison,omitempty"` // the last; none where names changed since
	Decisions  int                   `json:"decisions"`            // pairs that a person made or broke
	Changes    []Change              `json:"changes"`
	Doubts     []Change              `json:"doubts"` // those of the changes of which is not known what came
	Forced     []Forced              `json:"forced"`
	Steps      []Step                `json:"steps"`
	Left       []Step                `json:"left"`         // the steps that are not over
	Against    []Step                `json:"contradicted"` // the steps that are, and that what is known speaks against
	Gates      []Gate                `json:"gates"`        // the interlocks
	Facts      []Fact                `json:"facts"`
	Evidence   []migration.Evidence  `json:"evidence"`
	Journal    []Entry               `json:"journal"`
}

// Step is one step and how well it is known.
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
	Next   string          `json:"next,omitempty"` // what keeps it shut, and what to do
	// Against is what is known against a step that is done.
	Against string `json:"against,omitempty"`
}

// Gate is a requirement and why it is not met.
type Gate struct {
	ID        playbook.GateID    `json:"id"`
	Open      bool               `json:"open"`
	BlockedBy []playbook.Blocker `json:"blocked_by"`
}

// Forced is one override of interlocks, with the step's number and title; none
// where the step is not on the chosen way.
type Forced struct {
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

// Make puts a report together. A way need not be chosen yet; then there are no
// steps. It fails for a journal that it cannot read: a hand-over that leaves a
// change out would be worse than none.
func Make(s migration.State, journal []store.Entry, at time.Time, by string) (Report, error) {
	r := Report{
		Schema: Schema, Made: at.UTC().Truncate(time.Second), By: by, Path: s.Path, IdP: s.IdP,
		Title: "no path is chosen",
		First: s.First, Comparison: s.Comparison, Decisions: len(s.Decisions), Evidence: append([]migration.Evidence{},
			s.Evidence...),
		Forced: []Forced{}, Steps: []Step{}, Left: []Step{}, Against: []Step{}, Gates: []Gate{}, Facts: []Fact{},
		Journal: []Entry{}, Doubts: []Change{},
	}
	if c := s.Comparison; c != nil {
		r.AD, r.SCIM = c.AD, c.SCIM
	}
	if w, err := s.Runbook(); err == nil {
		r.walked(w.Progress(s.Context(w)))
	}
	for _, f := range s.Playbook.Forced {
		step := r.step(f.Step)
		r.Forced = append(r.Forced, Forced{f, step.Number, step.Title})
	}
	known := s.Known()
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
		if c.doubtful() {
			r.Doubts = append(r.Doubts, c)
		}
	}
	r.InShort = r.inShort()
	return r, nil
}

// walked takes in how the steps and the interlocks stand.
func (r *Report) walked(p playbook.Progress) {
	r.Title, r.Summary, r.Alarm = p.Runbook.Title(), p.Summary(), p.Alarm
	for _, v := range p.Steps {
		step := stepOf(v)
		r.Steps = append(r.Steps, step)
		if !v.Status.IsFinal() {
			r.Left = append(r.Left, step)
		} else if v.Against != "" {
			r.Against = append(r.Against, step)
		}
	}
	for _, g := range p.Gates {
		r.Gates = append(r.Gates, Gate{g.ID, len(g.Blockers) == 0, append([]playbook.Blocker{}, g.Blockers...)})
	}
}

// step returns the step of this id, or none.
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
