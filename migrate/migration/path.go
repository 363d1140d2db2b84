package migration

import (
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Choose chooses a path and a provider, and returns the journal entry. Steps that are different on the new path are
// reopened. It returns BadInput if the current path can't be left (see ReversalBlocker), unless it is forced with a
// reason.
func (s *State) Choose(path playbook.Path, idp playbook.IDP, a playbook.StepUpdate) (store.Entry, error) {
	to, err := playbook.New(playbook.Dashlane(), path, idp)
	if err != nil {
		return store.Entry{}, err
	}
	against := s.ReversalBlocker(path)
	a.Force = strings.TrimSpace(a.Force)
	if against != "" && a.Force == "" {
		return store.Entry{}, &migrate.Problem{
			Class: migrate.BadInput, What: "the path is unchanged", Why: against,
			Next: "keep this path", Remedies: migrate.Remedies{{Kind: migrate.RemedyOverride}},
		}
	}
	open, err := s.SwitchTo(path, idp)
	if err != nil {
		return store.Entry{}, err
	}
	text := "path chosen: " + to.Title()
	if len(open) > 0 {
		text += "; reopened: " + playbook.List(open)
	}
	if against != "" {
		s.Playbook.Forced = append(s.Playbook.Forced, playbook.Forced{
			Step: playbook.StepChoosePath, At: a.At, By: a.By,
			Reason: a.Force, Over: []string{against},
		})
		text = "OVERRIDDEN " + text + "; reason: " + a.Force
	}
	return store.Entry{Kind: "way", Text: names.Visible(text)}, nil
}

// ReversalBlocker returns why the current path can't be changed to this one, or "": Dashlane doesn't support going
// back from Confidential SSO after setup.
func (s State) ReversalBlocker(path playbook.Path) string {
	w, err := s.Runbook()
	if err != nil || w.Path != playbook.Confidential || path == playbook.Confidential {
		return ""
	}
	if s.Context(w).Facts[doctor.SCIMConfidential] == doctor.On {
		return "Confidential SCIM is on, and you can't change from Confidential to self-hosted"
	}
	step, err := w.Step(playbook.StepChoosePath)
	r := s.Playbook.Steps[playbook.StepChoosePath]
	if err == nil && step.Confirm != nil && step.Confirm.Accepts(r.Typed) {
		return "Confidential was confirmed by typing, and Confidential SSO can't be undone after it is set up"
	}
	return ""
}

// SwitchTo switches to a path and returns the steps that are reopened. The facts that these steps reported are
// kept. A comparison counts for the path and the provider that it was made for, so that it counts again when the
// admin switches back; lists that were read for another path don't.
func (s *State) SwitchTo(path playbook.Path, idp playbook.IDP) (open []playbook.StepID, err error) {
	to, err := playbook.New(playbook.Dashlane(), path, idp)
	if err != nil {
		return nil, err
	}
	from, err := s.Runbook()
	if err == nil && (from.Path != to.Path || from.IDP != to.IDP) {
		var next playbook.State
		next, open = to.MigrateState(from, s.Playbook)
		s.preserveFacts(from, open)
		s.Playbook = next
		s.CompareAfter = time.Now().UTC()
	}
	s.Path, s.IdP = path, idp
	return open, nil
}

// preserveFacts keeps the facts that dropped steps reported, such as that SCIM is on, with their grade and time.
func (s *State) preserveFacts(w *playbook.Runbook, dropped []playbook.StepID) {
	alone := playbook.State{Steps: map[playbook.StepID]playbook.Record{}}
	for _, id := range dropped {
		alone.Steps[id] = s.Playbook.Steps[id]
	}
	values := w.Facts(alone)
	for k, r := range w.ReportedBy(alone) {
		if k == doctor.Greyed { // only about the card of that path
			continue
		}
		if old, known := s.Facts[string(k)]; known && old.Time.After(r.At) {
			continue
		}
		source := r.By
		if r.Probe != "" {
			source = string(r.Probe)
		}
		s.setFact(k, Fact{Value: values[k], Grade: Grade(r.Status.Evidence()), Time: r.At, Source: source})
	}
}
