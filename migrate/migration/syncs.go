package migration

import (
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

// SCIMOn says why SCIM counts as on; nothing where nothing says so. It is the answer
// of playbook.Context.SCIMOn, with the facts alone where no path is chosen.
func (s State) SCIMOn() (why []string) {
	if w, err := s.Runbook(); err == nil {
		return w.WhySCIMOn(s.Context(w))
	}
	for _, f := range s.factsAlone().SCIMOn() {
		why = append(why, string(f)+" is on")
	}
	return why
}

// ScriptActive is how AD sync's script is active, as playbook.Context.ScriptActive says it,
// with the facts alone where no path is chosen. unknown says that this isn't known.
func (s State) ScriptActive() (how string, unknown bool) {
	context := s.factsAlone()
	if w, err := s.Runbook(); err == nil {
		context = s.Context(w)
	}
	value := s.Facts[string(doctor.ADSyncScript)].Value
	return context.ScriptActive(), value == "" || value == doctor.Unknown
}

func (s State) factsAlone() playbook.Context {
	facts := doctor.Facts{}
	for name, f := range s.Facts {
		facts[doctor.Fact(name)] = f.Value
	}
	return playbook.Context{Facts: facts}
}
