//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/migration"
)

// A scan by watch locks steps as one by sync find does: once, however often it is repeated, and
// later if the workspace is locked.
func TestWatchLocksSteps(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w, ad, scim := watched(t)
	dir, result := filepath.Join(w.folder, "ws"), filepath.Join(w.folder, "found.json")
	must := func(want int, args ...string) {
		t.Helper()
		if status, errOut := w.run(t, nil, args...); status != want {
			t.Fatalf("%q: %d %s", args, status, errOut)
		}
	}
	must(0, "steps", "choose", "--path", "self-hosted", "--idp", "entra")
	must(0, "doctor", "--fact", "scim_self_hosted=on", "--fact", "greyed=no", "--save")
	args := []string{"--once", "--ad", ad, "--scim", scim, "--result", result}
	syncResult(t, result, time.Now().Add(-2*time.Hour), false)
	w.watch(t, 0, args...)
	if got := w.standing(t, "script-disabled"); got != "done-verified" {
		t.Fatal(got)
	}
	looks := func() int {
		t.Helper()
		journal, err := os.ReadFile(filepath.Join(dir, "journal.ndjson"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(journal), "for AD sync: ")
	}

	held, err := migration.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	syncResult(t, result, time.Now().Add(-time.Hour), true)
	w.watch(t, 1, args...)
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if got := w.standing(t, "script-disabled"); got != "done-verified" || looks() != 1 {
		t.Fatal(got, looks())
	}
	for range 2 {
		w.watch(t, 1, args...)
	}
	var now struct{ Alarm string }
	w.run(t, &now, "status", "--format", "json")
	if got := w.standing(t, "script-disabled"); got != "failed" || !strings.Contains(now.Alarm, "Both syncs are live") ||
		looks() != 2 {
		t.Errorf("%s %q, %d looks", got, now.Alarm, looks())
	}

	// An old file says nothing about today.
	syncResult(t, result, time.Now().Add(-25*time.Hour), false)
	w.watch(t, 1, args...)
	if got := w.standing(t, "script-disabled"); got != "failed" || looks() != 2 {
		t.Errorf("%s, %d looks", got, looks())
	}
}
