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

// State is everything that is stored about a migration, except the journal and the snapshots.
type State struct {
	// Connections are the connected sources of each side, without secrets. The SCIM side is what will be sent: the
	// groups that the provider sends, a file that stands for them, or a SCIM endpoint. The endpoint at Dashlane, where
	// groups arrive, is a side of its own unless it is the SCIM side.
	Connections map[migrate.Side]migrate.Connection
	// Decisions are the admin's decisions about pairs of groups, oldest first.
	Decisions []diff.Decision
	// Path is the chosen path; empty if none is chosen.
	Path playbook.Path
	// IdP is the chosen identity provider; empty if none is chosen.
	IdP playbook.IDP
	// Facts are the known facts about the setup, by doctor's names.
	Facts map[string]Fact
	// Evidence are all observations and confirmations, oldest first.
	Evidence []Evidence
	// Playbook is the progress of the steps, with overrides.
	Playbook playbook.State
	// Comparison is the last comparison; nil if there is none or if names or decisions changed after it.
	Comparison *Comparison
	// CompareAfter is when the names or the path last changed. Lists that were read before don't count.
	CompareAfter time.Time
	// First is the first comparison that counted; nil if there is none. Connecting other sides doesn't reset it.
	First *Comparison
	// Arrived is the last comparison with the endpoint at Dashlane; nil if there is none.
	Arrived *Comparison
	// Machines is where AD sync was last searched for; nil if it isn't known.
	Machines *Machines
	// Inconsistencies are what was found to be uncertain when the state was read. Not saved.
	Inconsistencies []string

	// MissingJournal says which part of the journal is missing; empty if none. It stays until an admin accepts it; see
	// Workspace.AcceptJournal.
	MissingJournal string

	journal int64 // sequence number of the journal's last entry when the state was saved; 0 if it isn't known
}

// Machines are Windows hosts and how to connect to them, without a password.
type Machines struct {
	Local  bool     `json:"local,omitempty"` // the computer that the program ran on
	Hosts  []string `json:"hosts,omitempty"` // hosts that are reached by WinRM
	User   string   `json:"user,omitempty"`
	Auth   string   `json:"auth,omitempty"`
	CAFile string   `json:"ca_file,omitempty"`
	HTTP   bool     `json:"http,omitempty"`
}

// With returns the hosts of both. All are reached with the settings of more.
func (m Machines) With(more Machines) Machines {
	hosts := slices.Clone(m.Hosts)
	for _, host := range more.Hosts {
		if !slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, host) }) {
			hosts = append(hosts, host)
		}
	}
	local := m.Local || more.Local
	if len(more.Hosts) == 0 { // this computer needs no account
		more = m
	}
	more.Local, more.Hosts = local, hosts
	return more
}

// Comparison is the summary of a comparison.
type Comparison struct {
	Time    time.Time `json:"time"`
	AD      string    `json:"ad"` // the sources, for people
	SCIM    string    `json:"scim"`
	Exact   int       `json:"exact"`
	Differs int       `json:"differs"`
	// Conflicts is the number of rows in conflict; see Choices for the number that people see.
	Conflicts int `json:"conflicts"`
	// ToChoose is the number of conflicts that an admin must resolve, as in diff's summary.conflicts. Comparisons of
	// older versions don't have it.
	ToChoose int `json:"conflicts_to_choose,omitempty"`
	ADOnly   int `json:"ad_only"`
	SCIMOnly int `json:"scim_only"`
	// Duplicates is the number of SCIM groups that are a variant of a name that is also there exactly.
	Duplicates int `json:"doubles,omitempty"`
	// SameSource says that both sides were the same source.
	SameSource bool `json:"same_source,omitempty"`
	// ByKind is the number of names that differ, by kind of difference.
	ByKind map[string]int `json:"by_kind,omitempty"`
	// SideWide are the differences that all names of one side share, with how to repair them there.
	SideWide []string `json:"side_wide,omitempty"`
	// Open are the first groups that aren't exact.
	Open []OpenGroup `json:"open,omitempty"`
	// About is what was compared; empty in comparisons of older versions.
	About evidence.About `json:"about,omitzero"`
	// ADGroups and SCIMGroups are the numbers of groups of each side.
	ADGroups   int `json:"ad_groups,omitempty"`
	SCIMGroups int `json:"scim_groups,omitempty"`
	// OneUser says that the SCIM side was the groups of one user, as in a SAML response.
	OneUser bool `json:"one_user,omitempty"`
	// Uncertain says what is uncertain about the SCIM side, such as what a provider doesn't report.
	Uncertain []string `json:"uncertain,omitempty"`
	// Decided names the pairs that an admin decided on.
	Decided []string `json:"decided,omitempty"`
	// ListsUnsent says, for a comparison with the endpoint, that it has a group that isn't sent, so that it lists
	// groups that AD sync created.
	ListsUnsent bool `json:"lists_old,omitempty"`
}

// Grade is how well something is known.
type Grade = evidence.Grade

// The grades.
const (
	GradeVerified  = evidence.Verified
	GradeConfirmed = evidence.Confirmed
	GradeUnknown   = evidence.Unknown
)

// Fact is one known fact about the setup.
type Fact struct {
	Value string    `json:"value"`
	Grade Grade     `json:"grade"`
	Time  time.Time `json:"time"`
	// Source is the probe that observed it or the person who confirmed it.
	Source string `json:"source,omitempty"`
}

// Evidence is one observation or confirmation, for the record.
type Evidence struct {
	Claim  string    `json:"claim"` // the id of the step or fact that it is about
	Says   string    `json:"says"`  // the observation in words
	Grade  Grade     `json:"grade"`
	Time   time.Time `json:"time"`
	Source string    `json:"source,omitempty"` // the probe that observed it or the person who confirmed it
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

// State returns a copy of the state.
func (w *Workspace) State() State {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.clone()
}

// Update changes the state and saves it. If change or saving fails, the state stays as it was, on disk and in
// memory.
func (w *Workspace) Update(change func(*State) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.CheckWritable(); err != nil {
		return err
	}
	if err := w.recordInconsistencies(); err != nil {
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
