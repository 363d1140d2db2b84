package migration_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/runtest"
)

func TestSnapshots(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	groups := []migrate.Group{
		{ID: "1", Name: " a\xff\u200b ", DN: "CN=a,OU=\xfe", Details: &migrate.GroupDetails{Type: migrate.SecurityGroup}},
		{ID: "2", Name: "b", Details: &migrate.GroupDetails{ExternalID: "x"}},
		{Name: "\\xff"},
	}
	for i := range 13 {
		if _, err := w.SaveSnapshot(t.Context(), migrate.AD, dc, strings.Repeat("s", i+1), groups,
			[]string{"note"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.SaveSnapshot(t.Context(), migrate.SCIM, app, "scim", nil, nil); err != nil {
		t.Fatal(err)
	}
	list, err := w.Snapshots(migrate.AD)
	if err != nil || len(list) != 11 {
		t.Fatalf("%d are kept: %v", len(list), err)
	}
	if list[0].Source != strings.Repeat("s", 13) || list[9].Source != strings.Repeat("s", 4) || list[10].Source != "s" ||
		list[0].Groups != 3 || list[0].Notes[0] != "note" {
		t.Errorf("the list is %+v", list)
	}
	if got, err := w.LoadSnapshot(list[0]); err != nil || !reflect.DeepEqual(got, groups) {
		t.Errorf("loaded is %+v, %v", got, err)
	}
	if list, err := w.Snapshots(migrate.SCIM); err != nil || len(list) != 1 {
		t.Errorf("the other side's: %+v, %v", list, err)
	}
	private(t, filepath.Join(dir, "snapshots"), "hush-hush")

	// One that lost a line is no list.
	files, _ := filepath.Glob(filepath.Join(dir, "snapshots", "ad-*"))
	last := files[len(files)-1]
	data, _ := os.ReadFile(last)
	text := strings.SplitAfter(string(data), "\n")
	if err := os.WriteFile(last, []byte(strings.Join(text[:3], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := w.LoadSnapshot(list[0]); err == nil {
		t.Error("a short list is taken for whole")
	} else {
		runtest.WantBadInput(t, err, "2 of 3")
	}
}

// However often the lists are read: the first of them stays, and the one that the
// admin went by.
func TestRecordedSnapshotIsKept(t *testing.T) {
	w := open(t, t.TempDir())
	save := func(source string) {
		t.Helper()
		if _, err := w.SaveSnapshot(t.Context(), migrate.AD, dc, source, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	save("first")
	save("second")
	save("noted")
	err := w.Update(func(s *migration.State) error {
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{"names-saved": {
			Status: playbook.DoneVerified,
			At:     time.Now().UTC(),
		}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 15 {
		save("later")
	}
	list, err := w.Snapshots(migrate.AD)
	if err != nil || len(list) != 12 || list[11].Source != "first" || list[10].Source != "noted" ||
		list[9].Source != "later" {
		t.Errorf("%+v %v", list, err)
	}
}

// Lists of other sources never push out those of the connected ones, nor do those grow
// without end.
func TestOtherSourcesDoNotRemoveSnapshots(t *testing.T) {
	t.Parallel()
	w := open(t, t.TempDir())
	update(t, w, func(s *migration.State) { connect(s, dc, app) })
	narrow := dc
	narrow.Filter = "(cn=A*)"
	save := func(from migrate.Connection, source string) {
		t.Helper()
		if _, err := w.SaveSnapshot(t.Context(), migrate.AD, from, source, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		save(dc, "own")
	}
	for i := range 25 {
		save(migrate.Connection{Location: fmt.Sprintf("other%d.csv", i)}, "other")
		save(narrow, "narrower")
	}
	list, err := w.Snapshots(migrate.AD)
	count := map[string]int{}
	for _, s := range list {
		count[s.Source]++
	}
	if err != nil || count["own"] != 3 || count["other"]+count["narrower"] != 11 {
		t.Errorf("%v: %v are kept", err, count)
	}
}

// The latest list of a side is that of the connected source, whatever was read since.
func TestLatestSnapshotIsOfConnectedSource(t *testing.T) {
	t.Parallel()
	w := open(t, t.TempDir())
	if _, found, err := w.LatestSnapshot(migrate.AD); found || err != nil {
		t.Errorf("of nothing: %v %v", found, err)
	}
	update(t, w, func(s *migration.State) { connect(s, dc, app) })
	for _, from := range []migrate.Connection{{Location: "other.csv"}, dc, {Location: "other.csv"}} {
		if _, err := w.SaveSnapshot(t.Context(), migrate.AD, from, from.Location, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	last, found, err := w.LatestSnapshot(migrate.AD)
	if err != nil || !found || last.Source != dc.Location {
		t.Errorf("%v %v: %+v", found, err, last)
	}
	update(t, w, func(s *migration.State) { delete(s.Connections, migrate.AD) })
	if last, _, _ := w.LatestSnapshot(migrate.AD); last.Source != "other.csv" {
		t.Errorf("with nothing connected: %+v", last)
	}
}
