package fix

import (
	"ad2scim/migrate"
)

// nameSlot is a name in a space where it should be unique.
type nameSlot struct {
	space space
	name  string // folded
}

// claimant is an object that has a name after the plan is done.
type claimant struct {
	object object
	name   string
	fix    int // number of the fix that sets the name; 0 if the object already has it
}

// checkNames finds names that two objects would share.
func (p *Plan) checkNames(w Lists) []Finding {
	var order []nameSlot
	seats := map[nameSlot][]claimant{}
	sit := func(s space, who claimant) {
		at := nameSlot{s, fold(who.name)}
		if who.fix != 0 {
			order = append(order, at)
		}
		seats[at] = append(seats[at], who)
	}
	type moved struct {
		object    object
		attribute migrate.Attribute
	}
	moves := map[moved]bool{}
	for _, f := range p.Fixes {
		moves[moved{f.object(), f.Attribute}] = true
		for _, s := range spacesOf(f) {
			sit(s, claimant{f.object(), f.After, f.Number})
		}
	}
	stay := func(side migrate.Side, attribute migrate.Attribute, g migrate.Group, name string) {
		f := Fix{Side: side, ID: g.ID, DN: g.DN, Attribute: attribute}
		if moves[moved{f.object(), attribute}] && g.ID != "" {
			return
		}
		for _, s := range spacesOf(f) {
			if at := (nameSlot{s, fold(name)}); seats[at] != nil {
				sit(s, claimant{object: f.object(), name: name})
			}
		}
	}
	for _, g := range w.SCIM {
		stay(migrate.SCIM, migrate.DisplayName, g, g.Name)
	}
	for _, g := range w.AD {
		if name := w.ADName.Name(); name != migrate.CommonName {
			stay(migrate.AD, name, g, g.Name)
		}
		if cn, ok := commonName(g.DN); ok {
			stay(migrate.AD, migrate.CommonName, g, cn)
		}
	}

	var list []Finding
	told := map[nameSlot]bool{}
	inContainer := map[int]int{} // by number of the fix: how many objects share its name there
	for _, at := range order {
		who := seats[at]
		if told[at] || len(who) < 2 || at.space.container == wholeDomain && inContainer[who[0].fix] == len(who) {
			continue
		}
		told[at] = true
		inContainer[who[0].fix] = len(who)
		list = append(list, clash(at.space, who))
	}
	return list
}

// wholeDomain stands for all containers of a domain.
const wholeDomain = "*"

// spacesOf returns where the value of a fix must be unique, and where it should be.
func spacesOf(f Fix) []space {
	s := spaceOf(f.Side, f.Attribute, f.DN)
	if f.Side == migrate.AD && f.Attribute == migrate.CommonName {
		return []space{s, {s.side, s.attribute, wholeDomain}}
	}
	return []space{s}
}

func clash(s space, who []claimant) Finding {
	f := Finding{Severity: Error}
	others := ""
	for _, w := range who {
		if w.fix != 0 {
			f.Fixes = append(f.Fixes, w.fix)
		} else {
			others = w.object.key
		}
	}
	where := "at the provider"
	if s.side == migrate.AD {
		where = "in its container"
		if s.attribute != migrate.CommonName {
			where = "in the domain"
		}
	}
	switch {
	case s.container == wholeDomain:
		f.Severity = Warning
		where = "in the domain, in several containers: the comparison will show a conflict"
	case s.side == migrate.AD && s.attribute == migrate.DisplayName:
		f.Severity = Warning // permitted, but two groups with the same name are the problem to be solved
	}
	f.Words = show(who[0].name) + " would be the name of several groups " + where
	if others != "" {
		f.Words = show(who[0].name) + " is already the name of another group (" + others + ") " + where
	}
	return f
}
