package enable

import (
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Places says where the steps at a provider were last made, or found unnecessary: here, which is a run's app, path
// and endpoint, or elsewhere.
type Places struct {
	here  map[idp.StepID]bool
	other bool // any step was made elsewhere
	app   bool // at another app or tenant
}

// Elsewhere reports whether the runbook may mean another place when it says that a step is done: the step was last
// made elsewhere, or other steps were and nothing shows that this one was finished here.
func (p Places) Elsewhere(step idp.StepID) bool { return p.other && !p.here[step] }

// Places reads the journal. In it, an older version recorded only what it changed.
func (e *Engine) Places() (Places, error) {
	p := Places{here: map[idp.StepID]bool{}}
	err := each(e.Journal, append(slices.Clone(steps), KindFound), func(_ store.Entry, r record) {
		switch {
		case r.IDP != e.Provider.ID() || r.Do != doApply && r.Do != doFound && r.Do != doRevert:
		case r.Do == doRevert:
			if e.about(r) {
				p.here[r.Step.ID] = false
			}
		case !e.about(r):
			p.here[r.Step.ID], p.other, p.app = false, true, true
		case r.Path != e.Config.Path || !migrate.SameEndpoint(r.URL, e.Config.Endpoint):
			p.here[r.Step.ID], p.other = false, true
		case r.State == Done || r.State == AlreadySet || r.State == Confirmed:
			p.here[r.Step.ID] = true
		}
	})
	return p, err
}

// InvalidateElsewhere records in the runbook, before a plan is carried out, that its first step that was made
// elsewhere, and those after it, may not be true here. An interrupted run then leaves no wrong record.
func (p Places) InvalidateElsewhere(w *migration.Workspace, plan *Plan, by string) error {
	state := w.State()
	walk, err := state.Runbook()
	if err != nil || state.IdP != plan.IDP || state.Path != plan.Path {
		return nil // no path is chosen, or the run isn't recorded in this runbook
	}
	parts := inRunbook(plan.Path)
	first := slices.IndexFunc(walk.Steps, func(step playbook.Step) bool {
		return slices.ContainsFunc(plan.Steps, func(s idp.Step) bool {
			return slices.Contains(parts[step.ID], s.ID) && p.Elsewhere(s.ID)
		})
	})
	if first < 0 {
		return nil
	}
	var wrong []playbook.StepID
	for _, step := range walk.Steps[first:] {
		done := state.Playbook.Steps[step.ID].Status
		if (done == playbook.DoneVerified || done == playbook.DoneConfirmed) &&
			(parts[step.ID] != nil || walk.Steps[first].ID == playbookStep && p.without(step.ID)) {
			wrong = append(wrong, step.ID)
		}
	}
	_, err = invalidate(w, wrong, names.Visible("this may only be true of another app, path or endpoint: a run began at "+
		migrate.Quote(plan.App.Name)+", "+plan.Tenant), by)
	return err
}

// without reports whether a step of the runbook that no run makes depends on the connection that was made: the
// member of the test was sent by it, and what is assigned and sent by SAML belongs to the app.
func (p Places) without(step playbook.StepID) bool {
	switch step {
	case playbook.StepIDPTested:
		return true
	case playbook.StepIDPAssigned, playbook.StepSAMLGroups:
		return p.app
	}
	return false
}
