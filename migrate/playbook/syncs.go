package playbook

import (
	"fmt"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// ScriptActive returns how the AD sync script can run: scheduled or running, by the newest known fact or one that
// contradicts a step. It returns "" if it can't run or if nothing is known.
func (w Context) ScriptActive() string {
	script := w.Facts[doctor.ADSyncScript]
	if k, there := w.Against[doctor.ADSyncScript]; there {
		script = k.Value
	}
	if script == "scheduled" || script == "running" {
		return script
	}
	return ""
}

// SCIMOn returns the facts that say that SCIM is on. A started provisioning counts until a newer fact says that
// SCIM is off.
func (w Context) SCIMOn() []doctor.Fact {
	return slices.DeleteFunc([]doctor.Fact{doctor.SCIMConfidential, doctor.SCIMSelfHosted}, func(f doctor.Fact) bool {
		return w.Facts[f] != doctor.On
	})
}

// BothLive reports whether both syncs change groups at the same time.
func (w Context) BothLive() bool { return w.ScriptActive() != "" && len(w.SCIMOn()) > 0 }

// BothLive says that both syncs are live, and how to stop one of them. script is how AD sync's
// script is active, as Context.ScriptActive says it; where that isn't known it is empty, and
// both may be live. scim says why SCIM counts as on.
func BothLive(script string, scim []string) *migrate.Problem {
	live, can := "may be live", "it isn't known whether the AD sync script can run"
	if script != "" {
		live, can = "are live", "the AD sync script is "+script
	}
	return &migrate.Problem{
		What: "Both syncs " + live,
		Why: can + ", and SCIM is on (" + strings.Join(scim, ", ") +
			"); AD sync deletes a group that it created if a run leaves it out, so stop one of them now",
		Remedies: migrate.Remedies{{Kind: migrate.RemedyDisableTasks}, {Kind: migrate.RemedyTurnSCIMOff}},
	}
}

// alarm says in sentences what can't wait: that both syncs are live. It is empty for nothing.
func (w *Runbook) alarm(context Context) string {
	if !context.BothLive() {
		return ""
	}
	return BothLive(context.ScriptActive(), w.WhySCIMOn(context)).Error() + "."
}

// WhySCIMOn returns, for each fact that says that SCIM is on, where it was reported.
func (w *Runbook) WhySCIMOn(context Context) (why []string) {
	for _, f := range context.SCIMOn() {
		step, told := w.reportingStep(context.State, f)
		if told {
			why = append(why, fmt.Sprintf("step %d is done", step.Number))
		} else {
			why = append(why, string(f)+" is on")
		}
	}
	return why
}
