package session

import (
	"context"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/tui/screentest"
)

// Only the latest read counts: the end of an earlier read, or of a comparison of its lists, is
// stale.
func TestReplacedReadIsStale(t *testing.T) {
	c := both
	c.Open = func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
		return &screentest.Source{List: screentest.Groups(side, "A")}, nil
	}
	s := New(t.Context(), c)
	collect := func(cmd tea.Cmd) (out []tea.Msg) {
		screentest.Follow(cmd, func(msg tea.Msg) tea.Cmd { out = append(out, msg); return nil })
		return out
	}
	first := collect(s.ReadAll())
	second := collect(s.ReadAll())
	for _, msg := range first {
		if !s.IsStale(msg) {
			t.Errorf("%T of the first reading is not late", msg)
		}
		s.Update(msg)
	}
	var compare tea.Cmd
	for _, msg := range second {
		if s.IsStale(msg) {
			t.Errorf("%T of the second reading is late", msg)
		}
		before := s.Compare.Running()
		if cmd := s.Update(msg); !before && s.Compare.Running() {
			compare = cmd
		}
	}
	compared := collect(compare)
	if len(compared) != 1 || s.IsStale(compared[0]) {
		t.Fatalf("compared: %v", compared)
	}
	s.ReadAll()
	if !s.IsStale(compared[0]) || s.Compare.Running() {
		t.Error("a comparison of what was read before counts after a new reading has begun")
	}
}

// A comparison is described by the lists that were compared, even if another side has been
// connected since and its comparison was stopped.
func TestComparisonIsAboutItsLists(t *testing.T) {
	c := both
	c.Open = func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
		return &screentest.Source{List: screentest.Groups(side, "A")}, nil
	}
	s := New(t.Context(), c)
	screentest.Follow(s.ReadAll(), s.Update)
	before := s.Shown()
	if before.Result == nil || before.At.IsZero() {
		t.Fatalf("nothing was compared: %+v", before)
	}
	other := s.SCIM.Connection
	other.Location = "https://other.example.com/scim/2.0"
	trial := &ConnectionTest{Side: migrate.SCIM, Connection: other, Reading: &Reading{
		Side: migrate.SCIM, Source: &screentest.Source{List: screentest.Groups(migrate.SCIM, "B")},
	}}
	s.UseTest(trial) // its comparison never ends
	if got := s.Shown(); got.Result != before.Result || !got.About.Equal(before.About) || !got.At.Equal(before.At) {
		t.Errorf("the earlier comparison is about %+v of %v, it was about %+v of %v", got.About, got.At, before.About,
			before.At)
	}
}
