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

// State is what was told and stands: what a round is compared with.
type State struct {
	// AD and SCIM name the sources of the groups.
	AD, SCIM string
	Groups   map[string]Told   // those that are not exact, by their keys
	Signs    map[string][]Sign // by part
	Away     map[string]Away   // by part
	Looks    map[string]string // by part: the last look at a machine; see Part.Look
}

// Told is how a group stands that is not exact.
type Told struct {
	Status   diff.Status
	Kinds    names.Kinds
	AD, SCIM *Group
}

// Group is a group as a watch knows it. Its name may hold any byte. Source is which of
// several sources it is from, empty where the side has one.
type Group struct{ ID, Name, Source string }

// Away is what is wrong with a part.
type Away struct {
	Wrong string `json:"wrong"` // Unreachable, Partial or Stale
	Why   string `json:"why"`
}

// same reports whether the two say the same; ports and process numbers, which
// are others in each round, are no news.
func (a Away) same(b Away) bool {
	words := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return -1
			}
			return r
		}, s)
	}
	return a.Wrong == b.Wrong && words(a.Why) == words(b.Why)
}

// New returns a state in which nothing was reported of these sources.
func New(ad, scim string) State {
	return State{
		AD: ad, SCIM: scim, Groups: map[string]Told{}, Signs: map[string][]Sign{}, Away: map[string]Away{},
		Looks: map[string]string{},
	}
}

// For returns the state for these sources: what was told of the groups of others
// says nothing of them.
func (s State) For(ad, scim string) State {
	next := s.clone()
	if s.AD != ad || s.SCIM != scim {
		next.AD, next.SCIM, next.Groups = ad, scim, map[string]Told{}
	}
	return next
}

func (s State) clone() State {
	next := New(s.AD, s.SCIM)
	maps.Copy(next.Groups, s.Groups)
	maps.Copy(next.Signs, s.Signs)
	maps.Copy(next.Away, s.Away)
	maps.Copy(next.Looks, s.Looks)
	return next
}

// wrong reports whether anything that a round looks at is not as it should be.
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

// key tells a group from others from one round to the next: the AD group's id
// or name, or the provisioned one's.
func (g Told) key() string {
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

func (g Told) same(o Told) bool {
	name := func(of *Group) string {
		if of == nil {
			return ""
		}
		return of.Name
	}
	return g.Status == o.Status && g.Kinds == o.Kinds && name(g.AD) == name(o.AD) && name(g.SCIM) == name(o.SCIM)
}

// format is the version of the file that this program writes. Format 1 knew no source
// of a group, as each side had one.
const format = 2

type stateFile struct {
	Version int                   `json:"version"`
	AD      string                `json:"ad"`
	SCIM    string                `json:"scim"`
	Groups  []toldFile            `json:"groups"`
	Signs   map[string][]signFile `json:"signs"`
	Away    map[string]Away       `json:"away"`
	Looks   map[string]string     `json:"looks,omitempty"`
}

type toldFile struct {
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
		Version: format, AD: s.AD, SCIM: s.SCIM, Groups: []toldFile{}, Signs: map[string][]signFile{},
		Away: s.Away, Looks: s.Looks,
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
		f.Groups = append(f.Groups, toldFile{g.Status.String(), g.Kinds.Strings(), group(g.AD), group(g.SCIM)})
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

// Decode reads what Encode wrote; nothing is a state in which nothing was told.
// Anything else is BadInput.
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
		g, err := t.told()
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
	maps.Copy(s.Away, f.Away)
	maps.Copy(s.Looks, f.Looks)
	return s, nil
}

func (t toldFile) told() (g Told, err error) {
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
