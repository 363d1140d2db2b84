package playbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/render"
)

// GateID names an interlock.
type GateID string

// The interlocks. A step names those that keep it shut.
const (
	GateScriptStopped GateID = "script-stopped" // the script is verified to have stopped
	GateADSyncOff     GateID = "ad-sync-off"    // both toggles are at least attested off
	GateNamesExact    GateID = "names-exact"    // no group differs or is in conflict
	GateDoctor        GateID = "doctor"         // no finding says for certain that it cannot work
	GatePathConfirmed GateID = "path-confirmed" // the way without return is confirmed by typing
)

var gateIDs = []GateID{GateScriptStopped, GateADSyncOff, GateNamesExact, GateDoctor, GatePathConfirmed}

// step is the id of the step that opens the gate; the doctor has none.
func (g GateID) step() StepID {
	switch g {
	case GateDoctor:
		return ""
	case GatePathConfirmed:
		return StepChoosePath
	}
	return StepID(g)
}

// on reports whether a way has the gate: where one can go back from the choice of
// the path, nothing is to be confirmed.
func (g GateID) on(p Path) bool { return g != GatePathConfirmed || p == Confidential }

// Gates lists the interlocks of the way.
func (w *Runbook) Gates() []GateID { return gatesOn(w.Path, gateIDs) }

func gatesOn(p Path, gates []GateID) []GateID {
	return slices.DeleteFunc(slices.Clone(gates), func(g GateID) bool { return !g.on(p) })
}

// Names is what the last comparison of group names found.
type Names struct {
	// Void is why the comparison says nothing of what will be sent, such as that
	// it is too old; empty where it counts.
	Void      string
	Aged      bool      // it is void by its age alone
	Compared  bool      // there was a comparison
	At        time.Time // when its lists were read; zero: not known
	Exact     int
	Differs   int
	Conflicts int
	Doubles   int // provisioned beside the exact one, under a variant of its name
	Missing   int // in AD alone
	// Other says that it is void because it is not of the connected sides.
	Other bool
	// Limits says why a requirement that rests on it is confirmed at best: a list is a
	// file, or a person decided about groups. Without any it is verified.
	Limits []string
	// Unpaired is the number that must be typed, because so many groups have no partner;
	// 0 for none. UnpairedWhy says which.
	Unpaired    int
	UnpairedWhy string
	// Fewer says that AD's list is a part of what was compared first; empty where it isn't.
	Fewer string
}

// Grade says how well a requirement is known that rests on the comparison.
func (n Names) Grade() evidence.Grade {
	switch {
	case !n.Compared || n.Wrong() != "":
		return evidence.Open
	case len(n.Limits) > 0:
		return evidence.Confirmed
	}
	return evidence.Verified
}

// NamesExact says how well it is known that the names are exact that will be sent: the
// one answer to that, wherever it is shown.
func (c Context) NamesExact() evidence.Grade {
	if !c.Names.typed(c.State.Steps[StepNamesExact].Typed) {
		return evidence.Open
	}
	return c.Names.Grade()
}

// typed reports whether the number was typed that the comparison asks for.
func (n Names) typed(text string) bool {
	return n.Unpaired == 0 || strings.TrimSpace(text) == strconv.Itoa(n.Unpaired)
}

// Wrong says in words what a comparison has against going on; empty for
// nothing. A group that is missing makes no second one, and may be meant to stay
// behind.
func (n Names) Wrong() string {
	if n.Void != "" {
		return n.Void
	}
	var all []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{n.Differs, "group name differs", "group names differ"},
		{n.Conflicts, "group is in conflict", "groups are in conflict"},
		{n.Doubles, "group exists twice under different names", "groups exist twice under different names"},
	} {
		if c.n > 0 {
			all = append(all, render.Count(c.n, c.one, c.many))
		}
	}
	if len(all) == 0 && n.Exact == 0 {
		return "no group is on both sides, so the comparison doesn't show what will be sent"
	}
	return strings.Join(all, ", ")
}

// Remedy says what to do about Wrong. A group that is there a second time is not
// renamed: that would take it the name of the first.
func (n Names) Remedy() migrate.Remedy {
	switch {
	case n.Other:
		return migrate.Remedy{Kind: migrate.RemedyConnectSides}
	case n.Void != "" || n.Exact+n.Differs+n.Conflicts == 0:
		return migrate.Remedy{Kind: migrate.RemedyCompareSent}
	case n.Doubles > 0:
		return migrate.Remedy{Kind: migrate.RemedyRemoveDuplicates}
	}
	return migrate.Remedy{Kind: migrate.RemedyMakeExact}
}

// String says what was found, in numbers.
func (n Names) String() string {
	s := fmt.Sprintf("%d exact", n.Exact)
	if n.Missing > 0 {
		s += fmt.Sprintf(", %d only in AD", n.Missing)
	}
	if n.Fewer != "" {
		s += "; " + n.Fewer
	}
	return s
}

// Context is all that the gates look at.
type Context struct {
	Now      time.Time // zero: whatever was seen counts, however old
	State    State
	Names    Names            // of what will be sent: the connected sides
	Arrived  Names            // of what has arrived: the endpoint at Dashlane
	Findings []doctor.Finding // of the doctor, over all facts that are known
	Facts    doctor.Facts     // those facts
	// Against are the facts that are known against what a step tells: later, or
	// better.
	Against map[doctor.Fact]Observation
}

// finds reports whether the doctor has found this.
func (w Context) finds(id doctor.ID) bool {
	return slices.ContainsFunc(w.Findings, func(f doctor.Finding) bool { return f.ID == id })
}

// Blocker is one reason why a step cannot be done yet.
type Blocker struct {
	ID   string `json:"id"` // of the step that must come first, or of the gate
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
	// Next is what to do about it; in JSON the words of the command line.
	Next migrate.Remedies `json:"next"`
	// expired says that what was seen is too old, and nothing else is against it.
	expired bool
}

// String returns the blocker in one line.
func (b Blocker) String() string {
	s := b.What
	if b.Why != "" {
		s += ": " + b.Why
	}
	next := b.Next.String()
	return strings.TrimSuffix(s, ".") + ". " + strings.ToUpper(next[:1]) + strings.TrimSuffix(next[1:], ".") + "."
}

// Gate returns what keeps a step shut, interlocks first; nothing if it may be
// done.
func (w *Runbook) Gate(step Step, context Context) []Blocker {
	var all []Blocker
	for _, g := range step.Gates {
		all = append(all, w.gate(g, context, step.ID)...)
	}
	all = append(all, w.needed(step, step.Gates, context, map[StepID]bool{})...)
	if until := step.Wait.Until(context.State); context.Now.Before(until) && !context.Now.IsZero() {
		all = append(all, Blocker{
			ID: string(step.ID), What: "it can be confirmed from " + moment(until),
			Why: "the waiting time hasn't passed", Next: migrate.Advise("confirm it then"),
		})
	}
	return all
}

// needed lists the steps that must come first, and those behind them that have
// failed or do not hold any more, since they were done.
func (w *Runbook) needed(step Step, gates []GateID, context Context, looked map[StepID]bool) []Blocker {
	var all []Blocker
	own := slices.DeleteFunc(slices.Clone(step.Needs), func(id StepID) bool { return looked[id] })
	for _, id := range own {
		looked[id] = true // before those behind them, of which an open one is left out
	}
	for _, id := range own {
		isGate := slices.ContainsFunc(gates, func(g GateID) bool { return g.step() == id })
		before, err := w.Step(id)
		if err != nil {
			continue
		}
		r := context.State.Steps[id]
		switch {
		case r.Status.IsFinal():
			if why := before.against(r, context); why != "" && !isGate {
				all = append(all, Blocker{
					ID: string(id), What: fmt.Sprintf("step %d is no longer true", before.Number),
					Why: why, Next: migrate.Advise("repeat that step"),
				})
			}
			for _, b := range w.needed(before, gates, context, looked) {
				if is := context.State.Steps[StepID(b.ID)].Status; is == Failed || is.IsFinal() {
					all = append(all, b)
				}
			}
		case isGate:
		case r.Status == Failed:
			all = append(all, Blocker{
				ID: string(id), What: fmt.Sprintf("step %d failed", before.Number), Why: before.Title,
				Next: migrate.Advise("repeat that step"),
			})
		default:
			all = append(all, Blocker{
				ID: string(id), What: fmt.Sprintf("step %d comes first", before.Number), Why: before.Title,
				Next: migrate.Advise("complete that step"),
			})
		}
	}
	return all
}

// gate returns what keeps a gate shut for a step; the step's id is empty for the
// gate as such.
func (w *Runbook) gate(g GateID, context Context, step StepID) []Blocker {
	if !g.on(w.Path) {
		return nil
	}
	switch g {
	case GateScriptStopped:
		return scriptGate(context)
	case GateADSyncOff:
		return adSyncGate(context)
	case GateNamesExact:
		return w.namesGate(context, step)
	case GateDoctor:
		return doctorGate(context)
	case GatePathConfirmed:
		return w.pathGate(context)
	}
	return nil
}

func scriptGate(context Context) []Blocker {
	r := context.State.Steps[GateScriptStopped.step()]
	awake := slices.IndexFunc(context.Findings, func(f doctor.Finding) bool { return f.ID == doctor.ADSyncScriptActive })
	stale := ""
	if !context.Now.IsZero() {
		stale = Stale(r.At, context.Now, ScriptAge)
	}
	if r.overrides() {
		return nil
	}
	if r.provesStop() && awake < 0 {
		if since := context.unknownSince(doctor.ADSyncScript); since != "" {
			return []Blocker{{
				ID: string(GateScriptStopped), What: "it is no longer known whether the AD sync script is stopped",
				Why: since, Next: migrate.Remedies{{Kind: migrate.RemedyVerifyAgain}},
			}}
		}
		if stale == "" {
			return nil
		}
		return []Blocker{{
			ID: string(GateScriptStopped), What: "the AD sync script was last verified as stopped " + moment(r.At) +
				", " + stale,
			Why: "a task can be enabled again at any time", Next: migrate.Remedies{{Kind: migrate.RemedyVerifyAgain}},
			expired: true,
		}}
	}
	b := Blocker{
		ID: string(GateScriptStopped), What: "the AD sync script isn't verified as stopped",
		Why: "a later run can delete sharing groups", Next: migrate.Remedies{{Kind: migrate.RemedyVerify}},
	}
	if r.Status == Failed && r.Saw != "" {
		b.Why = "the last check failed: " + r.Saw
	}
	if at := context.State.CertainAt; !at.IsZero() {
		b.Why += "; it will be " + StepView{CertainAt: at}.Certain()
	}
	if awake >= 0 {
		b.Why = context.Findings[awake].Title
	}
	return []Blocker{b}
}

// provesStop reports whether a scan has shown that the script has stopped, if need be with
// an admin's word where nothing tells when it would start next.
func (r Record) provesStop() bool {
	return r.Status == DoneVerified || r.Status == DoneAttested && r.Probe == ProbeSyncVerify
}

func adSyncGate(context Context) []Blocker {
	r := context.State.Steps[GateADSyncOff.step()]
	if r.overrides() {
		return nil
	}
	s := r.Status
	b := Blocker{
		ID: string(GateADSyncOff), What: "AD sync isn't confirmed as off",
		Why:  "both toggles, provisioning and deprovisioning, must be off",
		Next: migrate.Advise("turn off both in the Admin Console and confirm it"),
	}
	on := slices.IndexFunc(context.Findings, func(f doctor.Finding) bool { return f.ID == doctor.ADSyncOn && f.Blocks() })
	switch {
	case on >= 0:
		b.What, b.Why = context.Findings[on].Title, context.Findings[on].Why
	case s == DoneVerified || s == DoneAttested:
		since := context.unknownSince(doctor.ADSync)
		if since == "" {
			return nil
		}
		b.What, b.Why, b.Next = "it is no longer known whether AD sync is off", since,
			migrate.Advise("check both toggles in the Admin Console and confirm again")
	}
	return []Blocker{b}
}

// unknownSince says since when a fact that a step tells is not known any more; empty
// where it is.
func (w Context) unknownSince(k doctor.Fact) string {
	v, there := w.Against[k]
	if !there || v.Value != doctor.Unknown {
		return ""
	}
	return string(k) + " has been unknown since " + moment(v.At) + " (" + evidence.Grade(v.Grade).Words() + ")"
}

// pathGate is shut until the way without return is settled, with the words typed.
func (w *Runbook) pathGate(context Context) []Blocker {
	step, err := w.Step(StepChoosePath)
	if err != nil || step.Confirm == nil {
		return nil
	}
	r := context.State.Steps[StepChoosePath]
	if (r.Status == DoneVerified || r.Status == DoneAttested) && step.Confirm.Accepts(r.Typed) {
		return nil
	}
	return []Blocker{{
		ID: string(GatePathConfirmed), What: "the path isn't confirmed by typing", Why: step.Confirm.Why,
		Next: migrate.Advise("confirm step " + fmt.Sprint(step.Number) + " and type " + step.Confirm.Type),
	}}
}

// before reports whether the comparison is one of before a step was done.
func (n Names) before(r Record) bool {
	return r.Status.IsFinal() && !n.At.IsZero() && n.At.Before(r.At)
}

// GroupsBySAML reports whether the step that lets groups come by SAML was begun.
func (s State) GroupsBySAML() bool {
	switch s.Steps[StepSAMLGroups].Status {
	case Running, Failed, DoneVerified, DoneAttested:
		return true
	}
	return false
}

// NamesNotNeeded reports whether the admin said that no names need to be exact, and
// no groups come by SAML.
func (s State) NamesNotNeeded() bool {
	return s.Steps[GateNamesExact.step()].Status == NotNeeded && !s.GroupsBySAML()
}

func (w *Runbook) namesGate(context Context, of StepID) []Blocker {
	step, _ := w.Step(GateNamesExact.step())
	asking, _ := w.Step(of)
	n := context.Names
	b := Blocker{
		ID:  string(GateNamesExact),
		Why: "Dashlane requires exactly the names of the AD sync groups, including capitals and spaces",
	}
	switch {
	case context.State.NamesNotNeeded() && step.Skip != "" && of != StepSAMLGroups:
		return nil
	case context.State.Steps[StepNamesExact].overrides():
		return nil
	case n.Compared && n.Wrong() == "" && !n.typed(context.State.Steps[StepNamesExact].Typed):
		b.What, b.Why = n.UnpairedWhy, "this many groups without a partner may be intended, or a base or filter is wrong"
		b.Next = migrate.Remedies{{Kind: migrate.RemedyTypeNumber, Text: strconv.Itoa(n.Unpaired)}}
	case n.Compared && n.Wrong() == "" && asking.NamesAfter != "" && n.before(context.State.Steps[asking.NamesAfter]):
		b.What, b.Next = "the group names were last compared "+moment(n.At)+", before the groups were assigned",
			migrate.Remedies{{Kind: migrate.RemedyCompareAssigned}}
	case n.Compared && n.Wrong() == "":
		return nil
	case n.Compared:
		b.What, b.Next, b.expired = n.Wrong(), migrate.Remedies{n.Remedy()}, n.Aged
	default:
		b.What, b.Next = "the group names haven't been compared", migrate.Remedies{{Kind: migrate.RemedyCheckNames}}
	}
	return []Blocker{b}
}

// doctorGate lists what the doctor holds for certain. Its word on AD sync is
// left out while that gate says the same.
func doctorGate(context Context) []Blocker {
	var all []Blocker
	for _, f := range context.Findings {
		if !f.Blocks() || f.ID == doctor.ADSyncOn && len(adSyncGate(context)) > 0 {
			continue
		}
		all = append(all, Blocker{ID: string(f.ID), What: f.Title, Why: f.Why, Next: migrate.Advise(f.Next)})
	}
	return all
}
