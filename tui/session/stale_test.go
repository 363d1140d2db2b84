package session

import (
	"context"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/tui/screentest"
)

// What is read anew is waited for: the end of the reading before, and of a
// comparison of what was there before, are late.
func TestWhatWasReplacedIsLate(t *testing.T) {
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
