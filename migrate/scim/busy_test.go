package scim_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/scim/scimmytest"
)

func TestWaitsAsTheServerAsks(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.StartWith(t, scimmytest.Options{PageSize: 2}, scimmytest.Group{Name: "A"}, scimmytest.Group{Name: "B"},
		scimmytest.Group{Name: "C"})
	client := open(t, s.Connection())
	storm := s.Fault(scimmytest.Fault{Path: "/Groups", Skip: 1, Times: 2, Status: 429, Header: map[string]string{
		"Retry-After": "1",
	}})
	date := s.Fault(scimmytest.Fault{Path: "/Groups", Times: 1, Status: 503, Header: map[string]string{
		"Retry-After": time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat),
	}})
	var notes []string
	groups, err := client.Groups(t.Context(), func(p migrate.Progress) {
		if p.Note != "" {
			notes = append(notes, p.Note)
		}
	})
	if err != nil || len(groups) != 3 || storm() != 2 || date() != 1 {
		t.Errorf("read %v, %v, after %d and %d", groups, err, storm(), date())
	}
	if !strings.Contains(strings.Join(notes, "|"), "the server asks to wait 1 s") {
		t.Errorf("notes %q", notes)
	}
}

func TestDoesNotWaitForHours(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.Start(t, scimmytest.Group{Name: "A"})
	s.Fault(scimmytest.Busy(429, -1, "7200"))
	_, err := open(t, s.Connection()).Groups(t.Context(), nil)
	wantProblem(t, err, "429", "asks to wait 2h0m0s")
}

func TestAStormHasAnEnd(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.Start(t, scimmytest.Group{Name: "A"})
	hits := s.Fault(scimmytest.Fault{Path: "/Groups", Times: -1, Status: 429, Header: map[string]string{
		"Retry-After": "0",
	}})
	_, err := open(t, s.Connection()).Groups(t.Context(), nil)
	wantProblem(t, err, "too busy (429)")
	if n := hits(); n < 3 || n > 20 {
		t.Errorf("asked %d times", n)
	}
}

func TestAConnectionThatBreaksIsReadAgain(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.StartWith(t, scimmytest.Options{PageSize: 1}, scimmytest.Group{Name: "A"}, scimmytest.Group{Name: "B"})
	hits := s.Fault(scimmytest.Fault{Path: "/Groups", Skip: 1, Times: 2, Drop: scimmytest.DropBefore})
	groups, err := open(t, s.Connection()).Groups(t.Context(), nil)
	if err != nil || len(groups) != 2 || hits() != 2 {
		t.Errorf("read %v, %v, after %d drops", groups, err, hits())
	}
}

// One that breaks in the middle of an answer.
func TestAnAnswerThatBreaksOffIsReadAgain(t *testing.T) {
	var n atomic.Int32
	client := groupsBy(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			w.Header().Set("Content-Length", "9999")
		}
		page(w, 1, 3, 3)
	})
	if groups, err := client.Groups(t.Context(), nil); err != nil || len(groups) != 3 {
		t.Errorf("read %v, %v", groups, err)
	}
}
