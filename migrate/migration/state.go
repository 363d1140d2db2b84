package migration

import (
	"maps"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/playbook"
)

// State is everything that is remembered but the journal and the snapshots.
type State struct {
	// Connections says where each side's groups come from; without secrets. The SCIM
	// side is what will be sent: the groups that the provider sends, a file that stands
	// for them, or a SCIM endpoint. The endpoint at Dashlane, where what was sent arrives,
	// stands beside it unless it is the SCIM side itself.
	Connections map[migrate.Side]migrate.Connection
	// Decisions is what a person said of two groups, oldest first.
	Decisions []diff.Decision
	// Path is the chosen path; empty: not chosen.
	Path playbook.Path
	// IdP is the chosen identity provider; empty: not chosen.
	IdP playbook.IDP
	// Facts are what is known of the set-up, by the doctor's names.
	Facts map[string]Fact
	// Evidence is what was seen or said, oldest first.
	Evidence []Evidence
	// Playbook is how far the steps are, and what was overridden.
	Playbook playbook.State
	// Comparison is what the last comparison of the names found; nil: none yet, or
	// names or decisions changed since.
	Comparison *Comparison
	// CompareAfter is when the names or the way last changed: a comparison of
	// lists that were read before says nothing any more.
	CompareAfter time.Time
	// First is what the first comparison found that counted; nil: none yet. It outlives
	// connecting other sides.
	First *Comparison
	// Arrived is what the last comparison of the endpoint at Dashlane found; nil: none.
	Arrived *Comparison
	// Machines is where AD sync was last looked for; nil: not known.
	Machines *Machines
	// Doubts says what was found to be uncertain when it was read; it is not saved.
	Doubts []string

	// Lost says what is missing of the journal; empty: it is whole as far as is
	// known. It stays until an admin accepts it; see Workspace.AcceptJournal.
	Lost string

	journal int64 // the last line of the journal when it was saved; 0: not known
}

// Machines are Windows machines and how they are reached; without a password.
type Machines struct {
	Local  bool     `json:"local,omitempty"` // the machine that the program ran on
	Hosts  []string `json:"hosts,omitempty"` // by WinRM
	User   string   `json:"user,omitempty"`
	Auth   string   `json:"auth,omitempty"`
	CAFile string   `json:"ca_file,omitempty"`
	HTTP   bool     `json:"http,omitempty"`
}

// With are these hosts with further ones, which are all reached as the further ones are.
func (m Machines) With(more Machines) Machines {
	hosts := slices.Clone(m.Hosts)
	for _, host := range more.Hosts {
		if !slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, host) }) {
			hosts = append(hosts, host)
		}
	}
	local := m.Local || more.Local
	if len(more.Hosts) == 0 { // only this machine, which needs no account
		more = m
	}
	more.Local, more.Hosts = local, hosts
	return more
}

// Comparison is the outcome of a comparison in numbers.
type Comparison struct {
	Time    time.Time `json:"time"`
	AD      string    `json:"ad"` // the sources, for people
	SCIM    string    `json:"scim"`
	Exact   int       `json:"exact"`
	Differs int       `json:"differs"`
	// Conflicts counts the rows in conflict; see Choices for what people count.
	Conflicts int `json:"conflicts"`
	// ToChoose counts what an admin has to choose, as diff's summary.conflicts. A
	// comparison of an older program has none.
	ToChoose int `json:"conflicts_to_choose,omitempty"`
	ADOnly   int `json:"ad_only"`
	SCIMOnly int `json:"scim_only"`
	// Doubles are provisioned beside the exact one, under a variant of its name.
	Doubles int `json:"doubles,omitempty"`
	// Same says that both sides were one source.
	Same bool `json:"same_source,omitempty"`
	// ByKind counts the names that differ in a kind.
	ByKind map[string]int `json:"by_kind,omitempty"`
	// SideWide says what all names of one side have, and how to repair it there.
	SideWide []string `json:"side_wide,omitempty"`
	// Open are the first of the groups that are not exact.
	Open []OpenGroup `json:"open,omitempty"`
	// About is what was compared; none in a comparison of an older program.
	About evidence.About `json:"about,omitzero"`
	// ADGroups and SCIMGroups count the groups of each side.
	ADGroups   int `json:"ad_groups,omitempty"`
	SCIMGroups int `json:"scim_groups,omitempty"`
	// OneUser says that the SCIM side was what one user is in, as a SAML response has it.
	OneUser bool `json:"one_user,omitempty"`
	// Uncertain says what leaves the SCIM side uncertain, such as what a provider doesn't report.
	Uncertain []string `json:"uncertain,omitempty"`
	// Decided says which pairs a person decided.
	Decided []string `json:"decided,omitempty"`
	// ListsOld is of the endpoint: a group that is not sent stands there, so it lists
	// what AD sync made.
	ListsOld bool `json:"lists_old,omitempty"`
}

// Grade says how well something is known.
type Grade = evidence.Grade

// The grades.
const (
	GradeVerified = evidence.Verified
	GradeAttested = evidence.Confirmed
	GradeOpen     = evidence.Open
)

// Fact is one thing that is known.
type Fact struct {
	Value string    `json:"value"`
	Grade Grade     `json:"grade"`
	Time  time.Time `json:"time"`
	// Source is the probe that saw it, or the person who said it.
	Source string `json:"source,omitempty"`
}

// Evidence is one thing that was seen or said, for the record.
type Evidence struct {
	Claim  string    `json:"claim"` // what it is about: a step's or fact's id
	Says   string    `json:"says"`  // in words
	Grade  Grade     `json:"grade"`
	Time   time.Time `json:"time"`
	Source string    `json:"source,omitempty"` // the probe that saw it, or the person who said it
}

func newState() State {
	return State{Connections: map[migrate.Side]migrate.Connection{}, Facts: map[string]Fact{}}
}

func (s State) clone() State {
	s.Connections, s.Facts, s.Playbook.Steps = maps.Clone(s.Connections), maps.Clone(s.Facts), maps.Clone(s.Playbook.Steps)
	s.Decisions, s.Evidence = slices.Clone(s.Decisions), slices.Clone(s.Evidence)
	s.Playbook.Forced = slices.Clone(s.Playbook.Forced)
	if s.Machines != nil {
		m := *s.Machines
		m.Hosts, s.Machines = slices.Clone(m.Hosts), &m
	}
	return s
}

// State returns a copy of what is remembered.
func (w *Workspace) State() State {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.clone()
}

// Update changes what is remembered and saves it. If it cannot be saved, or
// change fails, everything is as before, on disk and in memory.
func (w *Workspace) Update(change func(*State) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.CheckWritable(); err != nil {
		return err
	}
	if err := w.tell(); err != nil {
		return err
	}
	next := w.state.clone()
	if err := change(&next); err != nil {
		return err
	}
	for side, c := range next.Connections {
		next.Connections[side] = c.WithoutSecret()
	}
	next.journal = w.Journal().Last()
	data, err := encodeState(next)
	if err != nil {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "can't save " + migrate.Quote(w.StatePath()),
			Why:  err.Error(),
			Next: "check the folder", Remedies: otherFolder, Err: err,
		}
	}
	if err := w.SaveState(data, w.old); err != nil {
		return err
	}
	w.old, w.state = nil, next
	return nil
}
