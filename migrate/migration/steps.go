package migration

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// takenBack is how the journal says that a step is open again.
const takenBack = "taken back"

// KindStep is the kind of the journal's entries about steps of the playbook.
const KindStep = "step"

// Walk returns the chosen way. It is BadInput where none is chosen.
func (s State) Walk() (*playbook.Walk, error) {
	if s.Path == "" || s.IdP == "" {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "no way is chosen yet",
			Next: "give --path and --idp, or choose it for good with ad2scim steps choose"}
	}
	return playbook.New(playbook.Dashlane(), s.Path, s.IdP)
}

// World is what the interlocks of a way look at.
func (s State) World(w *playbook.Walk) playbook.World {
	known := map[doctor.Fact]playbook.Known{}
	for k, f := range s.Facts {
		known[doctor.Fact(k)] = f.weighed()
	}
	var n playbook.Names
	now := time.Now()
	if c := s.Comparison; c != nil {
		n = c.NamesAt(now)
	}
	world := w.Look(s.Playbook, known, n)
	world.Now = now
	return world
}

// RecordComparison remembers what a comparison found of lists that were read at
// this moment, unless a newer one is known, or the names or the way have changed
// since: it then says so, in words. A time that is still to come was noted by a
// wrong clock, and holds up nothing.
func (s *State) RecordComparison(r *diff.Result, at time.Time) (dropped string) {
	now := time.Now()
	const again = "the comparison is not kept: its lists were read %s, and %s %s; compare again"
	if !playbook.Ahead(s.CompareAfter, now) && at.Before(s.CompareAfter) {
		return fmt.Sprintf(again, clock(at), "names, or the way, were changed", clock(s.CompareAfter))
	}
	if c := s.Comparison; c != nil && !playbook.Ahead(c.Time, now) && at.Before(c.Time) {
		return fmt.Sprintf(again, clock(at), "a newer one is of", clock(c.Time))
	}
	c := Compared(r, at)
	c.named(r)
	if s.Comparison = &c; s.First == nil {
		s.First = &c
	}
	return ""
}

func clock(t time.Time) string { return t.Local().Format(time.DateTime) }

// Note makes a change and notes it in the journal, and returns the line. The line
// comes first: what is kept without one could not be explained, and an override
// least of all.
func (w *Workspace) Note(change func(*State) (store.Entry, error)) (store.Entry, error) {
	var line store.Entry
	err := w.Update(func(s *State) (err error) {
		if line, err = change(s); err != nil {
			return err
		}
		if line.Run == "" {
			line.Run = store.NewRun()
		}
		line, err = w.Journal().Append(line)
		return err
	})
	return line, err
}

// ForgetComparison shuts the interlock of the names, before any of them changes:
// a run that is cut off leaves nothing that was compared before it.
func (w *Workspace) ForgetComparison() error {
	return w.Update(func(s *State) error {
		s.forgetComparison()
		walk, err := s.Walk()
		if err != nil {
			return nil // no steps are walked
		}
		for _, step := range walk.Steps {
			r := s.Playbook.Steps[step.ID]
			if !step.ComparesNames() || r.Status != playbook.DoneVerified && r.Status != playbook.DoneAttested {
				continue
			}
			act := playbook.Act{At: time.Now().UTC(), By: r.By, Saw: "names were changed since, or are about to be: compare again"}
			if s.Playbook, err = walk.Void(s.Playbook, step.ID, act); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *State) forgetComparison() { s.Comparison, s.CompareAfter = nil, time.Now().UTC() }

// Compared is what a comparison found, of lists that were read at this moment.
func Compared(r *diff.Result, at time.Time) Comparison {
	c := Comparison{Time: at, AD: r.ADSource, SCIM: r.SCIMSource, Exact: r.Summary.Exact, Differs: r.Summary.Differs,
		Conflicts: r.Summary.Conflict, ADOnly: r.Summary.ADOnly, SCIMOnly: r.Summary.SCIMOnly}
	for i := range r.Rows {
		if r.Rows[i].VariantOf != "" {
			c.Doubles++
		}
	}
	c.Same = same(r)
	return c
}

// same reports whether both sides were one source. A file goes by its last name
// alone, so that two of one name are told apart by the ids in them.
func same(r *diff.Result) bool {
	if r.ADSource == "" || r.ADSource != r.SCIMSource {
		return false
	}
	return !slices.ContainsFunc(r.Rows, func(row diff.Row) bool {
		return row.AD != nil && row.SCIM != nil && row.AD.ID != row.SCIM.ID
	})
}

// ChangeStep makes one change of a step, with its evidence, and returns the
// line for the journal.
func (s *State) ChangeStep(id playbook.StepID, a playbook.Act, change func(*playbook.Walk, playbook.World, playbook.Act) (playbook.State, error)) (store.Entry, error) {
	w, err := s.Walk()
	if err != nil {
		return store.Entry{}, err
	}
	step, err := w.Step(id)
	if err != nil {
		return store.Entry{}, err
	}
	next, err := change(w, s.World(w), a)
	if err != nil {
		return store.Entry{}, err
	}
	forced := len(next.Forced) > len(s.Playbook.Forced)
	s.Playbook = next
	s.learn(step, a)
	return s.noteStep(step, forced, a), nil
}

// learn takes from what a look saw what it tells beside the step.
func (s *State) learn(step playbook.Step, a playbook.Act) {
	r := s.Playbook.Steps[step.ID]
	switch r.Probe {
	case playbook.ProbeDashlaneStatus:
		if r.Status == playbook.Failed {
			s.fact(doctor.SSO, Fact{Value: doctor.Off, Grade: GradeVerified, Time: a.At, Source: string(r.Probe)})
		}
	case playbook.ProbeSyncFind, playbook.ProbeSyncDisabled:
		// The look was made by ad2scim sync: an old one is no new one.
		if f, known := s.Facts[string(doctor.ADSyncScript)]; known && f.Time.Before(r.At) {
			r.At = f.Time
			s.Playbook.Steps[step.ID] = r
		}
	}
}

func (s *State) fact(k doctor.Fact, f Fact) {
	if s.Facts == nil {
		s.Facts = map[string]Fact{}
	}
	s.Facts[string(k)] = f
}

func (s *State) noteStep(step playbook.Step, forced bool, a playbook.Act) store.Entry {
	r := s.Playbook.Steps[step.ID]
	status, says := string(r.Status), r.Status.Words()
	if status == "" {
		status, says = takenBack, takenBack
	}
	data := map[string]string{"step": string(step.ID), "status": status}
	text := fmt.Sprintf("step %d, %s: %s", step.Number, step.Title, says)
	if r.Saw != "" {
		text += ": " + r.Saw
	}
	if forced {
		reason := s.Playbook.Forced[len(s.Playbook.Forced)-1].Reason
		data["forced"] = reason
		text = "FORCED " + text + "; the reason: " + reason
	}
	e := Evidence{Claim: string(step.ID), Says: text, Grade: Grade(r.Status.Evidence()), Time: a.At, Source: a.By}
	if r.Probe != "" {
		e.Source = string(r.Probe)
	}
	s.Evidence = append(s.Evidence, e)
	raw, err := json.Marshal(data)
	if err != nil {
		raw = nil // strings alone: it cannot fail
	}
	return store.Entry{Kind: KindStep, Text: names.Visible(text), Data: raw}
}
