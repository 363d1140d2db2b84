package watch

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
)

// State is what was last reported; a round is compared with it.
type State struct {
	// AD and SCIM name the sources of the groups.
	AD, SCIM string
	Groups   map[string]ReportedGroup // those that are not exact, by their keys
	Signs    map[string][]Sign        // by part
	Faults   map[string]PartFault     // by part
	Scans    map[string]string        // by part: the last scan of a host; see Part.ScanID
}

// ReportedGroup is a group that was reported because it is not exact.
type ReportedGroup struct {
	Status   diff.Status
	Kinds    names.Kinds
	AD, SCIM *Group
}

// Group is what a watch stores about a group. Its name may contain any byte. Source says
// which of several sources the group is from; it is empty if the side has only one.
type Group struct{ ID, Name, Source string }

// PartFault is what is wrong with a part.
type PartFault struct {
	Wrong string `json:"wrong"` // Unreachable, Partial or Stale
	Why   string `json:"why"`
}

// same reports whether both faults are the same. Digits don't count: ports and process
// ids change in every round.
func (f PartFault) same(o PartFault) bool {
	words := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return -1
			}
			return r
		}, s)
	}
	return f.Wrong == o.Wrong && words(f.Why) == words(o.Why)
}

// New returns a state in which nothing was reported of these sources.
func New(ad, scim string) State {
	return State{
		AD: ad, SCIM: scim, Groups: map[string]ReportedGroup{}, Signs: map[string][]Sign{}, Faults: map[string]PartFault{},
		Scans: map[string]string{},
	}
}

// For returns the state for these sources. Groups that were reported for other sources
// are removed.
func (s State) For(ad, scim string) State {
	next := s.clone()
	if s.AD != ad || s.SCIM != scim {
		next.AD, next.SCIM, next.Groups = ad, scim, map[string]ReportedGroup{}
	}
	return next
}

func (s State) clone() State {
	next := New(s.AD, s.SCIM)
	maps.Copy(next.Groups, s.Groups)
	maps.Copy(next.Signs, s.Signs)
	maps.Copy(next.Faults, s.Faults)
	maps.Copy(next.Scans, s.Scans)
	return next
}

// wrong reports whether anything that the round checked is not as it should be.
func (s State) wrong(r Round) bool {
	if len(s.Groups) > 0 {
		return true
	}
	for _, p := range r.Parts {
		if p.Wrong != "" || slices.ContainsFunc(s.Signs[p.Name], func(sign Sign) bool { return sign.Lasting }) {
			return true
		}
	}
	return false
}

// key identifies a group from one round to the next: by the id or else the name of the
// AD group, or of the provisioned group if there is no AD group.
func (g ReportedGroup) key() string {
	side, of := migrate.SCIM, g.SCIM
	if g.AD != nil {
		side, of = migrate.AD, g.AD
	}
	if of.ID != "" {
		return string(side) + " id " + of.ID
	}
	if of.Source != "" {
		return string(side) + " source " + of.Source + " name " + of.Name
	}
	return string(side) + " name " + of.Name
}

func (g ReportedGroup) same(o ReportedGroup) bool {
	name := func(of *Group) string {
		if of == nil {
			return ""
		}
		return of.Name
	}
	return g.Status == o.Status && g.Kinds == o.Kinds && name(g.AD) == name(o.AD) && name(g.SCIM) == name(o.SCIM)
}

// format is the version of the file that this program writes. In format 1, groups have
// no source, because each side had only one.
const format = 2

type stateFile struct {
	Version int                   `json:"version"`
	AD      string                `json:"ad"`
	SCIM    string                `json:"scim"`
	Groups  []reportedGroupFile   `json:"groups"`
	Signs   map[string][]signFile `json:"signs"`
	Faults  map[string]PartFault  `json:"away"`
	Scans   map[string]string     `json:"looks,omitempty"`
}

type reportedGroupFile struct {
	Status string     `json:"status"`
	Kinds  []string   `json:"kinds,omitempty"`
	AD     *groupFile `json:"ad,omitempty"`
	SCIM   *groupFile `json:"scim,omitempty"`
}

type groupFile struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name"`
	Bytes  []byte `json:"name_base64,omitempty"`
	Source string `json:"source,omitempty"`
}

type signFile struct {
	At      time.Time `json:"at,omitzero"`
	What    string    `json:"what"`
	Group   string    `json:"group,omitempty"`
	Bytes   []byte    `json:"group_base64,omitempty"`
	Lasting bool      `json:"lasting,omitempty"`
}

// Encode returns the state for a file.
func (s State) Encode() ([]byte, error) {
	f := stateFile{
		Version: format, AD: s.AD, SCIM: s.SCIM, Groups: []reportedGroupFile{}, Signs: map[string][]signFile{},
		Faults: s.Faults, Scans: s.Scans,
	}
	group := func(g *Group) *groupFile {
		if g == nil {
			return nil
		}
		out := groupFile{ID: g.ID, Source: g.Source}
		out.Name, out.Bytes = exactjson.Split(g.Name)
		return &out
	}
	for _, k := range slices.Sorted(maps.Keys(s.Groups)) {
		g := s.Groups[k]
		f.Groups = append(f.Groups, reportedGroupFile{g.Status.String(), g.Kinds.Strings(), group(g.AD), group(g.SCIM)})
	}
	for part, signs := range s.Signs {
		for _, sign := range signs {
			out := signFile{At: sign.At, What: sign.What, Lasting: sign.Lasting}
			out.Group, out.Bytes = exactjson.Split(sign.Group)
			f.Signs[part] = append(f.Signs[part], out)
		}
	}
	return exactjson.MarshalIndent(f)
}

// Decode reads what Encode wrote. For nil data, it returns a state in which nothing was
// reported. Anything else is BadInput.
func Decode(data []byte) (State, error) {
	s := New("", "")
	if data == nil {
		return s, nil
	}
	var f stateFile
	if err := json.Unmarshal(data, &f); err != nil {
		return s, unreadable("its content is not valid", err)
	}
	if f.Version < 1 || f.Version > format {
		return s, unreadable(fmt.Sprintf("another version of ad2scim wrote it (format %d; this version reads format %d)",
			f.Version, format),
			nil)
	}
	s.AD, s.SCIM = f.AD, f.SCIM
	for _, t := range f.Groups {
		g, err := t.decode()
		if err != nil {
			return s, unreadable("its content is not valid", err)
		}
		s.Groups[g.key()] = g
	}
	for part, signs := range f.Signs {
		for _, sign := range signs {
			group, err := exactjson.Join(sign.Group, sign.Bytes)
			if err != nil {
				return s, unreadable("its content is not valid", err)
			}
			s.Signs[part] = append(s.Signs[part], Sign{sign.At.UTC(), sign.What, group, sign.Lasting})
		}
	}
	maps.Copy(s.Faults, f.Faults)
	maps.Copy(s.Scans, f.Scans)
	return s, nil
}

func (t reportedGroupFile) decode() (g ReportedGroup, err error) {
	if g.Status, err = diff.ParseStatus(t.Status); err != nil {
		return g, err
	}
	for _, word := range t.Kinds {
		kind, err := names.ParseKind(word)
		if err != nil {
			return g, err
		}
		g.Kinds = g.Kinds.With(kind)
	}
	if g.AD, err = t.AD.group(); err != nil {
		return g, err
	}
	if g.SCIM, err = t.SCIM.group(); err == nil && g.AD == nil && g.SCIM == nil {
		err = fmt.Errorf("a group has no side")
	}
	return g, err
}

func (f *groupFile) group() (*Group, error) {
	if f == nil {
		return nil, nil
	}
	name, err := exactjson.Join(f.Name, f.Bytes)
	return &Group{f.ID, name, f.Source}, err
}

func unreadable(why string, err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot read the state of the earlier watch", Why: why,
		Next: "remove watch.json from the workspace: everything that is still wrong is then reported again", Err: err,
	}
}
