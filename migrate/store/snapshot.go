package store

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
)

const (
	snapshotFolder = "snapshots"
	snapshotSchema = "ad2scim.snapshot/v1"
	// snapshotsKept is how many lists of a side are kept, the latest, beside those
	// that are kept for ever.
	snapshotsKept = 10
	// snapshotForm is the time in their names.
	snapshotForm = "20060102T150405.000000000Z"
)

// Snapshot is a list of groups as it was read; LoadSnapshot reads it.
type Snapshot struct {
	Schema string       `json:"schema"`
	Side   migrate.Side `json:"side"`
	Source string       `json:"source"`
	Time   time.Time    `json:"time"`
	Groups int          `json:"groups"`
	Notes  []string     `json:"notes,omitempty"`

	name string
}

// group is one line of a snapshot after the first.
type group struct {
	ID         string            `json:"id,omitempty"`
	Name       string            `json:"name"`
	NameBase64 []byte            `json:"name_base64,omitempty"`
	DN         string            `json:"dn,omitempty"`
	DNBase64   []byte            `json:"dn_base64,omitempty"`
	ExternalID string            `json:"external_id,omitempty"`
	Type       migrate.GroupType `json:"type,omitempty"`
	Source     string            `json:"source,omitempty"`
}

// Keep says which lists are kept beside the first and the latest.
type Keep struct {
	LatestAt time.Time // the list that was the latest at this time; zero: none
}

// SaveSnapshot keeps a list that was read from source just now, and forgets the
// older ones of that side, but for the first and what keep names.
func (f *Folder) SaveSnapshot(side migrate.Side, source string, groups []migrate.Group, notes []string,
	keep Keep,
) (Snapshot, error) {
	s := Snapshot{
		Schema: snapshotSchema, Side: side, Source: source, Time: time.Now().UTC(), Groups: len(groups),
		Notes: notes,
	}
	s.name = snapshotName(side, s.Time)
	dir := f.path(snapshotFolder)
	what := "cannot keep the list of groups in " + migrate.Quote(dir)
	if f.lock == nil {
		return s, wrapFSError(what, errReadOnly)
	}
	if err := checkFolder(dir); err != nil {
		return s, wrapFSError(what, err)
	}
	if err := makeFolder(dir); err != nil {
		return s, wrapFSError(what, err)
	}
	sharePath(dir)
	err := replaceWith(filepath.Join(dir, s.name), func(file io.Writer) error { return s.write(file, groups) })
	if err != nil {
		return s, wrapFSError(what, err)
	}
	all, err := snapshotNames(dir, side)
	if err != nil {
		return s, wrapFSError(what, err)
	}
	kept := keep.latest(side, all)
	for _, old := range all[min(snapshotsKept, len(all)-1) : len(all)-1] {
		if old == kept {
			continue
		}
		if err := os.Remove(filepath.Join(dir, old)); err != nil {
			return s, wrapFSError(what, err)
		}
	}
	return s, nil
}

// latest is the list that was the latest at LatestAt; empty for none.
func (k Keep) latest(side migrate.Side, all []string) string {
	if k.LatestAt.IsZero() {
		return ""
	}
	before := snapshotName(side, k.LatestAt)
	i := slices.IndexFunc(all, func(name string) bool { return name <= before })
	if i < 0 {
		return ""
	}
	return all[i]
}

func snapshotName(side migrate.Side, at time.Time) string {
	return string(side) + "-" + at.UTC().Format(snapshotForm) + ".ndjson"
}

func (s Snapshot) write(file io.Writer, groups []migrate.Group) error {
	out := bufio.NewWriterSize(file, 1<<16)
	put := func(v any) error {
		line, err := exactjson.Marshal(v)
		if err == nil {
			_, err = out.Write(append(line, '\n'))
		}
		return err
	}
	if err := put(s); err != nil {
		return err
	}
	for _, g := range groups {
		line := group{ID: g.ID, ExternalID: g.ExternalID, Type: g.Type}
		line.Name, line.NameBase64 = exactjson.Split(g.Name)
		line.DN, line.DNBase64 = exactjson.Split(g.DN)
		if err := put(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// Snapshots lists what is kept of a side, the latest first.
func (f *Folder) Snapshots(side migrate.Side) ([]Snapshot, error) {
	dir := f.path(snapshotFolder)
	all, err := snapshotNames(dir, side)
	if err != nil {
		return nil, unreadable("cannot read "+migrate.Quote(dir), err)
	}
	var list []Snapshot
	for _, name := range all {
		s, _, err := f.readSnapshot(name, false)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// snapshotNames lists the files of a side's snapshots, the latest first.
func snapshotNames(dir string, side migrate.Side) ([]string, error) {
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	files, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	var list []string
	for _, file := range slices.Backward(files) { // their names hold the time
		if strings.HasPrefix(file.Name(), string(side)+"-") && strings.HasSuffix(file.Name(), ".ndjson") {
			list = append(list, file.Name())
		}
	}
	return list, nil
}

// LoadSnapshot returns the groups of a snapshot that Snapshots listed: all of
// them, or an error.
func (f *Folder) LoadSnapshot(s Snapshot) ([]migrate.Group, error) {
	_, groups, err := f.readSnapshot(s.name, true)
	return groups, err
}

func (f *Folder) readSnapshot(name string, whole bool) (Snapshot, []migrate.Group, error) {
	path := filepath.Join(f.path(snapshotFolder), name)
	s, groups, err := parseSnapshot(path, whole)
	s.name = name
	if err != nil {
		return s, nil, unreadable("cannot read "+migrate.Quote(path), err)
	}
	return s, groups, nil
}

func parseSnapshot(path string, whole bool) (s Snapshot, groups []migrate.Group, err error) {
	file, err := openFile(path, os.O_RDONLY)
	if err != nil {
		return s, nil, err
	}
	defer file.Close()
	in := json.NewDecoder(bufio.NewReaderSize(file, 1<<16))
	if err := in.Decode(&s); err != nil {
		return s, nil, err
	}
	if s.Schema != snapshotSchema {
		return s, nil, fmt.Errorf("its format %q is not known", s.Schema)
	}
	if !whole {
		return s, nil, nil
	}
	for {
		var line group
		if err := in.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			return s, nil, err
		}
		g := migrate.Group{ID: line.ID, ExternalID: line.ExternalID, Type: line.Type, Source: line.Source}
		if g.Name, err = exactjson.Join(line.Name, line.NameBase64); err != nil {
			return s, nil, err
		}
		if g.DN, err = exactjson.Join(line.DN, line.DNBase64); err != nil {
			return s, nil, err
		}
		groups = append(groups, g)
	}
	if len(groups) != s.Groups {
		return s, nil, fmt.Errorf("it holds %d of %d groups", len(groups), s.Groups)
	}
	return s, groups, nil
}
