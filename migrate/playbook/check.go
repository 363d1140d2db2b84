package playbook

import (
	"fmt"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// check validates the playbook as a whole: ids, dependencies, and that the steps of every combination of path and
// identity provider can be completed.
func (r *reader) check(p *Playbook) {
	r.checkLists(p)
	lines := map[string]int{}
	for i := range p.steps {
		d := &p.steps[i]
		if first := lines[d.id]; first > 0 {
			r.fault(d.line, fmt.Sprintf("the id %s is that of the step at line %d", d.id, first), "choose another id")
		}
		lines[d.id] = d.line
		r.checkStep(p, d)
	}
	for i := range p.steps {
		d := &p.steps[i]
		for _, n := range d.needs {
			if lines[n.text] == 0 {
				r.fault(n.line, "the step "+d.id+" needs "+migrate.Quote(n.text)+", which is no step", "name the id of a step")
			}
		}
		for _, id := range []StepID{d.namesAfter, d.wait.After, d.wait.Or} {
			if id != "" && lines[string(id)] == 0 {
				r.fault(d.line, "the step "+d.id+" uses "+migrate.Quote(string(id))+", which is no step",
					"name the id of a step")
			}
		}
		for _, g := range d.gates {
			if s := string(g.step()); s != "" && lines[s] == 0 {
				r.fault(d.line, "the gate "+string(g)+" depends on the step "+s+", which is missing",
					"add the step, or remove the gate")
			}
		}
	}
	if len(r.faults) > 0 {
		return
	}
	r.checkCycle(p)
	if len(r.faults) > 0 {
		return
	}
	for _, path := range Paths() {
		for _, idp := range IDPs() {
			r.checkCombination(p, path, idp)
		}
	}
}

func (r *reader) checkLists(p *Playbook) {
	seen := map[IDP]bool{}
	for _, i := range p.IDPs {
		if seen[i.ID] {
			r.fault(1, "the identity provider "+string(i.ID)+" is listed twice", "remove one of the two")
		}
		seen[i.ID] = true
	}
	for _, i := range IDPs() {
		if !seen[i] {
			r.fault(1, "the identity provider "+string(i)+" is not listed", "add it to idps")
		}
	}
	phases := map[string]bool{}
	for _, f := range p.Phases {
		if phases[f.ID] {
			r.fault(1, "the phase "+f.ID+" is listed twice", "remove one of the two")
		}
		phases[f.ID] = true
	}
	if len(p.steps) == 0 {
		r.fault(1, "there are no steps", "write some")
	}
}

func (r *reader) checkStep(p *Playbook, d *definition) {
	known := false
	for _, f := range p.Phases {
		known = known || f.ID == d.phase
	}
	if !known {
		r.fault(d.line, "the phase "+migrate.Quote(d.phase)+" of the step "+d.id+" is not listed",
			"add it to phases, or name another")
	}
	r.checkTokens(d)
	if d.check == "" && d.attest == nil {
		r.fault(d.line, "the step "+d.id+" has neither check nor attest, so it can never be done", "add one of the two")
	}
	for _, texts := range [][]restricted{{d.why}, d.run, d.do, d.attest, d.back, d.notNeeded, d.needs, d.facts} {
		for _, n := range texts {
			if n.grade == Inferred {
				r.fault(n.line, "an inferred text is used as a fact", "move it to cautions")
			}
		}
	}
	if len(d.why.paths)+len(d.why.idps) > 0 {
		r.fault(d.why.line, "why is narrowed, but a step has one for all paths", "write what is true on all paths")
	}
	confirms := make([]restricted, len(d.confirm))
	for i, c := range d.confirm {
		confirms[i] = c.restricted
	}
	for _, texts := range [][]restricted{
		d.run, d.do, d.attest, d.back, d.notNeeded, d.needs, d.facts, d.cautions,
		confirms,
	} {
		for _, n := range texts {
			if !overlap(d.paths, n.paths) || !overlap(d.idps, n.idps) {
				r.fault(n.line, "this text is never shown: the step "+d.id+" is narrowed to others",
					"remove it, or widen the step")
			}
		}
	}
	for _, n := range d.cautions {
		if n.grade == "" {
			r.fault(n.line, "the caution has no grade", "add grade: D, C or I")
		}
	}
	for _, n := range d.facts {
		if _, err := doctor.Parse([]string{n.text}); err != nil {
			r.fault(n.line, err.Error(), "")
		}
	}
}

// checkCycle reports steps that wait for each other. Dependencies that apply only on some paths count too, which is
// simpler and doesn't exclude any playbook that is needed.
func (r *reader) checkCycle(p *Playbook) {
	byID := map[string]*definition{}
	for i := range p.steps {
		byID[p.steps[i].id] = &p.steps[i]
	}
	const visiting, done = 1, 2
	mark := map[string]int{}
	var trail []string
	var visit func(d *definition) bool
	visit = func(d *definition) bool {
		trail = append(trail, d.id)
		mark[d.id] = visiting
		for _, id := range d.requires() {
			switch mark[id] {
			case visiting:
				start := 0
				for trail[start] != id {
					start++
				}
				r.fault(d.line, "these steps require each other: "+strings.Join(append(trail[start:], id), ", "),
					"remove one of these needs")
				return false
			case 0:
				if !visit(byID[id]) {
					return false
				}
			}
		}
		mark[d.id] = done
		trail = trail[:len(trail)-1]
		return true
	}
	for i := range p.steps {
		if mark[p.steps[i].id] == 0 && !visit(&p.steps[i]) {
			return
		}
	}
}

// requires returns the ids of the steps that must come first, including those behind requirements.
func (d *definition) requires() []string {
	var ids []string
	for _, n := range d.needs {
		ids = append(ids, n.text)
	}
	for _, g := range d.gates {
		if s := string(g.step()); s != "" {
			ids = append(ids, s)
		}
	}
	return ids
}

// checkCombination reports steps that can't be completed for one path and provider.
func (r *reader) checkCombination(p *Playbook, path Path, idp IDP) {
	where := fmt.Sprintf(" on %s with %s", path, idp)
	there := map[string]bool{}
	for i := range p.steps {
		d := &p.steps[i]
		if !d.appliesTo(path, idp) {
			continue
		}
		if len(keep(d.do, path, idp)) == 0 {
			r.fault(d.line, "the step "+d.id+" has no instruction"+where, "add one, or narrow the step")
		}
		if d.check == "" && len(keep(d.attest, path, idp)) == 0 {
			r.fault(d.line, "the step "+d.id+" can never be done"+where, "add check, or attest for it")
		}
		for _, texts := range [][]restricted{d.run, d.attest, d.back, d.notNeeded} {
			if kept := keep(texts, path, idp); len(kept) > 1 {
				r.fault(kept[1].line, "the step "+d.id+" has two texts where one is needed"+where, "narrow them")
			}
		}
		confirms := 0
		for _, c := range d.confirm {
			if c.appliesTo(path, idp) {
				confirms++
			}
		}
		if confirms > 1 {
			r.fault(d.line, "the step "+d.id+" asks to type two things"+where, "narrow them")
		}
		for _, n := range keep(d.needs, path, idp) {
			if !there[n.text] {
				r.fault(n.line, "the step "+d.id+" can never be reached"+where+": it needs "+n.text+
					", which is not among the steps before it",
					"narrow the need, or move the step")
			}
		}
		for _, g := range d.gates {
			if s := string(g.step()); s != "" && !there[s] {
				r.fault(d.line, "the step "+d.id+" can never be reached"+where+": its gate depends on "+s+
					", which is not among the steps before it",
					"move the step")
			}
		}
		there[d.id] = true
	}
	if len(there) == 0 {
		r.fault(1, "there is no step"+where, "add some")
	}
}

// overlap reports whether two restrictions overlap.
func overlap[S comparable](a, b []S) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	return slices.ContainsFunc(a, func(s S) bool { return slices.Contains(b, s) })
}

func keep(texts []restricted, path Path, idp IDP) []restricted {
	var kept []restricted
	for _, n := range texts {
		if n.appliesTo(path, idp) {
			kept = append(kept, n)
		}
	}
	return kept
}
