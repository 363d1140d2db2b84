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
	facts := doctor.Facts{}
	for name, f := range s.Facts {
		facts[doctor.Fact(name)] = f.Value
	}
	for _, f := range (playbook.Context{Facts: facts}).SCIMOn() {
		why = append(why, string(f)+" is on")
	}
	return why
}
