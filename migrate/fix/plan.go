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
	ID      string // letters and digits, made anew for every plan
	Created time.Time
	// Undoes says what the plan takes back; empty for a plan from a comparison.
	Undoes string
	Fixes  []Fix
	// Notes says what was left out of the plan, and why.
	Notes []string

	// Synced counts the names that cannot be changed where they are read, and can be
	// through Active Directory (Options.ThroughAD); the plan has them left out.
	Synced int

	// objects is what was read of the servers, if anything was.
	objects objects
}

// Fix is one attribute of one object that gets another value.
type Fix struct {
	// Number is from 1, in the order in which the plan lists its fixes.
	Number    int
	Side      migrate.Side
	Target    string // the source's name for people: which server
	ID        string // the object's id; see migrate.Group
	DN        string // Active Directory only
	Attribute migrate.Attribute
	Before    string
	After     string
	// Kinds is how Before and After differ.
	Kinds names.Kinds
	Why   string
	// Version is Object.Version as it was seen, for the record: a change of the
	// members changes it too, so it alone stops nothing.
	Version string
	// Partner is the group on the other side whose name this is; nil where the
	// value was given by hand or is taken back.
	Partner  *Partner
	Warnings []string
	// ThroughAD says that the attribute is changed for the sake of the SCIM side, which
	// gets it by a directory sync later; the name that the AD sync used stays.
	ThroughAD bool
}

// ThroughAD reports whether the plan changes an attribute that a directory sync hands on.
func (p *Plan) ThroughAD() bool {
	return slices.ContainsFunc(p.Fixes, func(f Fix) bool { return f.ThroughAD })
}

// Partner is a group on the other side.
type Partner struct {
	Side migrate.Side
	ID   string
	Name string
}

// Target is a server whose groups can be renamed. Its String names it for
// people, and tells it from others.
type Target interface {
	migrate.Renamer
	String() string
}

// serves reports whether a target is the one of this name, or has it among several
// sources.
func serves(t Target, name string) bool {
	if preview, is := t.(*Preview); is {
		t = preview.Target
	}
	joined, is := t.(interface{ Has(source string) bool })
	return t.String() == name || is && joined.Has(name)
}

// Targets are the servers of a run by side; a side may be missing.
type Targets map[migrate.Side]Target

func newPlan() *Plan {
	return &Plan{ID: strings.ToLower(rand.Text()), Created: time.Now().UTC().Truncate(time.Second)}
}

// Changes reports whether the plan changes a name of this side.
func (p *Plan) Changes(side migrate.Side) bool {
	return slices.ContainsFunc(p.Fixes, func(f Fix) bool { return f.Side == side })
}

// add puts a fix at the plan's end.
func (p *Plan) add(f Fix) {
	f.Number = len(p.Fixes) + 1
	p.Fixes = append(p.Fixes, f)
}

// temporary is the name that a group has for a moment where its own is not free
// yet. It is the same whenever the plan is run, so that a run which was cut off
// knows its own.
func (p *Plan) temporary(f Fix) string {
	return "ad2scim-tmp-" + p.ID[:8] + "-" + strconv.Itoa(f.Number)
}

// object identifies the object of a fix; it is a key, see migrate.Side.IDKey.
type object struct {
	side migrate.Side
	key  string
}

func objectOf(side migrate.Side, id string) object { return object{side, side.IDKey(id)} }

func (f Fix) object() object { return objectOf(f.Side, f.ID) }
