package adsync

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/store"
)

// compare orders tasks by their machines and paths.
func (k TaskKey) compare(o TaskKey) int {
	return cmp.Or(cmp.Compare(k.Host, o.Host), cmp.Compare(k.Path, o.Path))
}

// Memory is what the journal tells of the tasks and their machines.
type Memory struct {
	// Stopped are the tasks that this program disabled while they were enabled
	// and has not brought back; Uncertain are those of which it is not known,
	// because it ended between announcing it and recording its result.
	Stopped   []TaskKey
	Uncertain []TaskKey
	// Still says since when a task is seen disabled, or gone, with one and the same
	// last run.
	Idle map[TaskKey]IdlePeriod
	// Console are the readings of the Admin Console's date, oldest first.
	Console []ConsoleReading

	machines map[string]*seen          // by lower-case name
	known    map[TaskKey]time.Duration // what was AD sync once, or was changed as such, with its longest interval
	named    map[TaskKey]bool          // of these, what nothing but the admin's word speaks for
	// schedules are their schedules as they were seen last, and runs the longest runs
	// that were seen under way.
	schedules map[TaskKey]*Schedule
	runs      map[TaskKey]time.Duration
	resumed   map[TaskKey]time.Time // when a task was brought back last, by its machine's clock
	came      map[look]time.Time    // when each look came here first
	scripts   []WrittenScript       // oldest first
	heard     map[string]bool       // the changes that were noted, by changeKey
	open      map[int64]Intent      // by entry: what is left of it is the tasks of which it is not known what came
}

// look names one look at a host, by the host's clock.
type look struct {
	host string
	at   time.Time
}

// changeKey names one change on a host.
func changeKey(host string, at time.Time, action Script, tasks []TaskChange) string {
	return fmt.Sprintf("%q %s %s %q", host, at.UTC(), action, paths(tasks))
}

func paths(tasks []TaskChange) []string {
	var all []string
	for _, t := range tasks {
		all = append(all, t.Path)
	}
	return all
}

// IdleSince returns the moment since which every task of AD sync is still, or
// false if there is none.
func (m Memory) IdleSince() (latest time.Time, ok bool) {
	for k, s := range m.Idle {
		if _, known := m.known[k]; known && s.Since.After(latest) {
			latest, ok = s.Since, true
		}
	}
	return latest, ok
}

// knows reports whether a task was AD sync once, or was changed as such.
func (m Memory) knows(host, path string) bool {
	_, known := m.known[TaskKey{host, path}]
	return known
}

// Interval is the longest interval of the tasks that were AD sync, or a day if
// none tells.
func (m Memory) Interval() time.Duration {
	var longest time.Duration
	for k, d := range m.known {
		longest = max(longest, d, m.Idle[k].Interval)
	}
	if longest == 0 {
		return unknownInterval
	}
	return longest
}

// Remember reads the journal.
func Remember(j Journal) (Memory, error) {
	m := Memory{
		Idle: map[TaskKey]IdlePeriod{}, machines: map[string]*seen{}, known: map[TaskKey]time.Duration{},
		named: map[TaskKey]bool{}, resumed: map[TaskKey]time.Time{},
		schedules: map[TaskKey]*Schedule{}, runs: map[TaskKey]time.Duration{},
		came: map[look]time.Time{}, heard: map[string]bool{}, open: map[int64]Intent{},
	}
	for e, err := range j.All() {
		if err != nil {
			return m, err
		}
		if err := m.take(e); err != nil {
			return m, damaged(e, err)
		}
	}
	return m, nil
}

// take takes one entry of the journal.
func (m *Memory) take(e store.Entry) error {
	switch e.Kind {
	case kindIntent:
		var in Intent
		if err := json.Unmarshal(e.Data, &in); err != nil {
			return err
		}
		m.open[e.Seq] = in
		m.doubt(in)
	case kindResult:
		var out outcome
		if err := json.Unmarshal(e.Data, &out); err != nil {
			return err
		}
		if out.Error == "" { // otherwise the host may have done it before the answer was lost
			m.result(e.Time, out)
		}
	case kindConsole:
		var c ConsoleReading
		if err := json.Unmarshal(e.Data, &c); err != nil {
			return err
		}
		m.Console = append(m.Console, c)
		slices.SortStableFunc(m.Console, func(a, b ConsoleReading) int { return a.Read.Compare(b.Read) })
	case kindLook:
		var s sightings
		if err := json.Unmarshal(e.Data, &s); err != nil {
			return err
		}
		m.scanned(e.Time, s)
	case kindScript:
		s := WrittenScript{at: e.Time}
		if err := json.Unmarshal(e.Data, &s); err != nil {
			return err
		}
		m.scripts = append(m.scripts, s)
	case kindGone:
		var g gone
		if err := json.Unmarshal(e.Data, &g); err != nil {
			return err
		}
		m.forget(g.Host)
	}
	return nil
}

// looked takes a look that came here at a moment of this program's clock. A result
// file that is older than what is known of its machine tells nothing, nor does a
// look that had begun when a change there was noted.
func (m *Memory) scanned(came time.Time, s sightings) {
	if k := (look{s.Host, s.Time.UTC()}); m.came[k].IsZero() {
		m.came[k] = came
	}
	about := m.machine(s.Host)
	if s.FromFile && s.Time.Before(about.newest()) || !s.FromFile && !s.Began.IsZero() && s.Began.Before(about.noted) &&
		!about.noted.After(came) {
		return
	}
	*about = seen{
		host: s.Host, at: earlier(s.Time.Time, came), changed: earlier(about.changed, came), noted: about.noted,
		whole: about.whole || !s.Partial, tasks: map[string]taskSeen{}, other: s.Other, partial: s.Partial,
	}
	there := map[TaskKey]bool{}
	for _, t := range slices.Concat(s.Tasks, s.Services) {
		k := TaskKey{s.Host, t.Path}
		there[k] = true
		possible, named := slices.Contains(s.Possible, t.Path), slices.Contains(s.Named, t.Path)
		if !possible {
			m.known[k] = max(m.known[k], t.Interval)
		}
		if m.named[k] = named; !named {
			delete(m.named, k)
		}
		at := byHost(s.Time, came)
		m.saw(at, k, t.Standing, t.Interval, t.Schedule.in(s.Zone, t.Standing))
		if strings.HasPrefix(t.Path, `\`) { // Other tells of services
			about.tasks[t.Path] = taskSeen{possible, t.active(), t.Enabled, named}
		}
	}
	for k, interval := range m.known { // one that is gone stands still
		if s.Partial || there[k] || !sameHost(k.Host, s.Host) {
			continue // what is not seen may be hidden
		}
		st, still := m.Idle[k]
		if !still {
			st = IdlePeriod{Since: byHost(s.Time, came), Interval: interval, Schedule: m.schedules[k], Gone: true}
		}
		st.Since = earlier(st.Since, byHost(s.Time, came))
		m.Idle[k] = st
	}
}

// forget takes a machine that is no more out of what is known.
func (m *Memory) forget(host string) {
	there := func(k TaskKey) bool { return sameHost(k.Host, host) }
	maps.DeleteFunc(m.machines, func(_ string, s *seen) bool { return sameHost(s.host, host) })
	maps.DeleteFunc(m.Idle, func(k TaskKey, _ IdlePeriod) bool { return there(k) })
	maps.DeleteFunc(m.known, func(k TaskKey, _ time.Duration) bool { return there(k) })
	maps.DeleteFunc(m.named, func(k TaskKey, _ bool) bool { return there(k) })
	m.Stopped, m.Uncertain = slices.DeleteFunc(m.Stopped, there), slices.DeleteFunc(m.Uncertain, there)
}

// name takes note of a task that is changed as AD sync: where no look saw anything
// that speaks for it, that is the admin's word alone.
func (m *Memory) name(k TaskKey) {
	if _, known := m.known[k]; known {
		return
	}
	if about := m.find(k.Host); about != nil {
		if t, candidate := about.tasks[k.Path]; candidate && !t.named {
			return
		}
	}
	m.named[k] = true
}

// doubt takes the tasks of an intent for uncertain until its result is known.
func (m *Memory) doubt(in Intent) {
	if in.Action != StopScript {
		return
	}
	for _, t := range in.Tasks {
		k := TaskKey{in.Host, t.Path}
		m.name(k)
		m.known[k] = max(m.known[k], t.Interval)
		m.remember(k, t.Schedule.in(in.Zone, t.Standing))
		if t.Enabled && !slices.Contains(m.Uncertain, k) {
			m.Uncertain = append(m.Uncertain, k)
		}
	}
}

// result records the result of a change.
func (m *Memory) result(at time.Time, out outcome) {
	in := m.open[out.Intent]
	m.heard[changeKey(out.Host, out.Time.Time, out.Action, out.Tasks)] = true
	if about, made := m.machine(out.Host), earlier(out.Time.Time, at); made.After(about.changed) {
		about.changed = made
	}
	if !out.Seen {
		m.machine(out.Host).noted = at
	}
	for _, t := range out.Tasks {
		m.settle(TaskKey{out.Host, t.Path})
		m.changed(at, in, out, t)
	}
}

// settle ends the doubt about a task: a result says what came of it, which goes
// for whatever was announced before.
func (m *Memory) settle(k TaskKey) {
	m.Uncertain = slices.DeleteFunc(m.Uncertain, func(o TaskKey) bool { return o == k })
	for seq, in := range m.open {
		if !sameHost(in.Host, k.Host) {
			continue
		}
		in.Tasks = slices.DeleteFunc(slices.Clone(in.Tasks), func(b Before) bool { return samePath(b.Path, k.Path) })
		if m.open[seq] = in; len(in.Tasks) == 0 {
			delete(m.open, seq)
		}
	}
}

func (m *Memory) changed(at time.Time, in Intent, out outcome, t TaskChange) {
	k := TaskKey{out.Host, t.Path}
	without := func(list []TaskKey) []TaskKey {
		return slices.DeleteFunc(list, func(o TaskKey) bool { return o == k })
	}
	if t.After != nil && !out.Outdated {
		interval := m.known[k]
		for _, b := range in.Tasks {
			if samePath(b.Path, t.Path) {
				interval = max(interval, b.Interval)
			}
		}
		m.name(k)
		m.known[k] = interval
		if t.Before != nil {
			m.remember(k, m.schedules[k].in(nil, *t.Before))
			m.ran(byHost(out.Time, at), k, *t.Before)
		}
		m.saw(byHost(out.Time, at), k, *t.After, interval, nil)
		about := m.machine(k.Host)
		about.tasks[k.Path] = taskSeen{about.tasks[k.Path].possible, t.After.active(), t.After.Enabled, m.named[k]}
	}
	switch {
	case !t.Done:
	case out.Action == ResumeScript:
		m.Stopped, m.Uncertain = without(m.Stopped), without(m.Uncertain)
		m.resumed[k] = out.Time.Time
	case out.Outdated && out.Time.Before(m.resumed[k]):
		// It was brought back since.
	case t.Before != nil && t.Before.Enabled:
		m.Stopped, m.Uncertain = append(without(m.Stopped), k), without(m.Uncertain)
	}
}

// earlier returns the earlier of two times. What a clock that was ahead noted does
// not count beyond what came after it.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// byHost is a moment by the host's own clock, which its schedules go by, or by this
// program's where the host told none.
func byHost(told Moment, came time.Time) time.Time {
	if told.IsZero() {
		return came
	}
	return told.Time
}

// in is a schedule with the zone of its host, and with the next start that Task Scheduler
// told while the task was enabled. A zone that isn't known stays as it was.
func (s *Schedule) in(zone *Zone, standing Standing) *Schedule {
	if s == nil {
		return nil
	}
	own := *s
	if zone != nil {
		own.zone = *zone
	}
	if standing.Enabled {
		own.told = standing.NextRun.Time
	}
	return &own
}

// remember keeps a schedule, where one is known.
func (m *Memory) remember(k TaskKey, s *Schedule) {
	if s != nil {
		m.schedules[k] = s
	}
}

// longestRun is more than a run is taken to last: Task Scheduler ends one after 72 hours
// unless it is told otherwise (ITaskSettings::ExecutionTimeLimit).
const longestRun = 72 * time.Hour

// ran takes how long a run has been under way.
func (m *Memory) ran(at time.Time, k TaskKey, s Standing) {
	if d := at.Sub(s.LastRun.Time); s.State == "running" && !s.LastRun.IsZero() && d <= longestRun {
		m.runs[k] = max(m.runs[k], d)
	}
}

// saw takes what was seen of a task at a moment of its host's clock.
func (m *Memory) saw(at time.Time, k TaskKey, s Standing, interval time.Duration, schedule *Schedule) {
	defer m.remember(k, schedule)
	m.ran(at, k, s)
	if s.Enabled || s.active() {
		delete(m.Idle, k)
		return
	}
	was, known := m.Idle[k]
	next := IdlePeriod{Since: at, LastRun: s.LastRun.Time, Interval: max(was.Interval, interval), Schedule: m.schedules[k]}
	if was.Schedule != nil {
		next.Schedule = was.Schedule
	}
	switch {
	case known && was.Gone && !s.LastRun.After(was.Since), known && was.LastRun.Equal(s.LastRun.Time):
		next.Since, next.Ran = earlier(was.Since, at), was.Ran
	case known && s.LastRun.After(was.LastRun):
		next.Ran = true
	}
	m.Idle[k] = next
}
