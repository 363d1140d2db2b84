package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/migrate/watch"
)

// statusWords are the words for a step's status.
var statusWords = map[playbook.Status]string{
	playbook.Ready: "open", playbook.Blocked: "locked", playbook.Running: "started", playbook.Failed: "failed",
	playbook.DoneVerified: "done, verified", playbook.DoneConfirmed: "done, confirmed",
	playbook.NotNeeded: "not needed",
}

// groupWords are the words for a group's status in a comparison.
var groupWords = map[string]string{
	"differs": "differs", "conflict": "in conflict", "ad-only": "only in AD",
	"scim-only": "only in SCIM",
}

// resultWords are the words for the result of a change. Other results are shown unchanged.
var resultWords = map[string]string{
	resultUnknown: "UNKNOWN", "not-done": "not done",
	"other": "has another value now", "as-wanted": "already had this value",
	"attested": "done, confirmed by the admin", "by-hand": "left to the admin",
	"superseded": "unknown; replaced by a later change",
}

// statusInText replaces statuses by words in the texts of the journal and the evidence.
var statusInText = strings.NewReplacer(": done-verified", ": done, verified", ": done-attested", ": done, confirmed",
	": not-needed", ": not needed")

// State returns the state of the step for people.
func (s Step) State() string {
	state := cmp.Or(statusWords[s.Status], string(s.Status))
	if s.Against != "" {
		state += ", but " + s.Against
	}
	return state
}

// Outcome returns the result of the change for people.
func (c Change) Outcome() string { return cmp.Or(resultWords[c.Result], c.Result) }

// Made reports whether the change was made.
func (c Change) Made() bool { return c.Result == resultDone }

func (s Step) name() string { return fmt.Sprintf("%d. %s", s.Number, s.Title) }

// Name returns the step with its number, or its id if it isn't on the path.
func (f Override) Name() string {
	if f.Number == 0 {
		return string(f.Step)
	}
	return fmt.Sprintf("%d. %s", f.Number, f.Title)
}

// About returns the name of the step that evidence is about, or the claim itself if it isn't about a step.
func (r Report) About(claim string) string {
	if s := r.step(playbook.StepID(claim)); s.Number > 0 {
		return s.name()
	}
	return claim
}

// Listed reports whether anything remains that is listed one by one. Blockers and alarms are shown in a place of
// their own.
func (r Report) Listed() bool {
	return len(r.Remaining)+len(r.Contradicted)+len(r.Uncertain)+len(r.Open())+r.OpenMore() > 0
}

// Unfinished reports whether anything remains to do.
func (r Report) Unfinished() bool {
	return r.Alarm != "" || len(r.openBlockers()) > 0 || r.Listed()
}

// Blockers returns what blocks the unmet requirements.
func (r Report) Blockers() []playbook.Blocker {
	var all []playbook.Blocker
	for _, g := range r.Requirements {
		all = append(all, g.BlockedBy...)
	}
	return all
}

// openBlockers returns the Blockers that nobody has overridden. After all steps are done, an old comparison no
// longer blocks anything; differences are reported separately.
func (r Report) openBlockers() []playbook.Blocker {
	var all []playbook.Blocker
	for _, g := range r.Requirements {
		if g.ID == playbook.RequirementNamesExact && len(r.Remaining) == 0 {
			continue
		}
		for _, blocker := range g.BlockedBy {
			if !slices.ContainsFunc(r.Overrides, func(f Override) bool { return slices.Contains(f.Over, blocker.What) }) {
				all = append(all, blocker)
			}
		}
	}
	return all
}

// Open returns the groups that weren't exact in the last comparison.
func (r Report) Open() []migration.OpenGroup {
	if r.Comparison == nil {
		return nil
	}
	return r.Comparison.Open
}

// OpenMore returns the number of such groups that the workspace doesn't store.
func (r Report) OpenMore() int {
	if r.Comparison == nil {
		return 0
	}
	return r.Comparison.OpenGroups() - len(r.Comparison.Open)
}

// Found returns the known comparisons, the first one before the last.
func (r Report) Found() []Found {
	switch {
	case r.First == nil && r.Comparison == nil:
		return nil
	case r.First == nil || r.Comparison != nil && r.First.Time.Equal(r.Comparison.Time):
		return []Found{{"the last", r.Comparison}}
	case r.Comparison == nil:
		return []Found{{theFirst, r.First}}
	}
	return []Found{{theFirst, r.First}, {"the last", r.Comparison}}
}

const theFirst = "the first"

// Found is a comparison with its title.
type Found struct {
	Which string
	*migration.Comparison
}

// Detail describes a group that isn't exact: the kinds of differences, the name it duplicates, its conflict, or
// similar names; and what an admin decided about it.
func Detail(g migration.OpenGroup) string {
	all := []string{detail(g)}
	if g.Matched {
		all = append(all, "matched by an admin")
	}
	if len(g.DifferentFrom) > 0 {
		all = append(all, "marked as different from “"+strings.Join(g.DifferentFrom, "”, “")+"”")
	}
	return strings.Join(filled(all), "; ")
}

func detail(g migration.OpenGroup) string {
	switch {
	case g.VariantOf != "":
		return "a duplicate of “" + g.VariantOf + "”"
	case g.Conflict > 0:
		return fmt.Sprintf("conflict %d", g.Conflict)
	case len(g.Near) > 0:
		return "similar, not paired: “" + strings.Join(g.Near, "”, “") + "”"
	}
	return strings.Join(g.Kinds, ", ")
}

// SideWide returns the differences that all names of one side share, according to the last comparison.
func (r Report) SideWide() []string {
	if r.Comparison == nil {
		return nil
	}
	return r.Comparison.SideWide
}

// severalSources reports whether the AD groups are from several sources.
func (r Report) severalSources() bool {
	return slices.ContainsFunc(r.Open(), func(g migration.OpenGroup) bool { return g.Source != "" })
}

// KindsText returns how many names differ, by kind.
func (f Found) KindsText() string {
	var all []string
	for _, k := range names.AllKinds() {
		if n := f.ByKind[k.String()]; n > 0 {
			all = append(all, fmt.Sprintf("%s %d", k, n))
		}
	}
	return strings.Join(all, ", ")
}

// Uncompared returns a sentence that names changed after the last comparison, or "".
func (r Report) Uncompared() string {
	if r.Comparison != nil || r.First == nil {
		return ""
	}
	return "Names were changed after the last comparison. Run ad2scim diff to compare them again."
}

// Decided returns a sentence about the pairs that admins decided on, or "".
func (r Report) Decided() string {
	if r.Decisions == 0 {
		return ""
	}
	return render.Count(r.Decisions, "pair of groups was", "pairs of groups were") + " chosen by an admin."
}

func counts(c *migration.Comparison) string {
	s := fmt.Sprintf("%d exact, %d differ, %s, %d only in AD, %d only in SCIM", c.Exact, c.Differs,
		render.Count(c.Choices(), "conflict", "conflicts"), c.ADOnly, c.SCIMOnly)
	if c.Duplicates > 0 {
		s += ", " + render.Count(c.Duplicates, "duplicate", "duplicates") + " under a variant of the name"
	}
	return s
}

// overview returns everything in one paragraph.
func (r Report) overview() string {
	s := []string{r.alarm(), sentence(r.Title, r.Summary)}
	if c := r.First; c != nil {
		s = append(s, "The first comparison, "+minute(c.Time)+", found "+counts(c)+".")
	}
	s = append(s, r.changed()...)
	if c := r.Comparison; c != nil && len(r.Found()) > 1 {
		s = append(s, "The last comparison, "+minute(c.Time)+", found "+counts(c)+".")
	}
	s = append(s, r.Uncompared(), r.Decided())
	for _, f := range r.Facts {
		if f.Name == string(doctor.ADSyncScript) {
			s = append(s, "The AD sync script is "+f.Value+" ("+f.Grade.Words()+", "+minute(f.Time)+").")
		}
	}
	s = append(s, r.watched())
	if n := len(r.Overrides); n > 0 {
		s = append(s, "OVERRIDDEN requirements: "+render.Count(n, "step", "steps")+".")
	}
	if n := len(r.Uncertain); n > 0 {
		s = append(s, "The result of "+render.Count(n, "change", "changes")+" is unknown.")
	}
	if n := len(r.Remaining); n > 0 {
		s = append(s, render.Count(n, "step is", "steps are")+" still open.")
	}
	for _, step := range r.Contradicted {
		s = append(s, fmt.Sprintf("Step %d (%s) is recorded as done, but %s.", step.Number, step.Title, step.Against))
	}
	if len(r.Remaining) == 0 { // otherwise the steps below say it
		for _, blocker := range r.openBlockers() {
			s = append(s, "A requirement isn't met: "+strings.TrimRight(blocker.What, ".")+".")
		}
	}
	if len(r.Steps) > 0 && !r.Unfinished() {
		s = append(s, "All steps are done.")
	}
	return names.Visible(strings.Join(filled(s), " "))
}

// alarm returns the first sentence of a report in which something can't wait.
func (r Report) alarm() string {
	if r.Alarm == "" {
		return ""
	}
	return "ALARM: " + r.Alarm
}

// OverviewAfterAlarm returns Overview without the alarm, for a format that shows the alarm separately.
func (r Report) OverviewAfterAlarm() string {
	return strings.TrimSpace(strings.TrimPrefix(r.Overview, names.Visible(r.alarm())))
}

// watched returns what ad2scim watch has reported.
func (r Report) watched() string {
	n, last := 0, Entry{}
	for _, e := range r.Journal {
		if e.Kind == watch.KindEvent {
			n, last = n+1, e
		}
	}
	if n == 0 {
		return ""
	}
	return "The watch reported " + render.Count(n, "event", "events") + ", the last " + minute(last.Time) + " (" +
		strings.TrimPrefix(last.Text, "watch: ") + ")."
}

// changed returns how much was changed, by whom and when.
func (r Report) changed() []string {
	made, people := map[string]int{}, []string{}
	var from, to time.Time
	for _, c := range r.Changes {
		if !c.Made() {
			continue
		}
		if made[c.Area]++; from.IsZero() {
			from = c.Time
		}
		to = c.Time
		if !strings.Contains("\x00"+strings.Join(people, "\x00")+"\x00", "\x00"+c.Who+"\x00") {
			people = append(people, c.Who)
		}
	}
	var what []string
	for _, a := range []struct{ area, one, many string }{
		{areaNames, "name change", "name changes"},
		{areaADSync, "change to an AD sync task", "changes to AD sync tasks"},
		{areaProvisioning, "step at the identity provider", "steps at the identity provider"},
	} {
		if n := made[a.area]; n > 0 {
			what = append(what, render.Count(n, a.one, a.many))
		}
	}
	if len(what) == 0 {
		return nil
	}
	when := "at " + minute(from)
	if minute(from) != minute(to) {
		when = "from " + minute(from) + " to " + minute(to)
	}
	return []string{"Changed " + when + ", by " + strings.Join(people, ", ") + ": " + strings.Join(what, ", ") + "."}
}

// shownName returns a name for people from the two forms of exactjson.
func shownName(text string, raw []byte) string {
	if raw != nil {
		text = string(raw)
	}
	return names.Visible(text)
}

// sentence joins the non-empty parts to sentences.
func sentence(parts ...string) string {
	all := filled(parts)
	for i, p := range all {
		all[i] = strings.TrimRight(strings.ToUpper(p[:1])+p[1:], ".") + "."
	}
	return strings.Join(all, " ")
}

func filled(parts []string) []string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return all
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

// minute formats a time like stamp, for running text.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
