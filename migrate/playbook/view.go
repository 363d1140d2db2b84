package playbook

import (
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/render"
)

// StepView is a step with its status.
type StepView struct {
	Step     Step
	Status   Status
	Blockers []Blocker // what locks it, also while it is running or has failed
	Record   Record    // zero if nothing is recorded
	Against  string    // what contradicts a finished step; empty if nothing
	// Repair is what to do about Against.
	Repair migrate.Remedies
	// CertainAt is the earliest time at which a scan can verify that the script has stopped. Zero for other steps, and
	// if it isn't known.
	CertainAt time.Time
}

// Certain returns a sentence about CertainAt, or "" if it isn't known.
func (v StepView) Certain() string {
	if v.CertainAt.IsZero() {
		return ""
	}
	return "certain after " + moment(v.CertainAt.Add(time.Minute-time.Nanosecond).Truncate(time.Minute))
}

// Refuted returns the finding of a check against the step that the admin can't overrule by confirming it. It
// returns "" if there is none, or if the step is done in spite of it.
func (v StepView) Refuted() string {
	if v.Status.IsFinal() {
		return ""
	}
	return v.Step.Refutation(v.Record)
}

// Locked reports whether the step can only be confirmed with an override.
func (v StepView) Locked() bool {
	return len(v.Blockers) > 0 || v.Step.Attest == "" || v.Refuted() != ""
}

// NeedsTyping reports whether the words of the step still have to be typed.
func (v StepView) NeedsTyping() bool {
	return v.Step.Confirm != nil && !v.Step.Confirm.Accepts(v.Record.Typed)
}

// Accepts reports whether the typed text is the required one.
func (c Confirm) Accepts(typed string) bool { return strings.TrimSpace(typed) == c.Type }

// View returns every step with its status.
func (w *Runbook) View(context Context) []StepView {
	views := make([]StepView, len(w.Steps))
	for i, step := range w.Steps {
		v := StepView{Step: step, Record: context.State.Steps[step.ID]}
		if c := step.missing(context.namesOf(step)); c != "" {
			v.Step.Cautions = append(slices.Clone(step.Cautions), Line{c, Documented})
		}
		v.Status = v.Record.Status
		if v.Status.IsFinal() {
			if v.Against = step.against(v.Record, context); v.Against != "" {
				v.Repair = step.repair(context)
			}
		} else {
			v.Blockers = w.Blockers(step, context)
			if step.ID == StepScriptStopped {
				v.CertainAt = context.State.CertainAt
			}
		}
		if when := v.Certain(); when != "" {
			line := Line{"If nothing starts the script until then, a scan makes it " + when + ".", step.Grade}
			v.Step.Do = append([]Line{line}, step.Do...)
		}
		switch {
		case v.Status != "":
		case len(v.Blockers) > 0:
			v.Status = Blocked
		default:
			v.Status = Ready
		}
		views[i] = v
	}
	return views
}

// repair returns what to do about a finished step that is no longer true.
func (s Step) repair(context Context) migrate.Remedies {
	again := migrate.Remedy{Kind: migrate.RemedyThenReopen, Step: string(s.ID)}
	if s.Check != "" {
		again.Kind = migrate.RemedyThenCheck
	}
	n := context.namesOf(s)
	switch {
	case s.Check == ProbeSyncVerify:
		return migrate.Remedies{verifyStop(migrate.RemedyVerifyAgain), {Kind: migrate.RemedyCorrectFact}}
	case s.ComparesNames() && n.Differs+n.Conflicts > 0:
		return migrate.Remedies{{Kind: migrate.RemedyRename}, again}
	case s.ComparesNames():
		return migrate.Remedies{{Kind: migrate.RemedyRepeatStep, Step: string(s.ID)}, again}
	}
	return migrate.Remedies{{Kind: migrate.RemedyRepeatStep, Step: string(s.ID)}, again, {Kind: migrate.RemedyCorrectFact}}
}

// missing returns a finding of a comparison that doesn't block the step but should be checked, or "".
func (s Step) missing(n Names) string {
	those := "will be sent"
	switch {
	case n.Missing == 0 || n.InvalidReason != "":
		return ""
	case s.Check == ProbeDiffWhole:
		those = "had arrived"
	case s.NamesAfter == "":
		return ""
	}
	return render.Count(n.Missing, "group of AD was", "groups of AD were") + " not among the groups that " + those +
		" when the names were last compared. Check that this is intended: a group that isn't sent gets no members."
}

// against returns which fact or later comparison contradicts a finished step, or "".
func (s Step) against(r Record, context Context) string {
	if why := s.againstNames(r, context); why != "" {
		return why
	}
	for _, fact := range s.facts {
		key, told, _ := strings.Cut(fact.text, "=")
		k, there := context.Against[doctor.Fact(key)]
		if !there || fact.tells == implied || r.Status == NotNeeded {
			continue
		}
		if _, _, contradicted := Resolve(doctor.Fact(key), Observation{
			Value: told, At: r.ValidSince(),
			Grade: r.Status.Evidence(),
		},
			k); contradicted {
			if k.Why != "" {
				return k.Why
			}
			return key + " is " + k.Value + " (" + evidence.Grade(k.Grade).Words() + " " + moment(k.At) + ")"
		}
	}
	return ""
}

// againstNames returns what a later comparison found against a step about the names, or "".
func (s Step) againstNames(r Record, context Context) string {
	n := context.namesOf(s)
	if !s.ComparesNames() || context.State.NamesNotNeeded() || r.overrides() {
		return ""
	}
	if n.Compared && n.WrongSides && r.Status != NotNeeded {
		return n.InvalidReason
	}
	if !n.Compared || n.InvalidReason != "" || r.Status == NotNeeded || !n.At.After(r.At) {
		return ""
	}
	why := n.Wrong()
	if why != "" {
		why += " (compared " + moment(n.At) + ")"
	}
	return why
}

// namesOf returns the comparison that a step depends on.
func (w Context) namesOf(s Step) Names {
	if s.Check == ProbeDiffWhole {
		return w.Arrived
	}
	return w.Names
}

// Done reports whether a step is finished and nothing contradicts it.
func Done(views []StepView, id StepID) bool {
	return slices.ContainsFunc(views, func(v StepView) bool {
		return v.Step.ID == id && v.Status.IsFinal() && v.Against == ""
	})
}

// Next returns the next step: one that is running; else the first that can be done now (ready, failed, or finished
// and no longer true); else the first locked one. ok is false if nothing remains.
func Next(views []StepView) (StepView, bool) {
	for _, such := range []func(StepView) bool{
		func(v StepView) bool { return v.Status == Running },
		func(v StepView) bool { return v.Against != "" || !v.Status.IsFinal() && len(v.Blockers) == 0 },
		func(v StepView) bool { return !v.Status.IsFinal() },
	} {
		if i := slices.IndexFunc(views, such); i >= 0 {
			return views[i], true
		}
	}
	return StepView{}, false
}
