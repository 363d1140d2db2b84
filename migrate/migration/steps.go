package migration

import (
	"encoding/json"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// reopened is how the journal says that a step was reopened.
const reopened = "taken back"

// KindStep is the kind of journal entries about steps of the playbook.
const KindStep = "step"

// Runbook returns the chosen path with its provider. It is BadInput where one is not chosen.
func (s State) Runbook() (*playbook.Runbook, error) {
	if s.Path == "" || s.IdP == "" {
		what := "no path is chosen yet"
		if s.Path != "" {
			what = "no identity provider is chosen yet"
		}
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: what,
			Remedies: migrate.Remedies{{Kind: migrate.RemedyGivePath}},
		}
	}
	return playbook.New(playbook.Dashlane(), s.Path, s.IdP)
}

// Context returns what the requirements of a runbook check.
func (s State) Context(w *playbook.Runbook) playbook.Context {
	known := map[doctor.Fact]playbook.Observation{}
	for k, f := range s.Facts {
		known[doctor.Fact(k)] = f.observation()
	}
	now := time.Now()
	context := w.Evaluate(s.Playbook, known, s.namesSent(now))
	context.Arrived, context.Now = s.namesArrived(now), now
	return context
}

func clock(t time.Time) string { return t.Local().Format(time.DateTime) }

// Record makes a change, writes it to the journal, and returns the entry. The entry is written first, because a
// change without one, above all an override, couldn't be explained.
func (w *Workspace) Record(change func(*State) (store.Entry, error)) (store.Entry, error) {
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

// InvalidateComparison locks the steps that need exact names, before a name is changed. If the run is interrupted,
// no comparison from before it counts, and neither do lists that were read before.
func (s *State) InvalidateComparison() error {
	s.CompareAfter = time.Now().UTC()
	return s.invalidateComparison("names were changed since, or are about to change: compare again")
}

// SetDecisions replaces the admin's decisions about groups. A comparison that was made with other decisions no
// longer counts. The lists are still valid and can be compared again.
func (s *State) SetDecisions(list []diff.Decision) error {
	s.Decisions = list
	return s.invalidateComparison("decisions about groups were changed since: compare again")
}

// invalidateComparison removes the comparison and records the reason in the steps that need it.
func (s *State) invalidateComparison(why string) error {
	s.Comparison, s.Arrived = nil, nil
	book, err := s.Runbook()
	if err != nil {
		return nil // no path is chosen, so there are no steps
	}
	for _, step := range book.Steps {
		r := s.Playbook.Steps[step.ID]
		if !step.ComparesNames() || r.Status != playbook.DoneVerified && r.Status != playbook.DoneConfirmed {
			continue
		}
		a := playbook.StepUpdate{At: time.Now().UTC(), By: r.By, Saw: why}
		if s.Playbook, err = book.Invalidate(s.Playbook, step.ID, a); err != nil {
			return err
		}
	}
	return nil
}

// ChangeStep changes a step, adds the evidence, and returns the journal entry.
func (s *State) ChangeStep(id playbook.StepID, a playbook.StepUpdate, change func(*playbook.Runbook, playbook.Context,
	playbook.StepUpdate) (playbook.State, error),
) (store.Entry, error) {
	w, err := s.Runbook()
	if err != nil {
		return store.Entry{}, err
	}
	step, err := w.Step(id)
	if err != nil {
		return store.Entry{}, err
	}
	next, err := change(w, s.Context(w), a)
	if err != nil {
		return store.Entry{}, err
	}
	forced := len(next.Forced) > len(s.Playbook.Forced)
	s.Playbook = next
	s.deriveFacts(step, a)
	return s.stepEntry(step, forced, a), nil
}

// RecordInterruption marks the step that was running when a session ended as interrupted, and returns the journal
// entry. Call it while holding the workspace, so that no other process is running the step.
func (s *State) RecordInterruption(a playbook.StepUpdate) (store.Entry, error) {
	w, err := s.Runbook()
	if err != nil {
		return store.Entry{}, err
	}
	next, ids := w.Interrupted(s.Playbook, a)
	s.Playbook = next
	return store.Entry{Kind: KindStep, Text: "interrupted, check again: " + playbook.List(ids)}, nil
}

// deriveFacts sets the facts that the result of a check shows in addition to the step.
func (s *State) deriveFacts(step playbook.Step, a playbook.StepUpdate) {
	r := s.Playbook.Steps[step.ID]
	switch r.Probe {
	case playbook.ProbeDashlaneStatus:
		if r.Status == playbook.Failed {
			s.setFact(doctor.SSO, Fact{Value: doctor.Off, Grade: GradeVerified, Time: a.At, Source: string(r.Probe)})
		}
	case playbook.ProbeSyncFind, playbook.ProbeSyncDisabled:
		// The result is from ad2scim sync. An older result doesn't replace a newer fact.
		if f, known := s.Facts[string(doctor.ADSyncScript)]; known && f.Time.Before(r.At) {
			r.At = f.Time
			s.Playbook.Steps[step.ID] = r
		}
	}
}

func (s *State) setFact(k doctor.Fact, f Fact) {
	if s.Facts == nil {
		s.Facts = map[string]Fact{}
	}
	s.Facts[string(k)] = f
}

func (s *State) stepEntry(step playbook.Step, forced bool, a playbook.StepUpdate) store.Entry {
	r := s.Playbook.Steps[step.ID]
	status, says := string(r.Status), r.Status.Words()
	if status == "" {
		status, says = reopened, reopened
	}
	data := map[string]string{"step": string(step.ID), "status": status}
	text := fmt.Sprintf("step %d, %s: %s", step.Number, step.Title, says)
	if r.Saw != "" {
		text += ": " + r.Saw
		data["result"] = r.Saw
	}
	if forced {
		reason := s.Playbook.Forced[len(s.Playbook.Forced)-1].Reason
		data["forced"] = reason
		text = "OVERRIDDEN " + text + "; reason: " + reason
	}
	e := Evidence{Claim: string(step.ID), Says: text, Grade: Grade(r.Status.Evidence()), Time: a.At, Source: a.By}
	if r.Probe != "" {
		e.Source = string(r.Probe)
	}
	s.Evidence = append(s.Evidence, e)
	raw, err := json.Marshal(data)
	if err != nil {
		raw = nil // can't fail: it only contains strings
	}
	return store.Entry{Kind: KindStep, Text: names.Visible(text), Data: raw}
}
