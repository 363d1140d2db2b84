package migration

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/playbook"
)

// format is the version of migration.json that this program writes.
const format = 4

// file is the content of migration.json.
type file struct {
	Version     int                                 `json:"version"`
	Connections map[migrate.Side]migrate.Connection `json:"connections"`
	MoreAD      []migrate.Connection                `json:"more_ad,omitempty"` // only read: Connections replaces it
	Decisions   []decision                          `json:"decisions"`
	Path        playbook.Path                       `json:"path"`
	IdP         playbook.IDP                        `json:"idp"`
	Facts       map[string]Fact                     `json:"facts"`
	Evidence    []Evidence                          `json:"evidence"`
	Playbook    playbook.State                      `json:"playbook"`
	Comparison  *Comparison                         `json:"comparison,omitempty"`
	After       time.Time                           `json:"compare_after,omitzero"`
	First       *Comparison                         `json:"first_comparison,omitempty"`
	Arrived     *Comparison                         `json:"arrived,omitempty"`
	Machines    *Machines                           `json:"machines,omitempty"`
	Journal     int64                               `json:"journal,omitempty"` // sequence number of its last entry
	Lost        string                              `json:"journal_lost,omitempty"`
}

// decision is a diff.Decision whose names may hold any byte.
type decision struct {
	diff.Decision
	ADNameBase64   []byte `json:"ad_name_base64,omitempty"`
	SCIMNameBase64 []byte `json:"scim_name_base64,omitempty"`
}

func encodeState(s State) ([]byte, error) {
	f := file{
		Version: format, Connections: s.Connections, Arrived: s.Arrived, Path: s.Path, IdP: s.IdP,
		Facts: s.Facts, Evidence: s.Evidence, Playbook: s.Playbook, Comparison: s.Comparison, After: s.CompareAfter,
		First: s.First, Machines: s.Machines, Journal: s.journal, Lost: s.MissingJournal,
	}
	for _, d := range s.Decisions {
		w := decision{Decision: d}
		w.ADName, w.ADNameBase64 = exactjson.Split(d.ADName)
		w.SCIMName, w.SCIMNameBase64 = exactjson.Split(d.SCIMName)
		f.Decisions = append(f.Decisions, w)
	}
	return exactjson.MarshalIndent(f)
}

var otherFolder = migrate.Remedies{{Kind: migrate.RemedyOtherFolder}}

// parseState parses migration.json of this or an older version.
func parseState(data []byte, path string) (s State, upgraded bool, err error) {
	damaged := func(err error) error {
		p := &migrate.Problem{
			Class: migrate.BadInput, What: "can't read " + migrate.Quote(path),
			Why:  "ad2scim didn't write it (" + exactjson.Explain(err) + ")",
			Next: "restore it from a copy", Remedies: otherFolder, Err: err,
		}
		if strings.Contains(err.Error(), "unknown field") { // encoding/json has no error type for it
			p.Why = "this version of ad2scim didn't write it; a newer version may have (" + exactjson.Explain(err) + ")"
			p.Next = "use the newer version if you have one; otherwise " + p.Next
		}
		return p
	}
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return s, false, damaged(err)
	}
	if head.Version > format {
		return s, false, &migrate.Problem{
			Class: migrate.BadInput, What: "can't read " + migrate.Quote(path),
			Why: fmt.Sprintf("a newer version of ad2scim wrote it (format %d; this version reads up to %d)", head.Version,
				format),
			Next: "use the newer version", Remedies: otherFolder,
		}
	}
	if head.Version < format {
		if data, err = upgrade(data, head.Version); err != nil {
			return s, false, damaged(err)
		}
	}
	var f file
	if err := exactjson.Unmarshal(data, &f); err != nil {
		return s, false, damaged(err)
	}
	s = State{
		Connections: orEmpty(f.Connections), Arrived: f.Arrived, Path: f.Path, IdP: f.IdP,
		Facts: orEmpty(f.Facts), Evidence: f.Evidence, Playbook: f.Playbook, Comparison: f.Comparison, CompareAfter: f.After,
		First: f.First, Machines: f.Machines, journal: f.Journal, MissingJournal: f.Lost,
	}
	if len(f.MoreAD) > 0 {
		first := s.Connections[migrate.AD]
		first.More = append(first.More, f.MoreAD...)
		s.Connections[migrate.AD] = first
	}
	if err := f.check(); err != nil {
		return s, false, damaged(err)
	}
	for _, w := range f.Decisions {
		d := w.Decision
		if d.ADName, err = exactjson.Join(d.ADName, w.ADNameBase64); err != nil {
			return s, false, damaged(err)
		}
		if d.SCIMName, err = exactjson.Join(d.SCIMName, w.SCIMNameBase64); err != nil {
			return s, false, damaged(err)
		}
		s.Decisions = append(s.Decisions, d)
	}
	return s, head.Version < format, nil
}

// check rejects unknown values. A fact with an unknown value would otherwise count as missing, and unlock what it
// should lock.
func (f file) check() error {
	grades := []Grade{GradeVerified, GradeConfirmed, GradeUnknown}
	for name, fact := range f.Facts {
		if err := (doctor.Facts{}).Set(name, fact.Value); err != nil {
			return err
		}
		if fact.Grade != "" && !slices.Contains(grades, fact.Grade) { // an empty grade counts as unknown
			return fmt.Errorf("the fact %s has the value %s", name, migrate.Quote(string(fact.Grade)))
		}
	}
	for id, r := range f.Playbook.Steps {
		if !r.Status.Kept() {
			return fmt.Errorf("the step %s has the status %s", migrate.Quote(string(id)), migrate.Quote(string(r.Status)))
		}
	}
	return nil
}

func orEmpty[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}
