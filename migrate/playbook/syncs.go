package playbook

import (
	"fmt"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// ScriptActive is how the script of AD sync stands where it can run: scheduled or
// running, by what is known last or against a step. It is empty where it can't, or
// nothing is known.
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

// SCIMOn lists the facts by which SCIM is on; none where nothing says so. That
// provisioning was started counts until something newer says that SCIM is off.
func (w Context) SCIMOn() []doctor.Fact {
	return slices.DeleteFunc([]doctor.Fact{doctor.SCIMConfidential, doctor.SCIMSelfHosted}, func(f doctor.Fact) bool {
		return w.Facts[f] != doctor.On
	})
}

// BothLive reports whether both syncs work on the groups at once.
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

// WhySCIMOn says for each fact by which SCIM is on what tells it.
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
