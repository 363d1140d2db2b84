package migration

import (
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

// SCIMOn returns why SCIM counts as on, or nothing if it doesn't. It uses playbook.Context.SCIMOn, with only the
// facts if no path is chosen.
func (s State) SCIMOn() (why []string) {
	if w, err := s.Runbook(); err == nil {
		return w.WhySCIMOn(s.Context(w))
	}
	for _, f := range s.factsContext().SCIMOn() {
		why = append(why, string(f)+" is on")
	}
	return why
}

// ScriptActive returns how the AD sync script is active; see playbook.Context.ScriptActive. It uses only the facts
// if no path is chosen. unknown is true if it isn't known.
func (s State) ScriptActive() (how string, unknown bool) {
	context := s.factsContext()
	if w, err := s.Runbook(); err == nil {
		context = s.Context(w)
	}
	value := s.Facts[string(doctor.ADSyncScript)].Value
	return context.ScriptActive(), value == "" || value == doctor.Unknown
}

func (s State) factsContext() playbook.Context {
	facts := doctor.Facts{}
	for name, f := range s.Facts {
		facts[doctor.Fact(name)] = f.Value
	}
	return playbook.Context{Facts: facts}
}
