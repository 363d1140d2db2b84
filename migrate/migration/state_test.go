package migration_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/store"
)

func open(t *testing.T, dir string) *migration.Workspace {
	t.Helper()
	w, err := migration.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func update(t *testing.T, w *migration.Workspace, change func(*migration.State)) {
	t.Helper()
	if err := w.Update(func(s *migration.State) error { change(s); return nil }); err != nil {
		t.Fatal(err)
	}
}

func TestStateIsStored(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	w := open(t, dir)
	at := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	update(t, w, func(s *migration.State) {
		s.Connections[migrate.AD] = migrate.Connection{
			Location: "ldaps://dc1", User: "a@b",
			Secret: migrate.NewSecret("hush-hush"),
		}
		s.Connections[migrate.SCIM] = migrate.Connection{Location: "https://me:hush-hush@id.example.com/scim?token=hush-hush"}
		s.Decisions = []diff.Decision{{ADName: "a\xff\u202e", SCIMID: "1", Apart: true}}
		s.Path, s.IdP = "confidential", "okta"
		s.Facts["sso"] = migration.Fact{Value: "on", Grade: migration.GradeConfirmed, Time: at, Source: "ann"}
		s.Evidence = append(s.Evidence, migration.Evidence{
			Claim: "sso", Says: "on", Grade: migration.GradeVerified, Time: at,
			Source: "probe",
		})
		s.Machines = &migration.Machines{
			Hosts: []string{"srv1.corp.example.com"}, User: `CORP\admin`, Auth: "ntlm",
			CAFile: "ca.pem",
		}
		s.Playbook = playbook.State{Steps: map[playbook.StepID]playbook.Record{
			"stop": {Status: playbook.DoneVerified, At: at},
		}}
	})
	want := w.State()
	w.State().Machines.Hosts[0] = "a copy's alone"
	if want.Connections[migrate.SCIM].Location != "https://id.example.com/scim" {
		t.Errorf("the address is %q", want.Connections[migrate.SCIM].Location)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, again := range []func(string) (*migration.Workspace, error){migration.OpenReadOnly, migration.Open} {
		w, err := again(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.State(); !reflect.DeepEqual(got, want) {
			t.Errorf("remembered is\n%+v\nnot\n%+v", got, want)
		}
		w.Close()
	}
	private(t, dir, "hush-hush")
}

// private checks the modes of all files, which Windows has none of, and that none of
// them has the secret.
func private(t *testing.T, dir, secret string) {
	t.Helper()
	modes := runtime.GOOS != "windows"
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if d.IsDir() {
			if modes && info.Mode().Perm() != 0o700 {
				t.Errorf("%s has the mode %v", path, info.Mode())
			}
			return nil
		}
		if modes && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("%s holds the secret", path)
		}
		if bytes.ContainsAny(data, "\u202e\x1b") {
			t.Errorf("%s would act on a terminal", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOlderFormatsAreReadAndKept(t *testing.T) {
	for _, name := range []string{"v0.json", "v1.json", "v2.json", "v3.json", "v4.json"} {
		old, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		path := filepath.Join(dir, "migration.json")
		if err := os.WriteFile(path, old, 0o600); err != nil {
			t.Fatal(err)
		}
		w := open(t, dir)
		s := w.State()
		if s.Connections[migrate.AD].User != "reader@corp.example.com" ||
			s.Connections[migrate.SCIM].Location != "https://id.example.com/scim/2.0" ||
			s.Facts["ad_sync"].Value != "off" || s.Facts["sso"].Grade != migration.GradeUnknown || s.IdP != "okta" ||
			len(s.Decisions) != 1 {
			t.Errorf("%s: %+v", name, s)
		}
		if name >= "v2.json" && (s.Machines == nil || s.Machines.Hosts[0] != "srv1" || s.First == nil || s.First.Exact != 3 ||
			s.CompareAfter.IsZero() ||
			s.Playbook.Steps["sso-on"].Refutation() != "SSO is off") {
			t.Errorf("%s: %+v", name, s)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, old) {
			t.Errorf("%s was changed by reading it", name)
		}
		update(t, w, func(s *migration.State) { s.IdP = "entra" })
		kept, err := os.ReadFile(filepath.Join(dir, "migration.before-upgrade.json"))
		if upgraded := name != "v4.json"; upgraded != (err == nil) || upgraded && !bytes.Equal(kept, old) {
			t.Errorf("%s: what was kept is %q, %v", name, kept, err)
		}
		w.Close()
		if got := open(t, dir).State(); got.IdP != "entra" || got.Facts["sso"].Value != "on" {
			t.Errorf("%s, written again: %+v", name, got)
		}
	}
}

func TestUnreadableState(t *testing.T) {
	for name, c := range map[string]struct{ text, words string }{
		"newer":         {`{"version": 99, "anything": []}`, "newer version of ad2scim wrote it"},
		"not JSON":      {`{"version": 1`, "ad2scim didn't write it"},
		"unknown field": {`{"version": 1, "surprise": 1}`, "surprise"},
		"a list":        {`[]`, "(it holds a list, and an object is expected)"},
		"negative":      {`{"version": -1}`, "ad2scim didn't write it"},
		"two values":    {`{"version": 1} {}`, "ad2scim didn't write it"},
		"fact":          {`{"version": 2, "facts": {"ad_sync": {"value": "banana", "grade": "verified"}}}`, "banana"},
		"no such fact":  {`{"version": 2, "facts": {"weather": {"value": "on", "grade": "verified"}}}`, "weather"},
		"grade":         {`{"version": 2, "facts": {"ad_sync": {"value": "off", "grade": "sure"}}}`, "sure"},
		"status":        {`{"version": 2, "playbook": {"steps": {"token": {"status": "done", "at": "2026-03-02T12:00:00Z"}}}}`, "token"},
		"edited bytes":  {`{"version": 1, "decisions": [{"ad_name": "b", "ad_name_base64": "Yf8="}]}`, "not what"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "migration.json")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the lock is given back, so that the second says the same
				_, err := migration.Open(dir)
				runtest.WantBadInput(t, err, c.words)
			}
			if now, _ := os.ReadFile(path); string(now) != c.text {
				t.Errorf("it was changed to %q", now)
			}
		})
	}
}

func TestReadOnlyCreatesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	w, err := migration.OpenReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Update(func(*migration.State) error { return nil }); err == nil {
		t.Error("it can be changed")
	}
	if _, err := w.Journal().Append(store.Entry{}); err == nil {
		t.Error("its journal can be written")
	}
	if _, err := w.SaveSnapshot(t.Context(), migrate.AD, migrate.Connection{Location: "x"}, "x", nil, nil); err == nil {
		t.Error("a snapshot can be saved")
	}
	for e, err := range w.Journal().All() {
		t.Errorf("it has an entry: %v %v", e, err)
	}
	if list, err := w.Snapshots(migrate.AD); err != nil || len(list) != 0 {
		t.Errorf("it has snapshots: %v %v", list, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

func TestFailedUpdateChangesNothing(t *testing.T) {
	w := open(t, t.TempDir())
	update(t, w, func(s *migration.State) { s.Path = "confidential" })
	err := w.Update(func(s *migration.State) error {
		s.Path = "self-hosted"
		s.Facts["sso"] = migration.Fact{Value: "on"}
		return os.ErrInvalid
	})
	if !errors.Is(err, os.ErrInvalid) {
		t.Fatal(err)
	}
	if s := w.State(); s.Path != "confidential" || len(s.Facts) != 0 {
		t.Errorf("it is %+v", s)
	}
}

func TestTempFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	if _, err := w.SaveSnapshot(t.Context(), migrate.AD, migrate.Connection{Location: "x"}, "x", nil, nil); err != nil {
		t.Fatal(err)
	}
	w.Close()
	for _, name := range []string{".migration.json123", ".lock.json9", "snapshots/.ad-x.ndjson77"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("part"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w = open(t, dir)
	for _, pattern := range []string{".*", "snapshots/.*"} {
		if left, _ := filepath.Glob(filepath.Join(dir, pattern)); len(left) > 0 {
			t.Errorf("left is %q", left)
		}
	}
	if list, err := w.Snapshots(migrate.AD); err != nil || len(list) != 1 {
		t.Errorf("the snapshot is gone: %v %v", list, err)
	}
}

// opened reads a migration.json.
func opened(t *testing.T, data string) migration.State {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "migration.json"), []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, dir).State()
}
