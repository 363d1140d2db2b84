package operation

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// Examination is the input of Examine.
type Examination struct {
	// Facts are what a person states.
	Facts doctor.Facts
	// Check checks everything that can be checked. The fields below name more to check; each
	// of them is checked even without Check.
	Check             bool
	EncryptionService string // its address; empty to use that of the SCIM endpoint
	AuditLog          string
	Since             time.Time // when AD sync was stopped; zero for what the workspace knows
	SCIM              Input
	Hosts             HostInput
	// Save saves what was stated and checked in the workspace. Force is the reason to save a
	// statement that contradicts a check.
	Save  bool
	Force string
}

func (e Examination) checks() bool {
	return e.Check || e.EncryptionService != "" || e.AuditLog != "" || e.SCIM.Connection.Location != "" || e.Hosts.Named()
}

// Examine returns why provisioning is unavailable, by what was stated and checked and by what
// the workspace knows. The notes say where each fact comes from.
func (s *Service) Examine(ctx context.Context, e Examination, ask Prompter, show Progress) (report doctor.Report,
	notes []string, err error,
) {
	var said []doctor.Origin
	for _, fact := range slices.Sorted(maps.Keys(e.Facts)) {
		said = append(said, confirmedNow(fact, e.Facts[fact]))
	}
	state, err := s.State()
	if err != nil {
		return report, nil, err
	}
	known := knownFacts(state)
	var seen findings
	if e.checks() {
		path := playbook.Path(cmp.Or(e.Facts[doctor.Path], valueOf(known, doctor.Path)))
		if seen, err = s.find(ctx, e, path, state, ask, show); err != nil {
			return report, nil, err
		}
	}
	g := doctor.Gather(said, seen.origins, known)
	notes = append(seen.notes, gatheredNotes(g)...)
	if e.Save {
		more, err := s.keepFacts(&g, e, seen, show)
		if err != nil {
			return report, nil, err
		}
		notes = append(notes, more...)
	}
	report = doctor.Examine(g.Facts())
	report.Origins, report.Contradictions = g.Origins(), g.Contradictions
	return report, notes, nil
}

// keepFacts saves what was stated and checked. For the script, every known host counts, not
// only this scan.
func (s *Service) keepFacts(g *doctor.Gathered, e Examination, seen findings, show Progress) (notes []string,
	err error,
) {
	if err := s.saveFacts(e.Force, g.Now, seen.scans, show); err != nil || len(seen.scans) == 0 {
		return nil, err
	}
	state, err := s.State()
	if err != nil {
		return nil, err
	}
	*g = g.Reload(doctor.ADSyncScript, knownFacts(state))
	if all := g.Facts()[doctor.ADSyncScript]; all != valueOf(seen.origins, doctor.ADSyncScript) {
		notes = append(notes, fmt.Sprintf("ad_sync_script is %s according to all known hosts; this value is used",
			cmp.Or(all, doctor.Unknown)))
	}
	return notes, nil
}

// gatheredNotes returns where each fact that wasn't given comes from, and what contradicts
// it.
func gatheredNotes(g doctor.Gathered) []string {
	var notes []string
	for _, o := range g.Now {
		if o.Grade == string(migration.GradeVerified) {
			notes = append(notes, fmt.Sprintf("%s=%s was checked just now: %s", o.Fact, o.Value, o.Source))
		}
	}
	for _, c := range g.Contradictions {
		notes = append(notes, fmt.Sprintf("%s=%s (%s) contradicts %s (%s); the first is used, not %s", c.Counts.Fact,
			c.Counts.Value, howKnown(c.Counts),
			c.Against.Value, howKnown(c.Against), c.Against.Value))
	}
	for _, l := range g.Discarded {
		notes = append(notes, fmt.Sprintf("%s=%s from the workspace isn't used: %s", l.Fact, l.Value, l.Why))
	}
	for _, o := range g.Known {
		notes = append(notes, fmt.Sprintf("%s=%s is from the workspace: %s, %s", o.Fact, o.Value,
			migration.Grade(o.Grade).Words(), o.Source))
	}
	return notes
}

// howKnown says how a fact is known, from whom and since when.
func howKnown(o doctor.Origin) string {
	text := migration.Grade(o.Grade).Words() + ", " + o.Source
	if !o.Time.IsZero() {
		text += ", " + moment(o.Time)
	}
	return text
}

func valueOf(list []doctor.Origin, k doctor.Fact) string {
	i := slices.IndexFunc(list, func(o doctor.Origin) bool { return o.Fact == k })
	if i < 0 {
		return ""
	}
	return list[i].Value
}
