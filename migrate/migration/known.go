package migration

import (
	"cmp"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

// Known is what is known of the set-up, for people to read: by the facts, and by
// the steps of the chosen way that are done. Where the two differ it is what is
// newer, or was seen while the other is only said (see playbook.Resolve), so that
// nothing is shown as standing that an alarm is against.
func (s State) Known() map[doctor.Fact]Fact {
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
		told := Fact{values[k], Grade(r.Status.Evidence()), r.HeldSince(), cmp.Or(string(r.Probe), r.By)}
		f, there := known[k]
		if !there {
			known[k] = told
		} else if _, shown, _ := playbook.Resolve(k, told.weighed(), f.weighed()); shown == told.weighed() {
			known[k] = told
		}
	}
	for k, against := range s.Context(w).Against {
		if against.Why != "" { // nothing is known in its place
			delete(known, k)
		}
	}
	known[doctor.Path] = Fact{Value: string(s.Path), Grade: GradeAttested, Source: "the chosen path"}
	return known
}

func (f Fact) weighed() playbook.Observation {
	return playbook.Observation{Value: f.Value, At: f.Time, Grade: string(f.Grade)}
}
