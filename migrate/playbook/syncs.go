package playbook

import (
	"fmt"
	"slices"

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

// Alarm is what cannot wait, before all else: that AD sync's script can run while
// SCIM is on. It is empty for nothing.
func (w Context) Alarm() string {
	if !w.BothLive() {
		return ""
	}
	return "Both syncs are live: the AD sync script is " + w.ScriptActive() +
		", and SCIM is on. AD sync deletes a group that it created if a run leaves it out. " +
		"Stop one of them now: run ad2scim sync stop, or turn off SCIM at Dashlane."
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
