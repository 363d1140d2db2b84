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
		t.Error("an error counts as a stop")
	}
}

// TestProgress checks the progress in full and in short form, and that progress after the end
// is ignored.
func TestProgress(t *testing.T) {
	for want, p := range map[string]migrate.Progress{
		"reading": {}, "reading 7": {Done: 7}, "comparing 7 of 12": {Doing: "comparing", Done: 7, Total: 12},
	} {
		task, _ := Start(t.Context(), "reading")
		task.Progress(p)
		if got := task.Line(); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
	task, _ := Start(t.Context(), "reading")
	task.Progress(migrate.Progress{Note: "the server is busy\x1b[2J"})
	if view := ansi.Strip(task.View(80)); !strings.Contains(view, "the server is busy") || strings.Contains(view, "\x1b") {
		t.Errorf("%q", view)
	}
	task.Stop()
	if task.Line() != "stopping" || !strings.Contains(ansi.Strip(task.View(80)), "stopping") {
		t.Errorf("%q and %q while it stops", task.Line(), task.View(80))
	}
	task.End(nil)
	task.Progress(migrate.Progress{Done: 9})
	if task.Done != 0 {
		t.Errorf("it continues after its end: %+v", task)
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
