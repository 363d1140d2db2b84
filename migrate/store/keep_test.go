package store_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/store"
)

// listedAt is when the n-th list of a test was read.
func listedAt(n int) time.Time { return time.Date(2026, 1, 2, 15, n, 0, 0, time.UTC) }

// putList writes an empty list of groups into the folder as SaveSnapshot would have
// written it at listedAt(n).
func putList(t *testing.T, dir string, n int, about string) {
	t.Helper()
	head, err := json.Marshal(map[string]any{
		"schema": "ad2scim.snapshot/v1", "side": "ad", "source": fmt.Sprint(n), "time": listedAt(n), "groups": 0,
		"about": about,
	})
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "snapshots"), 0o700)
	}
	if err == nil {
		err = os.WriteFile(listPath(dir, n), append(head, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func listPath(dir string, n int) string {
	return filepath.Join(dir, "snapshots", "ad-"+listedAt(n).Format("20060102T150405.000000000Z")+".ndjson")
}

// sources repeats each pair of a number and a source: "3 own" is three lists of own.
func sources(t *testing.T, runs ...string) (list []string) {
	t.Helper()
	for _, run := range runs {
		var n int
		var about string
		if _, err := fmt.Sscan(run+" -", &n, &about); err != nil {
			t.Fatal(err)
		}
		list = append(list, slices.Repeat([]string{strings.Trim(about, "-")}, n)...)
	}
	return list
}

// TestRetention saves one list more and compares the numbers of those that
// are gone.
func TestRetention(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before  []string // the sources of the lists that are there, the earliest first
		saved   string   // the source of the new one
		keep    store.Retention
		removed []int // of the earlier ones
	}{
		"ten are no more than are kept":         {before: sources(t, "9 a"), saved: "a"},
		"the first stays beside the latest ten": {before: sources(t, "12 a"), saved: "a", removed: []int{1, 2}},
		"an older program named no source":      {before: sources(t, "12"), removed: []int{1, 2}},
		"other sources count as one":            {before: sources(t, "6 a", "6 b"), saved: "c", removed: []int{1, 2}},
		"one's own source counts by itself": {
			before: sources(t, "3 own", "12 a"), saved: "b",
			keep: store.Retention{Sources: []string{"own"}}, removed: []int{4, 5},
		},
		"two of one's own count each by itself": {
			before: sources(t, "6 own", "6 too"), saved: "own",
			keep: store.Retention{Sources: []string{"own", "too"}},
		},
		"the list that was the latest then stays": {
			before: sources(t, "13 a"), saved: "a",
			keep: store.Retention{LatestAt: listedAt(2)}, removed: []int{1, 3},
		},
		"a time between two lists": {
			before: sources(t, "13 a"), saved: "a",
			keep: store.Retention{LatestAt: listedAt(2).Add(time.Second)}, removed: []int{1, 3},
		},
		"a time before all of them": {
			before: sources(t, "13 a"), saved: "a",
			keep: store.Retention{LatestAt: listedAt(-1)}, removed: []int{1, 2, 3},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for n, about := range c.before {
				putList(t, dir, n, about)
			}
			_, err := open(t, dir).SaveSnapshot(t.Context(), store.Snapshot{Side: migrate.AD, About: c.saved}, nil, c.keep)
			if err != nil {
				t.Fatal(err)
			}
			var removed []int
			for n := range c.before {
				if _, err := os.Stat(listPath(dir, n)); os.IsNotExist(err) {
					removed = append(removed, n)
				}
			}
			if !slices.Equal(removed, c.removed) {
				t.Errorf("removed are %d, want %d", removed, c.removed)
			}
		})
	}
}

// TestUnreadableSnapshotIsKept, whoever wrote it, and is refused where it is asked for.
func TestUnreadableSnapshotIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for n := range 14 {
		putList(t, dir, n, "a")
	}
	if err := os.WriteFile(listPath(dir, 1), []byte("what is this"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := open(t, dir)
	if _, err := f.SaveSnapshot(t.Context(), store.Snapshot{Side: migrate.AD, About: "a"}, nil, store.Retention{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(listPath(dir, 1)); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(listPath(dir, 2)); !os.IsNotExist(err) {
		t.Errorf("the third is still there: %v", err)
	}
	list, err := f.Snapshots(migrate.AD)
	if list != nil {
		t.Errorf("it lists %v", list)
	}
	runtest.WantBadInput(t, err, "cannot read")
}

// TestADamagedListIsRefused: a list of groups is whole or an error.
func TestADamagedListIsRefused(t *testing.T) {
	t.Parallel()
	const head = `{"schema":"ad2scim.snapshot/v1","side":"ad","source":"x","time":"2026-01-02T15:04:05Z","groups":2}` +
		"\n"
	for name, c := range map[string]struct{ text, says string }{
		"empty":               {"", "EOF"},
		"no JSON":             {"groups\n", "invalid character"},
		"of a newer program":  {strings.Replace(head, "/v1", "/v9", 1), `its format "ad2scim.snapshot/v9" is not known`},
		"a line is missing":   {head + `{"name":"a"}` + "\n", "1 of 2"},
		"a line too many":     {head + strings.Repeat(`{"name":"a"}`+"\n", 3), "3 of 2"},
		"cut in a line":       {head + `{"name":"a"}` + "\n" + `{"na`, "unexpected EOF"},
		"the name was edited": {head + `{"name":"b","name_base64":"Yf8="}` + "\n" + `{"name":"a"}`, "not what"},
		"the DN was edited":   {head + `{"name":"b","dn":"b","dn_base64":"Yf8="}` + "\n" + `{"name":"a"}`, "not what"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			putList(t, dir, 0, "") // it is listed while it is whole, and damaged then
			f := open(t, dir)
			list, err := f.Snapshots(migrate.AD)
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			if err := os.WriteFile(listPath(dir, 0), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			groups, err := f.LoadSnapshot(list[0])
			if groups != nil {
				t.Errorf("it has the groups %v", groups)
			}
			runtest.WantBadInput(t, err, "cannot read", c.says)
		})
	}
}
