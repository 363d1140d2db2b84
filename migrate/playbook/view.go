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

// StepView is a step and how it stands.
type StepView struct {
	Step     Step
	Status   Status
	Blockers []Blocker // what keeps it shut, also where it is running or has failed
	Record   Record    // zero where nothing is kept of it
	Against  string    // what is known against a step that is done; empty for nothing
	// Repair is what to do about Against.
	Repair migrate.Remedies
	// CertainAt is from when a scan can verify that the script has stopped; zero for any
	// other step, and where it isn't known.
	CertainAt time.Time
}

// Certain says from when a scan can verify the step; empty where that isn't known.
func (v StepView) Certain() string {
	if v.CertainAt.IsZero() {
		return ""
	}
	return "certain after " + moment(v.CertainAt.Add(time.Minute-time.Nanosecond).Truncate(time.Minute))
}

// Refuted is what a check found against the step, which the admin can't answer by confirming
// it; empty for nothing, and for a step that is done all the same.
func (v StepView) Refuted() string {
	if v.Status.IsFinal() {
		return ""
	}
	return v.Step.Refutation(v.Record)
}

// Locked reports whether the step can be confirmed by overriding alone.
func (v StepView) Locked() bool {
	return len(v.Blockers) > 0 || v.Step.Attest == "" || v.Refuted() != ""
}

// NeedsTyping reports whether the words of the step are still to be typed.
func (v StepView) NeedsTyping() bool {
	return v.Step.Confirm != nil && !v.Step.Confirm.Accepts(v.Record.Typed)
}

// Accepts reports whether these are the words to type.
func (c Confirm) Accepts(typed string) bool { return strings.TrimSpace(typed) == c.Type }

// View returns how each step stands.
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
			v.Blockers = w.Gate(step, context)
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

// repair is what to do about a step that is done and no longer true.
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

// missing says what a comparison found that is no reason to wait, and yet one to
// look.
func (s Step) missing(n Names) string {
	those := "will be sent"
	switch {
	case n.Missing == 0 || n.Void != "":
		return ""
	case s.Check == ProbeDiffWhole:
		those = "had arrived"
	case s.NamesAfter == "":
		return ""
	}
	return render.Count(n.Missing, "group of AD was", "groups of AD were") + " not among the groups that " + those +
		" when the names were last compared. Check that this is intended: a group that isn't sent gets no members."
}

// against says which fact, or which later comparison, contradicts what a step that
// is done tells.
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
			Value: told, At: r.HeldSince(),
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

// againstNames says what a comparison that came after a step about the names found
// against it.
func (s Step) againstNames(r Record, context Context) string {
	n := context.namesOf(s)
	if !s.ComparesNames() || context.State.NamesNotNeeded() || r.overrides() {
		return ""
	}
	if n.Compared && n.Other && r.Status != NotNeeded {
		return n.Void
	}
	if !n.Compared || n.Void != "" || r.Status == NotNeeded || !n.At.After(r.At) {
		return ""
	}
	why := n.Wrong()
	if why != "" {
		why += " (compared " + moment(n.At) + ")"
	}
	return why
}

// namesOf is the comparison that a step rests on.
func (w Context) namesOf(s Step) Names {
	if s.Check == ProbeDiffWhole {
		return w.Arrived
	}
	return w.Names
}

// Next returns the next step: one that is running, else the first that can be done
// now (ready, failed, or done and no longer true), else the first that is locked. It
// returns false when nothing is left.
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
