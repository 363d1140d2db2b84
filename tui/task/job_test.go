package task

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
)

// Starting new work ends the old, and progress of the old work is ignored.
func TestNewWorkReplacesOld(t *testing.T) {
	var j Job
	first := j.Start(t.Context(), "first")
	old, stream := j.Seq(), j.Stream
	j.Stop()
	second := j.Start(t.Context(), "second")
	if first.Err() == nil || second.Err() != nil || j.Stopping() || j.Doing != "second" {
		t.Errorf("after another was begun: %+v", j.Task)
	}
	stream.Send(migrate.Progress{Done: 1})
	j.Stream.Send(migrate.Progress{Done: 2})
	got := j.Listen(func(seq int, p migrate.Progress) tea.Msg { return [2]int{seq, p.Done} })()
	if want := [2]int{j.Seq(), 2}; got != want || j.IsCurrent(old) || !j.IsCurrent(j.Seq()) {
		t.Errorf("heard %v, want %v", got, want)
	}
}
