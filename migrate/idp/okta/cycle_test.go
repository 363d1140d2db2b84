package okta_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/okta/oktatest"
)

func ids(found []idp.Finding) []string {
	var out []string
	for _, f := range found {
		if f.Title == "" || f.Why == "" || f.Next == "" {
			out = append(out, "unexplained:"+f.ID)
			continue
		}
		out = append(out, f.ID)
	}
	slices.Sort(out)
	return out
}

func TestCycleReportsLog(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane")
	app := idp.App{ID: id, Name: "Dashlane"}
	p := open(t, s)
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.State != idp.CycleOff || c.Complete {
		t.Errorf("without SCIM: %+v, %v", c, err)
	}
	s.SetFeatures(id, oktatest.CustomSAML...)
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.State != idp.CycleIdle || c.Complete ||
		!strings.Contains(c.Says, "nothing") {
		t.Errorf("nothing sent: %+v, %v", c, err)
	}
	now := time.Now()
	s.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "SUCCESS", App: id, TargetType: "User",
		Target: "old@example.com", At: now.Add(-48 * time.Hour),
	})
	s.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "SUCCESS", App: id, TargetType: "User",
		Target: "ann@example.com", At: now.Add(-time.Hour),
	})
	s.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "SUCCESS", App: "0oaOther",
		TargetType: "User", Target: "x@example.com", At: now.Add(-time.Hour),
	})
	s.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "FAILURE",
		Reason: "No user returned for user\x1b[2J", App: id, TargetType: "User", Target: "bob@example.com",
		At: now.Add(-50 * time.Minute),
	})
	c, err := p.Cycle(t.Context(), app, time.Time{})
	if err != nil || c.Done != 1 || c.Failed != 1 || !c.Complete || c.State != idp.CycleIdle {
		t.Fatalf("%+v, %v", c, err)
	}
	if f := c.Errors[0]; f.Kind != "user" || f.Name != "bob@example.com" ||
		!strings.HasPrefix(f.Why, "Dashlane does not know the user") || strings.Contains(f.Why, "\x1b") {
		t.Errorf("%+v", f)
	}
	if saw, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepStart}, confidential); err != nil ||
		!strings.Contains(saw, "1 changes, 1 failed") {
		t.Errorf("%q, %v", saw, err)
	}
	s.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "SUCCESS", App: id, TargetType: "User",
		Target: "eve@example.com", At: now.Add(-time.Second),
	})
	if c, _ := p.Cycle(t.Context(), app, time.Time{}); c.State != idp.CycleRunning || c.Complete || !c.Ended.IsZero() {
		t.Errorf("just now: %+v", c)
	}
}

// Okta's log is read to its end by Okta's clock: a computer whose clock is three minutes
// slow sees what is still being sent.
func TestASlowClockSeesWhatIsBeingSent(t *testing.T) {
	s := oktatest.Start(t)
	s.Ago = 3 * time.Minute // the stand-in's clock is ahead
	id := s.AddApp("Dashlane")
	s.SetFeatures(id, oktatest.CustomSAML...)
	for _, at := range []time.Duration{-time.Hour, 3*time.Minute - 2*time.Second} {
		s.AddEvent(oktatest.Event{
			Type: "application.provision.user.push", Result: "SUCCESS", App: id, TargetType: "User",
			Target: "ann@example.com", At: time.Now().Add(at),
		})
	}
	c, err := open(t, s).Cycle(t.Context(), idp.App{ID: id, Name: "Dashlane"}, time.Time{})
	if err != nil || c.State != idp.CycleRunning || c.Complete || c.Done != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestDiagnose(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane")
	app := idp.App{ID: id, Name: "Dashlane"}
	p := open(t, s)
	see := func(what string, want ...string) {
		t.Helper()
		found, err := p.Diagnose(t.Context(), app)
		if got := ids(found); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", what, got, err, want)
		}
	}
	see("without SCIM", "no-scim")
	s.SetFeatures(id, "GROUP_PUSH")
	see("without users", "users-off")
	s.SetFeatures(id, oktatest.CustomSAML...)
	see("healthy")
	a, b, c := s.AddGroup("A"), s.AddGroup("B"), s.AddGroup("C")
	s.Assign(id, a, s.AddEveryone())
	s.AddMapping(id, a, s.AddTarget(id, "A"), "ERROR", "401 Unauthorized")
	s.AddMapping(id, b, s.AddTarget(id, "b"), "ACTIVE", "")
	s.AddMapping(id, c, s.AddTarget(id, "C"), "INACTIVE", "")
	groups := []string{"assigned-and-pushed", "everyone", "linked-other-name", "push-error"}
	see("groups", groups...)
	s.AddEvent(oktatest.Event{
		Type: "application.integration.authentication_failure", Result: "FAILURE",
		Reason: "Unauthorized", App: id, At: time.Now().Add(-time.Hour),
	})
	see("a refused token", "assigned-and-pushed", "everyone", "failed-objects", "linked-other-name", "push-error",
		"token-refused")
	s.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "SUCCESS", App: id,
		At: time.Now().Add(-time.Minute),
	})
	see("taken since", "assigned-and-pushed", "everyone", "failed-objects", "linked-other-name", "push-error")
	s.SetStatus(id, "INACTIVE")
	see("inactive", append([]string{"app-inactive"}, groups...)...)
}

// That users were taken away or imported is no provisioning.
func TestRemovalIsNotProvisioning(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	p := open(t, s)
	for _, kind := range []string{"application.provision.user.deactivate", "application.provision.user.import"} {
		s.AddEvent(oktatest.Event{
			Type: kind, Result: "SUCCESS", App: id, TargetType: "User", Target: "ann@example.com",
			At: time.Now().Add(-time.Hour),
		})
	}
	if c, err := p.Cycle(t.Context(), idp.App{ID: id}, time.Time{}); err != nil || c.Done != 0 || c.Complete {
		t.Errorf("%+v, %v", c, err)
	}
	s.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "SUCCESS", App: id, TargetType: "User",
		Target: "ann@example.com", At: time.Now().Add(-time.Hour),
	})
	if c, err := p.Cycle(t.Context(), idp.App{ID: id}, time.Time{}); err != nil || c.Done != 1 || !c.Complete {
		t.Errorf("%+v, %v", c, err)
	}
}
