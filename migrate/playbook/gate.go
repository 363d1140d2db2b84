package playbook

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/doctor"
)

// GateID names an interlock.
type GateID string

// The interlocks. A step names those that keep it shut.
const (
	GateScriptStopped GateID = "script-stopped" // the script is verified to have stopped
	GateADSyncOff     GateID = "ad-sync-off"    // both toggles are at least attested off
	GateNamesExact    GateID = "names-exact"    // no group differs or is in conflict
	GateDoctor        GateID = "doctor"         // no finding says for certain that it cannot work
)

var gateIDs = []GateID{GateScriptStopped, GateADSyncOff, GateNamesExact, GateDoctor}

// step is the id of the step that opens the gate; the doctor has none.
func (g GateID) step() string {
	if g == GateDoctor {
		return ""
	}
	return string(g)
}

// Names is what the last comparison of group names found.
type Names struct {
	Compared  bool // there was a comparison
	Exact     int
	Differs   int
	Conflicts int
	Doubles   int // provisioned beside the exact one, under a variant of its name
	Missing   int // in AD alone
}

// Wrong says in words what a comparison has against going on; empty for
// nothing. A group that is missing makes no second one, and is for Whole.
func (n Names) Wrong() string {
	var all []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{n.Differs, "group name differs", "group names differ"},
		{n.Conflicts, "group is in conflict", "groups are in conflict"},
		{n.Doubles, "group is there a second time under another name", "groups are there a second time under another name"},
	} {
		if c.n > 0 {
			all = append(all, count(c.n, c.one, c.many))
		}
	}
	if len(all) == 0 && n.Exact == 0 {
		return "no group is on both sides, so the comparison says nothing of what will be sent"
	}
	return strings.Join(all, ", ")
}

// Whole says what keeps every group of AD from being there exactly once.
func (n Names) Whole() string {
	why := n.Wrong()
	if n.Missing > 0 {
		if why != "" {
			why += ", "
		}
		why += count(n.Missing, "group of AD is missing", "groups of AD are missing")
	}
	return why
}

// World is all that the gates look at.
type World struct {
	State    State
	Names    Names
	Findings []doctor.Finding // of the doctor, over all facts that are known
	Facts    doctor.Facts     // those facts
}

// Known is a fact for the doctor and since when it is known.
type Known struct {
	Value string
	At    time.Time
}

// Look returns the world of a state. The doctor sees what the steps that are done
// tell and what is known otherwise; where the two differ, what is newer.
func (w *Walk) Look(s State, known map[doctor.Fact]Known, n Names) World {
	facts := w.Facts(s)
	told := w.Told(s)
	for k, v := range known {
		if r, there := told[k]; !there || v.At.After(r.At) {
			facts[k] = v.Value
		}
	}
	facts[doctor.Path] = string(w.Path)
	return World{State: s, Names: n, Findings: doctor.Diagnose(facts), Facts: facts}
}

// Blocker is one reason why a step cannot be done yet.
type Blocker struct {
	ID   string `json:"id"` // of the step that must come first, or of the gate
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
	Next string `json:"next"`
}

// String returns the blocker in one line.
func (b Blocker) String() string {
	s := b.What
	if b.Why != "" {
		s += ": " + b.Why
	}
	return strings.TrimSuffix(s, ".") + ". " + strings.ToUpper(b.Next[:1]) + strings.TrimSuffix(b.Next[1:], ".") + "."
}

// Gate returns what keeps a step shut, interlocks first; nothing if it may be
// done.
func (w *Walk) Gate(step Step, world World) []Blocker {
	var all []Blocker
	for _, g := range step.Gates {
		all = append(all, w.gate(g, world)...)
	}
	for _, id := range step.Needs {
		isGate := slices.Contains(step.Gates, GateID(id))
		if world.State.Steps[id].Status.Over() || isGate {
			continue
		}
		if before, err := w.Step(id); err == nil {
			all = append(all, Blocker{ID: id, What: fmt.Sprintf("step %d comes first", before.Number), Why: before.Title,
				Next: "do that step"})
		}
	}
	return all
}

func (w *Walk) gate(g GateID, world World) []Blocker {
	switch g {
	case GateScriptStopped:
		return scriptGate(world)
	case GateADSyncOff:
		return adSyncGate(world)
	case GateNamesExact:
		return w.namesGate(world)
	case GateDoctor:
		return doctorGate(world)
	}
	return nil
}

func scriptGate(world World) []Blocker {
	r := world.State.Steps[GateScriptStopped.step()]
	awake := slices.IndexFunc(world.Findings, func(f doctor.Finding) bool { return f.ID == doctor.ADSyncScriptActive })
	if r.Status == DoneVerified && awake < 0 {
		return nil
	}
	b := Blocker{ID: string(GateScriptStopped), What: "the script of AD sync is not verified stopped",
		Why: "a run that comes later can delete sharing groups", Next: "run ad2scim sync verify until it is sure"}
	if r.Status == Failed && r.Saw != "" {
		b.Why = "the last look said: " + r.Saw
	}
	if awake >= 0 {
		b.Why = world.Findings[awake].Title
	}
	return []Blocker{b}
}

func adSyncGate(world World) []Blocker {
	s := world.State.Steps[GateADSyncOff.step()].Status
	if s == DoneVerified || s == DoneAttested {
		return nil
	}
	return []Blocker{{ID: string(GateADSyncOff), What: "AD sync is not confirmed off",
		Why: "both toggles must be off, provisioning and deprovisioning", Next: "turn both off in the Admin Console and confirm it"}}
}

func (w *Walk) namesGate(world World) []Blocker {
	step, _ := w.Step(GateNamesExact.step())
	r := world.State.Steps[GateNamesExact.step()]
	n := world.Names
	b := Blocker{ID: string(GateNamesExact), Why: "a name that is not exact comes as another group, without what was shared with the first"}
	switch {
	case r.Status == NotNeeded && step.Skip != "":
		return nil
	case n.Compared && n.Wrong() == "":
		return nil
	case n.Compared:
		b.What, b.Next = n.Wrong(), "make them exact with ad2scim fix and compare again"
		if n.Exact+n.Differs+n.Conflicts == 0 {
			b.Next = "compare AD with the groups that will be sent, with ad2scim diff"
		}
	case r.Status == DoneVerified:
		return nil
	default:
		b.What, b.Next = "the group names have not been compared", "run ad2scim diff"
	}
	return []Blocker{b}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// doctorGate lists what the doctor holds for certain. Its word on AD sync is
// left out while that gate says the same.
func doctorGate(world World) []Blocker {
	var all []Blocker
	for _, f := range world.Findings {
		if !f.Blocks() || f.ID == doctor.ADSyncOn && len(adSyncGate(world)) > 0 {
			continue
		}
		all = append(all, Blocker{ID: string(f.ID), What: f.Title, Why: f.Why, Next: f.Next})
	}
	return all
}
