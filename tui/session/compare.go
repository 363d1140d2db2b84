package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/operation"
	"ad2scim/tui/task"
)

// Comparison is the message with the result of comparing the two lists.
type Comparison struct {
	Result *diff.Result
	Err    error
	run    int
}

func (s *Session) compare() tea.Cmd {
	s.Compare.End(nil)
	t, ctx := task.Start(s.ctx, "comparing")
	s.Compare = t
	s.run++
	run, ad, scim, asked := s.run, s.AD.list, s.SCIM.list, s.Decisions
	return func() tea.Msg {
		var decisions []diff.Decision
		if asked != nil {
			var err error
			if decisions, err = asked(); err != nil {
				return Comparison{nil, err, run}
			}
		}
		r, err := operation.Pair(ctx, decisions, ad, scim)
		return Comparison{r, err, run}
	}
}

// ShowRenamed replaces the comparison since, which was shown when a run of renames started, by
// the run's own comparison. If there is none, or a side was read or connected in the meantime,
// it reads both sides again. It returns nil if nothing was changed.
func (s *Session) ShowRenamed(since *diff.Result, after operation.AppliedRenames) tea.Cmd {
	if after.Result.Run == "" {
		return nil
	}
	if after.Remaining == nil || s.Result != since || s.Stale || s.Busy() || s.AD.Source == nil || s.SCIM.Source == nil {
		return s.ReadAll()
	}
	s.markOutdated()
	for _, e := range []*Side{s.AD, s.SCIM} {
		l := after.Lists[e.Side].MembersFrom(e.Source)
		e.Groups, e.Notes, e.ReadAt, e.list = l.Groups, l.Notes, after.ReadAt, l
	}
	s.run++
	m := Comparison{after.Remaining, nil, s.run}
	return func() tea.Msg { return m }
}

// saveComparison saves the shown comparison.
func (s *Session) saveComparison() tea.Cmd {
	ws, turn, shown, run := s.Workspace, s.saving, s.Shown(), s.run
	if ws == nil {
		return nil
	}
	o := s.service()
	return s.Work(func() tea.Msg {
		turn <- struct{}{}
		defer func() { <-turn }()
		dropped, err := o.SaveComparison(shown)
		if err != nil {
			return SaveFailed{err}
		}
		return Saved{Of: "comparison", loaded: read(ws), comparison: run, dropped: dropped}
	})
}

// markOutdated keeps the description of the shown comparison before a side is read again or
// replaced.
func (s *Session) markOutdated() {
	s.outdatedShown = s.Shown()
	s.Stale = s.Result != nil
}

// Outdated says when the shown comparison is from, if a side was connected again or couldn't be
// read since then. It is empty if the comparison is current or a side is being read.
func (s *Session) Outdated() string {
	if !s.Stale || s.Busy() {
		return ""
	}
	return "These names are from " + Clock(s.outdatedShown.At) + ": press r to read again"
}

// dropComparison cancels the comparison of a list that is being replaced.
func (s *Session) dropComparison() {
	if s.Compare.Running() {
		s.Compare.End(nil)
		s.run++
	}
}

func (s *Session) showComparison(m Comparison) {
	if m.run != s.run {
		return
	}
	s.Compare.End(m.Err)
	if m.Err != nil {
		return
	}
	s.Result, s.Stale, s.Dropped = m.Result, false, ""
	if !s.AD.current() || !s.SCIM.current() {
		s.markOutdated()
	}
	s.keepSelection()
}

// keepSelection deselects rows that no longer exist.
func (s *Session) keepSelection() {
	if len(s.Selected) == 0 {
		return
	}
	remaining := map[Key]bool{}
	for i := range s.Result.Rows {
		if k := KeyOf(&s.Result.Rows[i]); s.Selected[k] {
			remaining[k] = true
		}
	}
	s.Selected = remaining
}
