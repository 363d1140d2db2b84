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

// compare orders tasks by host and path.
func (k TaskKey) compare(o TaskKey) int {
	return cmp.Or(cmp.Compare(k.Host, o.Host), cmp.Compare(k.Path, o.Path))
}

// Memory is what the journal says about the tasks and their hosts.
type Memory struct {
	// Stopped are the tasks that ad2scim disabled while they were enabled and hasn't enabled
	// again. For the tasks in Uncertain this isn't known, because the program ended after it
	// recorded the intent and before it recorded the result.
	Stopped   []TaskKey
	Uncertain []TaskKey
	// Idle says since when a task has been seen disabled, or gone, with the same last run.
	Idle map[TaskKey]IdlePeriod
	// Console are the readings of the last sync date in the Admin Console, oldest first.
	Console []ConsoleReading

	logs     []auditLog                // the audit logs that count
	machines map[string]*seen          // by lower-case name
	known    map[TaskKey]time.Duration // tasks that once belonged to AD sync or were changed as such: longest interval
	named    map[TaskKey]bool          // those of known that belong to AD sync only because an admin said so
	// schedules are the newest schedules that were seen, and runs the longest runs that were
	// seen before their end.
	schedules map[TaskKey]*Schedule
	runs      map[TaskKey]time.Duration
	resumed   map[TaskKey]time.Time // when a task was last enabled again, by its host's clock
	came      map[scanKey]time.Time // when each scan was first read here
	scripts   []WrittenScript       // oldest first
	heard     map[string]bool       // the recorded changes, by changeKey
	open      map[int64]Intent      // by entry: the intents with the tasks whose result isn't known
}

// scanKey identifies a scan of a host, by the host's clock.
type scanKey struct {
	host string
	at   time.Time
}

// changeKey identifies a change on a host.
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

// IdleSince returns the time since which every task of AD sync has been idle, or false if one
// isn't.
func (m Memory) IdleSince() (latest time.Time, ok bool) {
	for k, s := range m.Idle {
		if _, known := m.known[k]; known && s.Since.After(latest) {
			latest, ok = s.Since, true
		}
	}
	return latest, ok
}

// knows reports whether a task once belonged to AD sync, or was changed as such.
func (m Memory) knows(host, path string) bool {
	_, known := m.known[TaskKey{host, path}]
	return known
}

// Interval returns the longest interval of the known tasks of AD sync, or a day if none is
// known.
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
		came: map[scanKey]time.Time{}, heard: map[string]bool{}, open: map[int64]Intent{},
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

// take reads one entry of the journal.
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
		if out.Error == "" { // else the host may have done it before the answer was lost
			m.result(e.Time, out)
		}
	case kindConsole:
		var c ConsoleReading
		if err := json.Unmarshal(e.Data, &c); err != nil {
			return err
		}
		m.Console = append(m.Console, c)
		slices.SortStableFunc(m.Console, func(a, b ConsoleReading) int { return a.Read.Compare(b.Read) })
	case kindAudit:
		var l auditLog
		if err := json.Unmarshal(e.Data, &l); err != nil {
			return err
		}
		if m.logs = append(m.logs, l); l.Changes > 0 {
			m.logs = nil
		}
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

// scanned adds a scan that was read here at a time of this program's clock. It ignores a
// result file that is older than what is known of its host, and a scan that began before a
// change there was recorded.
func (m *Memory) scanned(came time.Time, s sightings) {
	if k := (scanKey{s.Host, s.Time.UTC()}); m.came[k].IsZero() {
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
		m.saw(at, came, k, t.Standing, t.Interval, t.Schedule.in(s.Zone, t.Standing))
		if strings.HasPrefix(t.Path, `\`) { // Other has the services
			about.tasks[t.Path] = taskSeen{possible, t.active(), t.Enabled, named}
		}
	}
	for k, interval := range m.known { // a task that no longer exists is idle
		if s.Partial || there[k] || !sameHost(k.Host, s.Host) {
			continue // what a partial scan doesn't show may be hidden
		}
		st, still := m.Idle[k]
		if !still {
			st = IdlePeriod{
				Since: byHost(s.Time, came), Noted: came, Interval: interval, Schedule: m.schedules[k], Gone: true,
			}
		}
		st.Since = earlier(st.Since, byHost(s.Time, came))
		m.Idle[k] = st
	}
}

// forget removes a host that no longer exists.
func (m *Memory) forget(host string) {
	there := func(k TaskKey) bool { return sameHost(k.Host, host) }
	maps.DeleteFunc(m.machines, func(_ string, s *seen) bool { return sameHost(s.host, host) })
	maps.DeleteFunc(m.Idle, func(k TaskKey, _ IdlePeriod) bool { return there(k) })
	maps.DeleteFunc(m.known, func(k TaskKey, _ time.Duration) bool { return there(k) })
	maps.DeleteFunc(m.named, func(k TaskKey, _ bool) bool { return there(k) })
	m.Stopped, m.Uncertain = slices.DeleteFunc(m.Stopped, there), slices.DeleteFunc(m.Uncertain, there)
}

// name remembers a task that is changed as part of AD sync. If no scan found evidence for it,
// only the admin's word says that it is.
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

// doubt makes the tasks of an intent uncertain until its result is read.
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

// settle removes a task from the uncertain ones: a result settles all earlier intents too.
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
		m.saw(byHost(out.Time, at), at, k, *t.After, interval, nil)
		about := m.machine(k.Host)
		about.tasks[k.Path] = taskSeen{about.tasks[k.Path].possible, t.After.active(), t.After.Enabled, m.named[k]}
	}
	switch {
	case !t.Done:
	case out.Action == ResumeScript:
		m.Stopped, m.Uncertain = without(m.Stopped), without(m.Uncertain)
		m.resumed[k] = out.Time.Time
	case out.Outdated && out.Time.Before(m.resumed[k]):
		// It was enabled again in the meantime.
	case t.Before != nil && t.Before.Enabled:
		m.Stopped, m.Uncertain = append(without(m.Stopped), k), without(m.Uncertain)
	}
}

// earlier returns the earlier of two times: a clock that was ahead may have recorded a time that
// is later than that of the entries after it.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// byHost returns a time by the host's own clock, which its schedules use, or by this
// program's if the host sent none.
func byHost(told Moment, came time.Time) time.Time {
	if told.IsZero() {
		return came
	}
	return told.Time
}

// in returns the schedule with the zone of its host, and with the next start that Task
// Scheduler announced while the task was enabled. An unknown zone doesn't replace a known
// one.
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

// remember keeps a schedule if it is known.
func (m *Memory) remember(k TaskKey, s *Schedule) {
	if s != nil {
		m.schedules[k] = s
	}
}

// longestRun is the longest run that is assumed: by default, Task Scheduler ends a task after
// 72 hours (ITaskSettings::ExecutionTimeLimit).
const longestRun = 72 * time.Hour

// ran remembers how long a run has lasted so far.
func (m *Memory) ran(at time.Time, k TaskKey, s Standing) {
	if d := at.Sub(s.LastRun.Time); s.State == "running" && !s.LastRun.IsZero() && d <= longestRun {
		m.runs[k] = max(m.runs[k], d)
	}
}

// saw adds what was seen of a task at a time of its host's clock, and was recorded at a time of
// this program's.
func (m *Memory) saw(at, came time.Time, k TaskKey, s Standing, interval time.Duration, schedule *Schedule) {
	defer m.remember(k, schedule)
	m.ran(at, k, s)
	if s.Enabled || s.active() {
		delete(m.Idle, k)
		return
	}
	was, known := m.Idle[k]
	next := IdlePeriod{
		Since: at, Noted: came, LastRun: s.LastRun.Time, Interval: max(was.Interval, interval), Schedule: m.schedules[k],
	}
	if was.Schedule != nil {
		next.Schedule = was.Schedule
	}
	switch {
	case known && was.Gone && !s.LastRun.After(was.Since), known && was.LastRun.Equal(s.LastRun.Time):
		next.Since, next.Noted, next.Ran = earlier(was.Since, at), was.Noted, was.Ran
	case known && s.LastRun.After(was.LastRun):
		next.Ran = true
	}
	m.Idle[k] = next
}
