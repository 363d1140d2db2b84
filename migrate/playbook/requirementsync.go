package playbook

import (
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
)

func scriptBlockers(context Context) []Blocker {
	r := context.State.Steps[RequirementScriptStopped.step()]
	awake := slices.IndexFunc(context.Findings, func(f doctor.Finding) bool { return f.ID == doctor.ADSyncScriptActive })
	stale := ""
	if !context.Now.IsZero() {
		stale = Stale(r.At, context.Now, ScriptAge)
	}
	if r.overrides() {
		return nil
	}
	if r.provesStop() && awake < 0 {
		if since := context.unknownSince(doctor.ADSyncScript); since != "" {
			return []Blocker{{
				ID: string(RequirementScriptStopped), What: "it is no longer known whether the AD sync script is stopped",
				Why: since, Next: migrate.Remedies{verifyStop(migrate.RemedyVerifyAgain)},
			}}
		}
		if stale == "" {
			return nil
		}
		return []Blocker{{
			ID: string(RequirementScriptStopped), What: "the AD sync script was last verified as stopped " + moment(r.At) +
				", " + stale,
			Why: "a task can be enabled again at any time", Next: migrate.Remedies{verifyStop(migrate.RemedyVerifyAgain)},
			expired: true,
		}}
	}
	b := Blocker{
		ID: string(RequirementScriptStopped), What: "the AD sync script isn't verified as stopped",
		Why: "a later run can delete sharing groups", Next: migrate.Remedies{verifyStop(migrate.RemedyVerify)},
	}
	if r.Status == Failed && r.Saw != "" {
		b.Why = "the last check failed: " + r.Saw
	}
	if at := context.State.CertainAt; !at.IsZero() {
		b.Why += "; it will be " + StepView{CertainAt: at}.Certain()
	}
	if awake >= 0 {
		b.Why = context.Findings[awake].Title
	}
	return []Blocker{b}
}

// verifyStop returns the remedy to verify that the script has stopped.
func verifyStop(kind migrate.RemedyKind) migrate.Remedy {
	return migrate.Remedy{Kind: kind, Step: string(StepScriptStopped)}
}

// provesStop reports whether a scan has shown that the script has stopped. If the next start of a task can't be
// determined, it needs an admin's confirmation too.
func (r Record) provesStop() bool {
	return r.Status == DoneVerified || r.Status == DoneConfirmed && r.Probe == ProbeSyncVerify
}

func adSyncBlockers(context Context) []Blocker {
	r := context.State.Steps[RequirementADSyncOff.step()]
	if r.overrides() {
		return nil
	}
	s := r.Status
	b := Blocker{
		ID: string(RequirementADSyncOff), What: "AD sync isn't confirmed as off",
		Why:  "both toggles, provisioning and deprovisioning, must be off",
		Next: migrate.Remedies{{Kind: migrate.RemedyTurnADSyncOff, Step: string(StepADSyncOff)}},
	}
	on := slices.IndexFunc(context.Findings, func(f doctor.Finding) bool { return f.ID == doctor.ADSyncOn && f.Blocks() })
	switch {
	case on >= 0:
		b.What, b.Why = context.Findings[on].Title, context.Findings[on].Why
	case s == DoneVerified || s == DoneConfirmed:
		since := context.unknownSince(doctor.ADSync)
		if since == "" {
			return nil
		}
		b.What, b.Why, b.Next = "it is no longer known whether AD sync is off", since,
			migrate.Remedies{{Kind: migrate.RemedyCheckToggles, Step: string(StepADSyncOff)}}
	}
	return []Blocker{b}
}

// unknownSince returns since when a fact that a step reported is no longer known, or "" if it is known.
func (w Context) unknownSince(k doctor.Fact) string {
	v, there := w.Against[k]
	if !there || v.Value != doctor.Unknown {
		return ""
	}
	return string(k) + " has been unknown since " + moment(v.At) + " (" + evidence.Grade(v.Grade).Words() + ")"
}
