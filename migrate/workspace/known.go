package workspace

import (
	"cmp"

	"ad2scim/migrate/doctor"
)

// Known is what is known of the set-up: by the facts, and by the steps of the
// chosen way that are done; where the two differ, what is newer, for people to
// read. The interlocks go by how well it is known too: see playbook.Walk.Look.
func (s State) Known() map[doctor.Fact]Fact {
	known := map[doctor.Fact]Fact{}
	w, err := s.Walk()
	if err == nil {
		told := w.Told(s.Playbook)
		for fact, value := range w.Facts(s.Playbook) {
			r := told[fact]
			known[fact] = Fact{value, Grade(r.Status.Evidence()), r.At, cmp.Or(string(r.Probe), r.By)}
		}
	}
	for name, f := range s.Facts {
		if old, there := known[doctor.Fact(name)]; !there || f.Time.After(old.Time) {
			known[doctor.Fact(name)] = f
		}
	}
	if err == nil {
		known[doctor.Path] = Fact{Value: s.Path, Grade: GradeAttested, Source: "the chosen way"}
	}
	return known
}
