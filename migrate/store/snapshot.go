package store

import (
	"bufio"
	"context"
	"encoding/base64"
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
	// maxSnapshots is how many lists of one source are kept, the latest ones, in addition to those that are kept
	// forever.
	maxSnapshots = 10
	// snapshotTimeLayout is the layout of the time in the file names.
	snapshotTimeLayout = "20060102T150405.000000000Z"
)

// Snapshot describes a stored list of groups. LoadSnapshot reads the groups.
type Snapshot struct {
	Schema string       `json:"schema"`
	Side   migrate.Side `json:"side"`
	Source string       `json:"source"`
	Time   time.Time    `json:"time"`
	Groups int          `json:"groups"`
	Notes  []string     `json:"notes,omitempty"`
	// About identifies the source of the list; empty in lists of older versions.
	About string `json:"about,omitempty"`

	name string
}

// group is a line of a snapshot after the header.
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

// Retention says which lists are kept in addition to the latest ones.
type Retention struct {
	LatestAt time.Time // keep the list that was the latest at this time; zero for none
	// Sources are the sources (Snapshot.About) of which the first and the latest lists are kept separately. All other
	// sources are counted as one.
	Sources []string
}

// SaveSnapshot stores a list that was just read, and removes older ones of that side according to retention. A list
// that isn't completely written when ctx ends is removed. Only Side, Source, About and Notes of s are used.
func (f *Folder) SaveSnapshot(ctx context.Context, s Snapshot, groups []migrate.Group, keep Retention) (Snapshot,
	error,
) {
	s.Schema, s.Time, s.Groups = snapshotSchema, time.Now().UTC(), len(groups)
	s.name = snapshotName(s.Side, s.Time)
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
	err := replaceWith(filepath.Join(dir, s.name), func(file io.Writer) error { return s.write(ctx, file, groups) })
	if err != nil && ctx.Err() != nil {
		return s, ctx.Err()
	}
	if err != nil {
		return s, wrapFSError(what, err)
	}
	for _, old := range f.outdated(s.Side, keep) {
		if err := os.Remove(filepath.Join(dir, old)); err != nil {
			return s, wrapFSError(what, err)
		}
	}
	return s, nil
}

// outdated returns the files of a side that aren't kept any longer. Files that can't be read are never removed.
func (f *Folder) outdated(side migrate.Side, keep Retention) (old []string) {
	all, err := snapshotNames(f.path(snapshotFolder), side)
	if err != nil || len(all) <= maxSnapshots {
		return nil
	}
	noted := keep.latest(side, all)
	of := map[string][]string{}
	for _, name := range all {
		s, _, err := f.readSnapshot(name, false)
		switch {
		case err != nil:
		case s.About == "" || slices.Contains(keep.Sources, s.About):
			of[s.About] = append(of[s.About], name)
		default:
			of[otherSources] = append(of[otherSources], name)
		}
	}
	for _, list := range of { // each the latest first
		for _, name := range list[min(maxSnapshots, len(list)-1) : len(list)-1] {
			if name != noted {
				old = append(old, name)
			}
		}
	}
	return old
}

// otherSources stands for every source that isn't in Retention.Sources.
const otherSources = "others"

// latest returns the name of the list that was the latest at LatestAt, or "".
func (k Retention) latest(side migrate.Side, all []string) string {
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
	return string(side) + "-" + at.UTC().Format(snapshotTimeLayout) + ".ndjson"
}

// groupsPerCheck is how many groups are written between checks of ctx.
const groupsPerCheck = 1000

func (s Snapshot) write(ctx context.Context, file io.Writer, groups []migrate.Group) error {
	b, err := exactjson.Marshal(s)
	if err != nil {
		return err
	}
	b = append(b, '\n')
	for part := range slices.Chunk(groups, groupsPerCheck) {
		for i := range part {
			b = append(appendGroup(b, &part[i]), '\n')
		}
		if _, err := file.Write(b); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b = b[:0]
	}
	_, err = file.Write(b)
	return err
}

// appendGroup appends the line of a group.
func appendGroup(b []byte, g *migrate.Group) []byte {
	b = append(b, '{')
	if g.ID != "" {
		b = append(b, `"id":`...)
		b = append(exactjson.AppendString(b, g.ID), ',')
	}
	b = appendExact(b, "name", g.Name)
	if g.DN != "" {
		b = append(b, ',')
		b = appendExact(b, "dn", g.DN)
	}
	if id := g.ExternalID(); id != "" {
		b = append(b, `,"external_id":`...)
		b = exactjson.AppendString(b, id)
	}
	if kind := g.Type(); kind != "" {
		b = append(b, `,"type":`...)
		b = exactjson.AppendString(b, string(kind))
	}
	return append(b, '}')
}

// appendExact appends a field, and a second field with the bytes if the text isn't UTF-8.
func appendExact(b []byte, field, value string) []byte {
	text, raw := exactjson.Split(value)
	b = append(b, '"')
	b = append(b, field...)
	b = append(b, `":`...)
	b = exactjson.AppendString(b, text)
	if raw != nil {
		b = append(b, `,"`...)
		b = append(b, field...)
		b = append(b, `_base64":"`...)
		b = append(base64.StdEncoding.AppendEncode(b, raw), '"')
	}
	return b
}

// Snapshots returns the stored lists of a side, the latest first.
func (f *Folder) Snapshots(side migrate.Side) ([]Snapshot, error) {
	dir := f.path(snapshotFolder)
	all, err := snapshotNames(dir, side)
	if err != nil {
		return nil, wrapReadError("cannot read "+migrate.Quote(dir), err)
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

// snapshotNames returns the file names of a side's snapshots, the latest first.
func snapshotNames(dir string, side migrate.Side) ([]string, error) {
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	files, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	var list []string
	for _, file := range slices.Backward(files) { // file names start with the time
		if strings.HasPrefix(file.Name(), string(side)+"-") && strings.HasSuffix(file.Name(), ".ndjson") {
			list = append(list, file.Name())
		}
	}
	return list, nil
}

// LoadSnapshot returns all groups of a snapshot from Snapshots, or an error.
func (f *Folder) LoadSnapshot(s Snapshot) ([]migrate.Group, error) {
	_, groups, err := f.readSnapshot(s.name, true)
	return groups, err
}

func (f *Folder) readSnapshot(name string, whole bool) (Snapshot, []migrate.Group, error) {
	path := filepath.Join(f.path(snapshotFolder), name)
	s, groups, err := parseSnapshot(path, whole)
	s.name = name
	if err != nil {
		return s, nil, wrapReadError("cannot read "+migrate.Quote(path), err)
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
		g := migrate.Group{ID: line.ID, Source: line.Source}
		g.SetDetails(migrate.GroupDetails{ExternalID: line.ExternalID, Type: line.Type})
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
