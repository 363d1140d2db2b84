package migration

import (
	"ad2scim/migrate"
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

// BothLive says that both syncs are live, or may be because it isn't known how AD sync's script
// stands, and how to stop one of them. It is nil where SCIM is off, or the script can't run.
func (s State) BothLive() *migrate.Problem {
	on, context := s.SCIMOn(), s.factsContext()
	if w, err := s.Runbook(); err == nil {
		context = s.Context(w)
	}
	active, value := context.ScriptActive(), s.Facts[string(doctor.ADSyncScript)].Value
	if len(on) == 0 || active == "" && value != "" && value != doctor.Unknown {
		return nil
	}
	return playbook.BothLive(active, on)
}

func (s State) factsContext() playbook.Context {
	facts := doctor.Facts{}
	for name, f := range s.Facts {
		facts[doctor.Fact(name)] = f.Value
	}
	return playbook.Context{Facts: facts}
}
