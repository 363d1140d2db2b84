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

// Examination says what the doctor is called with.
type Examination struct {
	// Facts are what a person says.
	Facts doctor.Facts
	// Check finds out what can be found out; the fields below name what to check
	// beside it, and checking one of them needs no Check.
	Check             bool
	EncryptionService string // its address; empty for that of the SCIM endpoint
	AuditLog          string
	Since             time.Time // when AD sync was stopped; zero for what the workspace knows
	SCIM              Input
	Hosts             HostInput
	// Save keeps what was said and seen in the workspace. Force is the reason to keep
	// what is said over what was seen.
	Save  bool
	Force string
}

func (e Examination) checks() bool {
	return e.Check || e.EncryptionService != "" || e.AuditLog != "" || e.SCIM.Connection.Location != "" || e.Hosts.Named()
}

// Examine says why provisioning is unavailable, by what is said, by what is seen,
// and by what the workspace knows. Notes say where each fact is from.
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

// keepFacts keeps what was said and seen. Of the script every host counts that is
// known, not this scan alone.
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
	*g = g.Anew(doctor.ADSyncScript, knownFacts(state))
	if all := g.Facts()[doctor.ADSyncScript]; all != valueOf(seen.origins, doctor.ADSyncScript) {
		notes = append(notes, fmt.Sprintf("ad_sync_script is %s according to all known hosts; this value is used",
			cmp.Or(all, doctor.Unknown)))
	}
	return notes, nil
}

// gatheredNotes say where each fact is from that was not given, and what stands
// against it.
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
	for _, l := range g.Left {
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
