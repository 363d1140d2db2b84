package migration

import (
	"cmp"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

// KnownFacts returns what is known about the setup, for people: from the facts and from the finished steps of the
// chosen path. If they disagree, the newer one counts, or the verified one if the other was only confirmed (see
// playbook.Resolve). A fact that a check contradicts is never returned as current.
func (s State) KnownFacts() map[doctor.Fact]Fact {
	known := map[doctor.Fact]Fact{}
	for name, f := range s.Facts {
		known[doctor.Fact(name)] = f
	}
	w, err := s.Runbook()
	if err != nil {
		return known
	}
	values := w.Facts(s.Playbook)
	for k, r := range w.ReportedBy(s.Playbook) {
		told := Fact{values[k], Grade(r.Status.Evidence()), r.ValidSince(), cmp.Or(string(r.Probe), r.By)}
		f, there := known[k]
		if !there {
			known[k] = told
		} else if _, shown, _ := playbook.Resolve(k, told.observation(), f.observation()); shown == told.observation() {
			known[k] = told
		}
	}
	for k, against := range s.Context(w).Against {
		if against.Why != "" { // nothing is known instead
			delete(known, k)
		}
	}
	known[doctor.Path] = Fact{Value: string(s.Path), Grade: GradeConfirmed, Source: "the chosen path"}
	return known
}

func (f Fact) observation() playbook.Observation {
	return playbook.Observation{Value: f.Value, At: f.Time, Grade: string(f.Grade)}
}
