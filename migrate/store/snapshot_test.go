package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/store"
)

// TestSnapshotLinesAreAsMarshalWritesThem reads each line back and writes it through
// encoding/json.
func TestSnapshotLinesAreAsMarshalWritesThem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := open(t, dir)
	groups := []migrate.Group{
		{},
		{Name: "a"},
		{ID: "1", Name: "<Łódź> & \"東京\"\u00a0\u200b\t\\", DN: "CN=a\u2028,OU=\U000e0041", Details: &migrate.GroupDetails{ExternalID: "é\x7f"}},
		{Name: "\xff\u202e", DN: "CN=\xed\xa0\x80", Details: &migrate.GroupDetails{Type: migrate.SecurityGroup}},
	}
	if _, err := f.SaveSnapshot(t.Context(), store.Snapshot{Side: migrate.AD}, groups, store.Retention{}); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "snapshots", "*.ndjson"))
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	if len(lines) != 1+len(groups) {
		t.Fatalf("%d lines: %q", len(lines), data)
	}
	for i, line := range lines[1:] {
		var v struct {
			ID         string `json:"id,omitempty"`
			Name       string `json:"name"`
			NameBase64 []byte `json:"name_base64,omitempty"`
			DN         string `json:"dn,omitempty"`
			DNBase64   []byte `json:"dn_base64,omitempty"`
			ExternalID string `json:"external_id,omitempty"`
			Type       string `json:"type,omitempty"`
		}
		if err := exactjson.Unmarshal(line, &v); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if again, err := exactjson.Marshal(v); err != nil || !bytes.Equal(again, line) {
			t.Errorf("%s is not %s %v", line, again, err)
		}
		if name, err := exactjson.Join(v.Name, v.NameBase64); err != nil || name != groups[i].Name {
			t.Errorf("%s is not %q %v", line, groups[i].Name, err)
		}
	}
	list, err := f.Snapshots(migrate.AD)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if got, err := f.LoadSnapshot(list[0]); err != nil || !reflect.DeepEqual(got, groups) {
		t.Errorf("%q %v", got, err)
	}
}

// TestASnapshotThatIsCanceledIsNotKept, nor a part of it.
func TestASnapshotThatIsCanceledIsNotKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.SaveSnapshot(ctx, store.Snapshot{Side: migrate.AD}, make([]migrate.Group, 3), store.Retention{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "snapshots")); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}
