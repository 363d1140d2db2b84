package playbook_test

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// A statement about a waiting time is refused before the time has passed, with the end of the wait, and isn't the
// next step while another one can be done.
func TestWaitBeforeConfirming(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	for id, hours := range map[playbook.StepID]int{"watched": 168, "last-sync-still": 1} {
		s := upTo(t, w, id)
		delete(s.Steps, "script-stopped") // which would show that the time has passed
		context := w.Evaluate(s, nil, exact)
		for after, want := range map[time.Duration]bool{
			30 * time.Second: false,
			time.Duration(hours)*time.Hour - time.Minute: false, time.Duration(hours)*time.Hour + time.Minute: true,
		} {
			context.Now = noon.Add(after)
			_, err := w.Confirm(context, id, playbook.StepUpdate{At: context.Now, By: "kim"})
			if (err == nil) != want || err != nil && (migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(),
				"it can be confirmed from ")) {
				t.Errorf("%s after %v: %v", id, after, err)
			}
			if next, ok := playbook.Next(w.View(context)); ok && (next.Step.ID == id) != want && len(next.Blockers) > 0 {
				t.Errorf("%s after %v: the next step is %s, locked by %v", id, after, next.Step.ID, next.Blockers)
			}
		}
	}
}

// The next step can be done now, and no step before it can.
func TestNextIsFirstPossibleStep(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "ad-sync-off")
	s.Steps["idp-started"] = playbook.Record{Status: playbook.Failed, At: noon, Saw: "off"} // locked: far too early
	delete(s.Steps, "plan")
	next, ok := playbook.Next(w.View(w.Evaluate(s, nil, exact)))
	if !ok || next.Step.ID != "plan" || len(next.Blockers) > 0 {
		t.Errorf("next is %s, locked by %v", next.Step.ID, next.Blockers)
	}
}
