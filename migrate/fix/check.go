package fix

import (
	"fmt"
	"slices"

	"ad2scim/migrate"
)

// Severity is how serious a finding is for the plan.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the fixes would fail or do harm
	Warning Severity = "warning" // information
)

// Finding is a problem of a plan or information about it.
type Finding struct {
	Severity Severity `json:"severity"`
	Words    string   `json:"words"`
	Fixes    []int    `json:"fixes"` // the fixes' numbers
}

// ExcludesFixes reports whether the fixes of a finding are removed from the plan.
func (f Finding) ExcludesFixes() bool { return f.Severity == Error }

// Lists are the groups of both sides as they were last read.
type Lists struct {
	AD, SCIM []migrate.Group
	// ADName is the attribute that the names in the AD list come from; empty means CommonName.
	ADName migrate.Attribute
}

// Check checks the plan as a whole: names that two objects would share, invalid names, changes that must be made
// elsewhere or that the account may not make, exchanged names, and consequences. Permissions and origins are known
// if NewPlan or ReadObjects read them. Errors come first, then the order of the fixes.
//
// sAMAccountNames are only compared with those of the groups in the plan, because a comparison doesn't read the
// others, nor those of users and computers. The server refuses duplicates.
func (p *Plan) Check(w Lists) []Finding {
	var list []Finding
	for _, f := range p.Fixes {
		list = append(list, p.checkObject(f)...)
		for _, r := range rulesFor(f) {
			if words := r.broken(f); words != "" {
				list = append(list, Finding{r.severity, words, []int{f.Number}})
			}
		}
	}
	list = append(list, p.checkWarnings()...)
	list = append(list, p.checkNames(w)...)
	list = append(list, p.checkExchanges()...)
	slices.SortStableFunc(list, func(a, b Finding) int {
		if a.Severity != b.Severity {
			if a.Severity == Error {
				return -1
			}
			return 1
		}
		return a.Fixes[0] - b.Fixes[0]
	})
	return list
}

// Without returns the plan without the fixes with these numbers, for example those with errors. The others keep
// their numbers.
func (p *Plan) Without(numbers ...int) *Plan {
	left := *p
	left.Fixes = slices.DeleteFunc(slices.Clone(p.Fixes), func(f Fix) bool { return slices.Contains(numbers, f.Number) })
	return &left
}

func (p *Plan) checkObject(f Fix) []Finding {
	var list []Finding
	bad := func(words string) {
		list = append(list, Finding{Error, show(f.Before) + ": " + words, []int{f.Number}})
	}
	if f.ID == "" {
		bad("it has no id, so it cannot be found again: make the plan from the server")
	}
	o, asked := p.objects[f.object()]
	if !asked {
		return list
	}
	if o == nil {
		bad("it no longer exists")
		return list
	}
	if o.Authority != "" {
		bad("its name cannot be changed here: " + o.Authority)
		return list
	}
	if may, known := o.Writable[f.Attribute]; known && !may {
		bad(fmt.Sprintf("this account may not write %s: use one that may, or give the script to someone who may",
			f.Attribute))
	}
	return list
}

// checkWarnings returns the consequences of the changes, each one once for all its groups.
func (p *Plan) checkWarnings() []Finding {
	var list []Finding
	at := map[string]int{}
	warn := func(f Fix, words string) {
		i, said := at[words]
		if !said {
			i = len(list)
			at[words] = i
			list = append(list, Finding{Severity: Warning, Words: words})
		}
		list[i].Fixes = append(list[i].Fixes, f.Number)
	}
	named := map[int]string{}
	for _, f := range p.Fixes {
		named[f.Number] = show(f.Before)
		for _, words := range f.Warnings {
			warn(f, words)
		}
		o := p.objects[f.object()]
		if o == nil || o.Replaces == "" {
			continue
		}
		words := o.Replaces
		if o.Risk != "" {
			words += "; not all of its members can be read, so it is skipped unless you type " + migrate.Quote(o.Risk)
		}
		warn(f, words)
	}
	for i := range list {
		f := &list[i]
		f.Words = named[f.Fixes[0]] + andOthers(len(f.Fixes)-1) + ": " + f.Words
	}
	return list
}

// andOthers phrases the number of additional groups that a sentence is about.
func andOthers(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " and 1 other group"
	}
	return fmt.Sprintf(" and %d other groups", n)
}

// checkExchanges returns which groups get a temporary name.
func (p *Plan) checkExchanges() []Finding {
	var list []Finding
	for _, s := range p.Steps() {
		if s.Temporary {
			list = append(list, Finding{Warning, show(s.From) + " uses the temporary name " + show(s.To) +
				", because groups exchange their names", []int{s.Fix}})
		}
	}
	return list
}
