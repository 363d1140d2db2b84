package sambatest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
)

// ended records how a test ended, in the place of the test.
type ended struct {
	testing.TB
	failed, skipped bool
}

func (e *ended) Fatal(...any) {
	e.failed = true
	runtime.Goexit()
}

func (e *ended) Skip(...any) {
	e.skipped = true
	runtime.Goexit()
}

// Without Samba a test is skipped, and under CI=true it fails.
func TestMissingSambaFailsUnderCI(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for ci, fails := range map[string]bool{"true": true, "": false} {
		t.Setenv("CI", ci)
		e := &ended{TB: t}
		over := make(chan struct{})
		go func() {
			defer close(over)
			require(e)
		}()
		<-over
		if e.failed != fails || e.skipped == fails {
			t.Errorf("with CI=%q: failed %v, skipped %v", ci, e.failed, e.skipped)
		}
	}
}

// A server that does not start says why, in Samba's own words.
func TestSambaThatDoesNotStart(t *testing.T) {
	if testing.Short() {
		t.Skip("not under -short: copies a domain")
	}
	t.Parallel()
	require(t)
	dir := t.TempDir()
	_, err := Run(t.Context(), dir, nil, EmptyDomain("sales.example.net", "SALES"), WithSetting("server role=member server"))
	if err == nil || !strings.Contains(err.Error(), "samba did not start: it ended") ||
		!strings.Contains(err.Error(), "domain controller") {
		t.Errorf("started on a member server: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, t.TempDir(), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled start: %v", err)
	}
}

// ldbmodify takes the extra groups in files of at most perFile.
func TestExtraGroups(t *testing.T) {
	t.Parallel()
	var with, without recipe
	ExtraGroups(2*perFile + 1)(&with)
	files := with.ldif()
	if len(files) != 4 || files[0] != without.ldif()[0] {
		t.Fatalf("%d files", len(files))
	}
	for i, want := range []int{perFile, perFile, 1} {
		if got := strings.Count(files[i+1], "changetype: add\n"); got != want {
			t.Errorf("file %d adds %d groups, not %d", i+1, got, want)
		}
	}
}
