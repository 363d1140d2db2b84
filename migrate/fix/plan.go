package fix

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// Plan is a list of renames.
type Plan struct {
	ID      string // letters and digits, unique for every plan
	Created time.Time
	// Undoes says what the plan undoes; empty for a plan from a comparison.
	Undoes string
	Fixes  []Fix
	// Notes are what was left out of the plan, and why.
	Notes []string

	// Synced is the number of names that can't be changed at their source but through Active Directory
	// (Options.ThroughAD). They aren't in the plan.
	Synced int

	// objects are the objects that were read from the servers, if any.
	objects objects
}

// Fix changes one attribute of one object.
type Fix struct {
	// Number starts at 1, in the order of the plan's list.
	Number    int
	Side      migrate.Side
	Target    string // the name of the server's source, for people
	ID        string // the object's id; see migrate.Group
	DN        string // Active Directory only
	Attribute migrate.Attribute
	Before    string
	After     string
	// Kinds is how Before and After differ.
	Kinds names.Kinds
	Why   string
	// Version is Object.Version when it was read, for the record. It isn't compared, because a change of the members
	// changes it too.
	Version string
	// Partner is the group on the other side with this name; nil if the value was typed or the fix undoes a change.
	Partner  *Partner
	Warnings []string
	// ThroughAD says that the attribute is changed for the SCIM side, which gets it from a directory sync later. The
	// name that AD sync used stays.
	ThroughAD bool
}

// ThroughAD reports whether the plan changes an attribute for a directory sync.
func (p *Plan) ThroughAD() bool {
	return slices.ContainsFunc(p.Fixes, func(f Fix) bool { return f.ThroughAD })
}

// Partner is a group on the other side.
type Partner struct {
	Side migrate.Side
	ID   string
	Name string
}

// Target is a server whose groups can be renamed. String names and identifies it.
type Target interface {
	migrate.Renamer
	String() string
}

// serves reports whether a target has this name, or joins a source with this name.
func serves(t Target, name string) bool {
	if preview, is := t.(*Preview); is {
		t = preview.Target
	}
	joined, is := t.(interface{ Has(source string) bool })
	return t.String() == name || is && joined.Has(name)
}

// Targets are the servers of a run by side. A side may be missing.
type Targets map[migrate.Side]Target

func newPlan() *Plan {
	return &Plan{ID: strings.ToLower(rand.Text()), Created: time.Now().UTC().Truncate(time.Second)}
}

// Changes reports whether the plan renames groups on this side.
func (p *Plan) Changes(side migrate.Side) bool {
	return slices.ContainsFunc(p.Fixes, func(f Fix) bool { return f.Side == side })
}

// add appends a fix to the plan.
func (p *Plan) add(f Fix) {
	f.Number = len(p.Fixes) + 1
	p.Fixes = append(p.Fixes, f)
}

// temporary returns the temporary name of a group while its final name isn't free. It depends only on the plan, so
// that the next run recognizes it after an interruption.
func (p *Plan) temporary(f Fix) string {
	return "ad2scim-tmp-" + p.ID[:8] + "-" + strconv.Itoa(f.Number)
}

// object identifies the object of a fix, as a map key; see migrate.Side.IDKey.
type object struct {
	side migrate.Side
	key  string
}

func objectOf(side migrate.Side, id string) object { return object{side, side.IDKey(id)} }

func (f Fix) object() object { return objectOf(f.Side, f.ID) }
