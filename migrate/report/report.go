package report

import (
	"slices"
	"time"

	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// Schema names the form of a report's JSON.
const Schema = "ad2scim.report/v1"

// KindReport is the kind of the journal's entry that a report was written.
const KindReport = "report"

// Report is the hand-over of one migration at one moment.
type Report struct {
	Schema     string                `json:"schema"`
	Made       time.Time             `json:"made"`
	By         string                `json:"by"`
	Path       string                `json:"path,omitempty"`
	IdP        string                `json:"idp,omitempty"`
	Title      string                `json:"title"`
	Summary    string                `json:"summary"`
	AD         string                `json:"ad,omitempty"`   // the sources, for people
	SCIM       string                `json:"scim,omitempty"` //
	Comparison *workspace.Comparison `json:"comparison,omitempty"`
	Decisions  int                   `json:"decisions"` // pairs that a person made or broke
	Forced     []playbook.Forced     `json:"forced"`
	Steps      []Step                `json:"steps"`
	Left       []Step                `json:"left"` // the steps that are not over
	Facts      []Fact                `json:"facts"`
	Evidence   []workspace.Evidence  `json:"evidence"`
	Journal    []Entry               `json:"journal"`
}

// Step is one step and how well it is known.
type Step struct {
	Number int             `json:"number"`
	ID     string          `json:"id"`
	Title  string          `json:"title"`
	Status playbook.Status `json:"status"`
	Grade  string          `json:"grade"` // verified, attested or open
	At     time.Time       `json:"at,omitzero"`
	By     string          `json:"by,omitempty"`
	Saw    string          `json:"saw,omitempty"`
	Forced bool            `json:"forced"`
	Next   string          `json:"next,omitempty"` // what keeps it shut, and what to do
}

// Fact is one fact about the set-up.
type Fact struct {
	Name string `json:"name"`
	workspace.Fact
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
// steps.
func Make(s workspace.State, journal []workspace.Entry, at time.Time, by string) Report {
	r := Report{Schema: Schema, Made: at.UTC().Truncate(time.Second), By: by, Path: s.Path, IdP: s.IdP, Title: "no way is chosen",
		Comparison: s.Comparison, Decisions: len(s.Decisions), Forced: s.Playbook.Forced, Evidence: s.Evidence,
		Steps: []Step{}, Left: []Step{}, Facts: []Fact{}, Journal: []Entry{}}
	if c := s.Comparison; c != nil {
		r.AD, r.SCIM = c.AD, c.SCIM
	}
	if w, err := s.Walk(); err == nil {
		world := s.World(w)
		r.Title, r.Summary = w.Title(), w.Progress(world).Summary()
		for _, v := range w.View(world) {
			step := stepOf(v)
			r.Steps = append(r.Steps, step)
			if !v.Status.Over() {
				r.Left = append(r.Left, step)
			}
		}
	}
	for name, f := range s.Facts {
		r.Facts = append(r.Facts, Fact{name, f})
	}
	slices.SortFunc(r.Facts, func(a, b Fact) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	for _, e := range journal {
		r.Journal = append(r.Journal, Entry{e.Time, e.Who, e.Host, e.Run, e.Kind, e.Text})
	}
	if r.Forced == nil {
		r.Forced = []playbook.Forced{}
	}
	if r.Evidence == nil {
		r.Evidence = []workspace.Evidence{}
	}
	return r
}

func stepOf(v playbook.StepView) Step {
	s := Step{Number: v.Step.Number, ID: v.Step.ID, Title: v.Step.Title, Status: v.Status, Grade: v.Status.Evidence(),
		At: v.Record.At, By: v.Record.By, Saw: v.Record.Saw, Forced: v.Record.Forced}
	if len(v.Blockers) > 0 && !v.Status.Over() {
		s.Next = v.Blockers[0].String()
	}
	return s
}
