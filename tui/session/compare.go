package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/operation"
	"ad2scim/tui/task"
)

// Comparison is the message that the two lists were compared.
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

// TakeRenamed shows the comparison that a run of renames made when it ended, in place of the
// one that was shown when it began. If there is none, or if a side was read or connected
// meanwhile, both sides are read again. It returns nil if nothing was changed.
func (s *Session) TakeRenamed(since *diff.Result, after operation.AppliedRenames) tea.Cmd {
	if after.Result.Run == "" {
		return nil
	}
	if after.Remaining == nil || s.Result != since || s.Stale || s.Busy() || s.AD.Source == nil || s.SCIM.Source == nil {
		return s.ReadAll()
	}
	s.outdate()
	for _, e := range []*Side{s.AD, s.SCIM} {
		l := after.Lists[e.Side].MembersFrom(e.Source)
		e.Groups, e.Notes, e.ReadAt, e.list = l.Groups, l.Notes, after.ReadAt, l
	}
	s.run++
	m := Comparison{after.Remaining, nil, s.run}
	return func() tea.Msg { return m }
}

// saveComparison saves the comparison that is on the screen, or says why it can't.
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
			return Forgotten{err}
		}
		return Saved{Of: "comparison", now: read(ws), comparison: run, dropped: dropped}
	})
}

// outdate keeps what the comparison on the screen is about, before a side is read again
// or replaced.
func (s *Session) outdate() {
	if !s.Stale {
		s.outdated = s.Shown()
		s.Stale = s.Result != nil
	}
}

// Outdated says that a side couldn't be read again, or was set up anew, since the comparison on
// the screen; empty where it is current, or a side is being read.
func (s *Session) Outdated() string {
	if !s.Stale || s.Busy() {
		return ""
	}
	return "These names are from " + Clock(s.outdated.At) + ": press r to read again"
}

// dropComparison gives up a comparison of lists of which one is read anew.
func (s *Session) dropComparison() {
	if s.Compare.Running() {
		s.Compare.End(nil)
		s.run++
	}
}

func (s *Session) compared(m Comparison) {
	if m.run != s.run {
		return
	}
	s.Compare.End(m.Err)
	if m.Err != nil {
		return
	}
	s.Result, s.Stale, s.Dropped = m.Result, false, ""
	if !s.AD.current() || !s.SCIM.current() {
		s.outdate()
	}
	s.keepSelection()
}

// keepSelection drops what was selected and is no longer there.
func (s *Session) keepSelection() {
	if len(s.Selected) == 0 {
		return
	}
	kept := map[Key]bool{}
	for i := range s.Result.Rows {
		if k := KeyOf(&s.Result.Rows[i]); s.Selected[k] {
			kept[k] = true
		}
	}
	s.Selected = kept
}
