package enable

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Blockers returns what blocks switching SCIM on according to the workspace.
func Blockers(s migration.State, path playbook.Path, provider playbook.IDP) ([]playbook.Blocker, error) {
	return blockersOf(s, path, provider, Interlocks)
}

// Part is one or more steps of a plan that belong to one step of the runbook.
type Part struct {
	Steps []idp.Step
	// Step is the step of the runbook; Known is false if there is none.
	Step  playbook.Step
	Known bool
}

// Parts groups the steps of a plan by the steps of the runbook, in order.
func (p *Plan) Parts() ([]Part, error) {
	walk, err := playbook.New(playbook.Dashlane(), p.Path, p.IDP)
	if err != nil {
		return nil, err
	}
	of := map[idp.StepID]playbook.StepID{}
	for step, parts := range inRunbook(p.Path) {
		for _, part := range parts {
			of[part] = step
		}
	}
	var all []Part
	for _, step := range p.Steps {
		id, known := of[step.ID]
		if n := len(all) - 1; n >= 0 && known && all[n].Step.ID == id {
			all[n].Steps = append(all[n].Steps, step)
			continue
		}
		part := Part{Steps: []idp.Step{step}}
		if known {
			if part.Step, err = walk.Step(id); err == nil {
				part.Known = true
			}
		}
		all = append(all, part)
	}
	return all, nil
}

// Stands returns what blocks a part of a plan, and the outcomes of its steps if it was made before: the runbook's
// step is done, and the settings that were read are as wanted. Settings that can't be read, such as a token that the
// admin entered, are taken from the runbook.
func (p Part) Stands(s migration.State, path playbook.Path, provider playbook.IDP) (blockers []playbook.Blocker,
	made []Outcome, err error,
) {
	if !p.Known {
		return nil, nil, nil
	}
	walk, err := playbook.New(playbook.Dashlane(), path, provider)
	if err != nil {
		return nil, nil, err
	}
	changes := slices.ContainsFunc(p.Steps, func(step idp.Step) bool {
		return step.Mode == idp.ModeApply && step.Changes() || step.Differs()
	})
	if record := s.Playbook.Steps[p.Step.ID]; record.Status.IsFinal() && !changes && p.Step.ID != playbookStart {
		made = p.made(record)
	}
	return walk.Blockers(p.Step, s.Context(walk)), made, nil
}

// made returns the outcomes of a part whose step is done according to its record. What wasn't verified is attested,
// except for a setting that the plan has just read.
func (p Part) made(record playbook.Record) (all []Outcome) {
	for _, o := range p.Outcomes(AlreadySet, "already done according to the runbook") {
		read := o.Mode == idp.ModeApply && len(p.Steps[len(all)].Settings) > 0
		if record.Status != playbook.DoneVerified && !read {
			o.State, o.Why = Confirmed, "already confirmed in the runbook, by "+record.By
		}
		all = append(all, o)
	}
	return all
}

// Outcomes returns an outcome with this state and reason for every step of a part.
func (p Part) Outcomes(state State, why string) (all []Outcome) {
	for _, step := range p.Steps {
		all = append(all, Outcome{Step: step.ID, Title: step.Title, Mode: step.Mode, State: state, Why: why})
	}
	return all
}

type interlocks func(*playbook.Runbook, playbook.Context) []playbook.Blocker

func blockersOf(s migration.State, path playbook.Path, provider playbook.IDP, of interlocks) ([]playbook.Blocker,
	error,
) {
	walk, err := playbook.New(playbook.Dashlane(), path, provider)
	if err != nil {
		return nil, err
	}
	return of(walk, s.Context(walk)), nil
}

// CheckRequirements lets a run begin if nothing blocks it, including other waiting runs, or if it is overridden
// with a reason. With keep, the override is recorded in the workspace. It returns BadInput otherwise.
func CheckRequirements(w *migration.Workspace, path playbook.Path, provider playbook.IDP, waiting []Waiting, reason,
	by string,
	keep bool,
) error {
	return checkRequirements(w, path, provider, enabling(Interlocks), waiting, reason, by, keep)
}

// CheckAssigning is CheckRequirements for assigning groups at a provider that sends them at once. The steps that
// the runbook's step needs must be done too.
func CheckAssigning(w *migration.Workspace, path playbook.Path, provider playbook.IDP, waiting []Waiting, reason,
	by string,
	keep bool,
) error {
	of := work{
		playbook.StepIDPAssigned, "the assignments at the identity provider", "nothing can be assigned yet",
		beforeAssigning,
	}
	return checkRequirements(w, path, provider, of, waiting, reason, by, keep)
}

// CheckStart is for Engine.Gate: it checks the requirements again, for the start itself. An override was already
// recorded.
func CheckStart(w *migration.Workspace, path playbook.Path, provider playbook.IDP, reason, by string) error {
	return checkRequirements(w, path, provider, enabling(beforeStart), nil, reason, by, false)
}

// SendsGroups reports whether names of groups reach Dashlane on a path: by SCIM, or by SAML beside it.
func SendsGroups(s migration.State, path playbook.Path) bool {
	return path.ProvisionsGroups() || s.Playbook.GroupsBySAML()
}

// CheckSend lets the start begin unless these names, which were just read, are against it. typed is the number that
// an admin typed because many groups have no partner.
func CheckSend(w *migration.Workspace, path playbook.Path, provider playbook.IDP, now playbook.Names, typed,
	by string,
) error {
	return mayBegin(w, path, provider, enabling(nil), now, typed, by)
}

func mayBegin(w *migration.Workspace, path playbook.Path, provider playbook.IDP, of work, now playbook.Names, typed,
	by string,
) error {
	if number := now.NumberToType(); number != nil && strings.TrimSpace(typed) == number.Number {
		now.Unpaired = 0
	}
	of.blockers = func(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
		pc.Names = now
		return walk.Blockers(playbook.Step{Requirements: []playbook.RequirementID{playbook.RequirementNamesExact}}, pc)
	}
	err := checkRequirements(w, path, provider, of, nil, "", by, false)
	if p, is := errors.AsType[*migrate.Problem](err); is && now.Unpaired > 0 && now.Wrong() == "" {
		p.Next, p.Remedies, p.Number = "", now.ToTypeAtStart(path, provider), now.NumberToType()
	}
	return err
}

// SendUncompared records that the start is overridden, so that what is sent wasn't compared.
func SendUncompared(w *migration.Workspace, path playbook.Path, provider playbook.IDP, reason, by string) error {
	return forceUncompared(w, path, provider, enabling(nil), "what is sent was not compared with AD at the start", reason,
		by)
}

func forceUncompared(w *migration.Workspace, path playbook.Path, provider playbook.IDP, of work, what, reason,
	by string,
) error {
	of.blockers = func(*playbook.Runbook, playbook.Context) []playbook.Blocker {
		return []playbook.Blocker{{
			ID: string(playbook.RequirementNamesExact), What: what, Next: migrate.Remedies{{Kind: migrate.RemedyCompareSent}},
		}}
	}
	return checkRequirements(w, path, provider, of, nil, reason, by, true)
}

func checkRequirements(w *migration.Workspace, path playbook.Path, provider playbook.IDP, of work,
	waiting []Waiting,
	reason, by string, keep bool,
) error {
	state := w.State()
	if state.Path != "" && (state.Path != path || state.IdP != provider) {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "SCIM can't be enabled on this path",
			Why: "the chosen path is " + string(state.Path) + " with " + string(state.IdP) + ", and this is " + string(path) +
				" with " + string(provider),
			Remedies: migrate.Remedies{{Kind: migrate.RemedyChoosePath}},
		}
	}
	blockers, err := blockersOf(state, path, provider, of.blockers)
	if err != nil {
		return err
	}
	blockers = AddBlockers(blockers, waiting)
	passed, err := authorize(state.Playbook, of, blockers, reason, by, time.Now().UTC())
	if err != nil || !keep || len(blockers) == 0 {
		return err
	}
	_, err = w.Record(func(s *migration.State) (store.Entry, error) {
		s.Playbook = passed
		forced := passed.Forced[len(passed.Forced)-1]
		return store.Entry{
			Kind: migration.KindStep,
			Text: names.Visible("OVERRIDDEN for " + of.name + ": " +
				strings.Join(forced.Over, "; ") + "; reason: " + reason), Data: migration.OverrideData(reason),
		}, nil
	})
	return err
}

// InvalidateSteps records in the runbook, before anything is undone, that these steps are no longer true, so that
// an interrupted run leaves no wrong record. back returns how to undo each step of the admin.
func InvalidateSteps(w *migration.Workspace, provider playbook.IDP, made []Outcome,
	by string) (back map[idp.StepID]string,
	err error,
) {
	state := w.State()
	walk, err := state.Runbook()
	if err != nil || state.IdP != provider {
		return nil, nil // no path is chosen
	}
	back = map[idp.StepID]string{}
	var undone []playbook.StepID
	for _, step := range walk.Steps {
		for _, part := range inRunbook(walk.Path)[step.ID] {
			i := slices.IndexFunc(made, func(o Outcome) bool { return o.Step == part })
			if i < 0 {
				continue
			}
			back[part] = step.Back
			if state.Playbook.Steps[step.ID].Status.IsFinal() && !slices.Contains(undone, step.ID) {
				undone = append(undone, step.ID)
			}
		}
	}
	_, err = invalidate(w, undone, "it was undone, or is about to be", by)
	return back, err
}

// invalidate records that these steps of the runbook are no longer true, and why.
func invalidate(w *migration.Workspace, steps []playbook.StepID, why, by string) ([]string, error) {
	return RecordResults(w, func(s *migration.State) (lines []store.Entry, notes []string) {
		for _, id := range steps {
			act := playbook.StepUpdate{At: time.Now().UTC(), By: by, Saw: why}
			line, err := s.ChangeStep(id, act, func(w *playbook.Runbook, pc playbook.Context,
				a playbook.StepUpdate) (playbook.State,
				error,
			) {
				return w.Invalidate(pc.State, id, a)
			})
			if err != nil {
				notes = append(notes, err.Error())
				continue
			}
			lines = append(lines, line)
		}
		return lines, notes
	})
}

// RecordResults calls one of a Recorder's methods on the workspace, writes its journal entries, and
// returns what couldn't be
// recorded.
func RecordResults(w *migration.Workspace, record func(*migration.State) (lines []store.Entry,
	notes []string)) ([]string,
	error,
) {
	var notes []string
	err := w.Update(func(s *migration.State) error {
		lines, told := record(s)
		notes = told
		run := store.NewRun()
		for _, line := range lines { // entries are written before the state
			line.Run = run
			if _, err := w.Journal().Append(line); err != nil {
				return err
			}
		}
		return nil
	})
	return notes, err
}

// Parts returns the report of the steps before the start, and of the start alone, which only counts after its first
// cycle, possibly an hour later.
func (r Report) Parts() (before, start Report) {
	start.Cycle, start.Tenant, start.Since = r.Cycle, r.Tenant, r.Since
	for _, o := range r.Outcomes {
		if o.Step == idp.StepStart {
			start.Outcomes = append(start.Outcomes, o)
		} else {
			before.Outcomes = append(before.Outcomes, o)
		}
	}
	return before, start
}
