package task

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
)

func TestStopIsNoError(t *testing.T) {
	task, ctx := Start(t.Context(), "reading")
	task.Stop()
	if ctx.Err() == nil || !task.Running() || !task.Stopping() {
		t.Fatalf("after Stop: %+v", task)
	}
	task.End(fmt.Errorf("reading: %w", context.Canceled))
	if task.Running() || task.Err != nil || !task.Stopped {
		t.Errorf("after End: %+v", task)
	}
	other, _ := Start(t.Context(), "reading")
	other.End(context.Canceled)
	if other.Err == nil {
		t.Error("a cancellation that nobody asked for was lost")
	}
	failed, _ := Start(t.Context(), "reading")
	failed.Stop()
	failed.End(errors.New("broken"))
	if failed.Err == nil || failed.Stopped {
		t.Error("an error was taken for a stop")
	}
}

func TestPartsKeepTheirPlaces(t *testing.T) {
	task, _ := Start(t.Context(), "reading groups")
	var first string
	for _, p := range []migrate.Progress{
		{Doing: "reading groups"},
		{Doing: "reading groups", Done: 1234, Total: 20000},
		{Doing: "comparing", Done: 999999},
	} {
		task.Progress(p)
		line := ansi.Strip(task.View(60))
		end := strings.LastIndexAny(strings.SplitN(line, " of", 2)[0], "0123456789")
		at := fmt.Sprint(ansi.StringWidth(line[:end]))
		if first == "" {
			first = at
		}
		if at != first {
			t.Errorf("the number ends at %s in place of %s: %q", at, first, line)
		}
	}
}

func TestStreamKeepsTheLatest(t *testing.T) {
	s := NewStream()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 1000 {
				s.Send(migrate.Progress{Done: i})
			}
		})
	}
	wg.Wait()
	s.Send(migrate.Progress{Done: 7})
	wait := s.Wait(func(p migrate.Progress) tea.Msg { return p.Done })
	if got := wait(); got != 7 {
		t.Errorf("got %v, want the latest", got)
	}
	s.Close()
	if got := wait(); got != nil {
		t.Errorf("got %v after the end", got)
	}
}
