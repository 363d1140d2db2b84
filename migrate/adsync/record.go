package adsync

import (
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// RecordAssessment records what a scan found in the workspace's state: the doctor's fact
// ad_sync_script, the evidence, and the playbook's steps. Every known host counts, with its
// newest scan; m includes this scan (see NoteScan). The evidence has the time of the scan,
// which for a result file isn't now.
func RecordAssessment(s *migration.State, f Assessment, m Memory, now time.Time, by string) {
	at := f.at(now, m)
	script := m.over(f)
	says := "the script of AD sync: " + script
	for _, other := range m.elsewhere(f) {
		if state := other.script(); state == script && state != f.Script {
			says += "; the same on " + shown(other.host) + " when it was last scanned"
			break
		}
	}
	g := grade(script)
	if script == "absent" && len(m.known) == 0 {
		// If AD sync never was on these hosts, its absence there proves nothing.
		g, says = migration.GradeUnknown, "AD sync was not found on the hosts that were scanned; it may be on others"
	}
	if was := s.Facts[string(doctor.ADSyncScript)]; script != "unknown" || m.doubtful() || was.Value != "disabled" ||
		was.Grade != migration.GradeVerified {
		recordFact(s, script, g, at, playbook.ProbeSyncFind) // a scan that read less doesn't weaken it
	}
	s.Evidence = append(s.Evidence, migration.Evidence{
		Claim: string(playbook.StepScriptFound), Says: says, Grade: g, Time: at,
		Source: string(playbook.ProbeSyncFind),
	})
	for _, c := range f.Candidates {
		if c.Confidence != Possible {
			setStep(s, playbook.StepScriptFound, playbook.DoneVerified, playbook.ProbeSyncFind, says, at, by)
			break
		}
	}
	recordStanding(s, script, playbook.ProbeSyncFind, says, at, by)
	s.Playbook.CertainAt = Verify(now, f, m).Until.Time
}

// over returns the script's state by everything that is known; hosts that this scan couldn't
// reach are unknown.
func (m Memory) over(f Assessment) string {
	if len(m.machines) == 0 {
		return f.Script
	}
	script := m.Script()
	for _, h := range f.Hosts {
		if h.Error != "" {
			script = worse(script, "unknown")
		}
	}
	return script
}

func recordStanding(s *migration.State, script string, probe playbook.Probe, says string, at time.Time, by string) {
	switch script {
	case "disabled":
		setStep(s, playbook.StepScriptDisabled, playbook.DoneVerified, probe, says, at, by)
	case "scheduled", "running":
		fail(s, playbook.StepScriptDisabled, probe, says, at, by)
		fail(s, playbook.StepScriptStopped, playbook.ProbeSyncVerify, says, at, by)
	}
}

// Outdated reports whether the host was scanned or changed after this change, by its own
// clock.
func (c *Change) Outdated(m Memory) bool {
	about := m.find(c.Host)
	return about != nil && !c.Time.IsZero() && (about.at.After(c.Time.Time) || about.changed.After(c.Time.Time))
}

// Heard reports whether this result was recorded before.
func (c *Change) Heard(m Memory) bool {
	return !c.Time.IsZero() && m.heard[changeKey(c.Host, c.Time.Time, Script(c.Action), c.Tasks)]
}

// RecordByHand records the result of a script that an admin ran, as RecordAssessment records
// a scan. m includes the change (see NoteChange).
func RecordByHand(s *migration.State, c *Change, m Memory, at time.Time, by string) {
	script := worse(m.Script(), c.unclear())
	says := "the script of AD sync, by hand: " + script
	recordFact(s, script, grade(script), at, playbook.ProbeSyncDisabled)
	s.Evidence = append(s.Evidence, migration.Evidence{
		Claim: string(playbook.StepScriptDisabled), Says: says, Grade: grade(script), Time: at,
		Source: string(playbook.ProbeSyncDisabled),
	})
	recordStanding(s, script, playbook.ProbeSyncDisabled, says, at, by)
	s.Playbook.CertainAt = m.certainAt()
}

// unclear returns "unknown" for a change that doesn't say what state its tasks are in.
func (c *Change) unclear() string {
	if len(c.Tasks) == 0 || slices.ContainsFunc(c.Tasks, func(t TaskChange) bool { return t.After == nil }) {
		return "unknown"
	}
	return ""
}

// RecordVerdict records a verdict, as RecordAssessment records a scan. Only a certain one
// meets the playbook's requirement, and one with evidence against it makes the requirement
// open again. A scan that only read less than the one before doesn't.
func RecordVerdict(s *migration.State, v Verdict, m Memory, now time.Time, by string) {
	RecordAssessment(s, v.Assessment, m, now, by)
	s.Playbook.CertainAt = v.Until.Time
	at := v.Assessment.at(now, m)
	s.Evidence = append(s.Evidence, migration.Evidence{
		Claim: string(playbook.StepScriptStopped), Says: v.recorded(), Grade: v.evidence(), Time: at,
		Source: string(playbook.ProbeSyncVerify),
	})
	switch v.Certainty {
	case Stopped:
		status := playbook.DoneVerified
		if v.Grade == gradeConfirmed {
			status = playbook.DoneConfirmed
		}
		setStep(s, playbook.StepScriptStopped, status, playbook.ProbeSyncVerify, v.recorded(), at, by)
	default:
		if v.Certainty == NotStopped || v.Moves {
			fail(s, playbook.StepScriptStopped, playbook.ProbeSyncVerify, v.Sentence()+": "+strings.Join(v.Reasons, "; "), at,
				by)
		}
	}
}

// evidence returns the grade of the verdict as evidence.
func (v Verdict) evidence() migration.Grade {
	switch {
	case v.Certainty == LikelyStopped:
		return migration.GradeUnknown
	case v.Grade == gradeConfirmed:
		return migration.GradeConfirmed
	}
	return migration.GradeVerified
}

// RecordConsole records that the admin saw no change of the last sync date.
func RecordConsole(s *migration.State, at time.Time, by string) {
	s.Evidence = append(s.Evidence, migration.Evidence{
		Claim: string(playbook.StepLastSyncStill),
		Says:  "the Admin Console's last sync date has not changed", Grade: migration.GradeConfirmed, Time: at, Source: by,
	})
	setStep(s, playbook.StepLastSyncStill, playbook.DoneConfirmed, "", "the last sync date has not changed", at, by)
}

// RecordResuming records that AD sync may run again, before anything is sent, so that a
// canceled run doesn't leave a requirement met.
func RecordResuming(s *migration.State, at time.Time, by string) {
	const says = "the tasks of AD sync are being enabled again"
	recordFact(s, "unknown", migration.GradeUnknown, at, playbook.ProbeSyncFind)
	s.Evidence = append(s.Evidence, migration.Evidence{
		Claim: string(playbook.StepScriptStopped), Says: says, Grade: migration.GradeVerified,
		Time: at, Source: by,
	})
	s.Playbook.CertainAt = time.Time{}
	fail(s, playbook.StepScriptDisabled, playbook.ProbeSyncFind, says, at, by)
	fail(s, playbook.StepScriptStopped, playbook.ProbeSyncVerify, says, at, by)
}

func grade(state string) migration.Grade {
	if state == "unknown" {
		return migration.GradeUnknown
	}
	return migration.GradeVerified
}

func recordFact(s *migration.State, value string, g migration.Grade, at time.Time, probe playbook.Probe) {
	if s.Facts == nil {
		s.Facts = map[string]migration.Fact{}
	}
	if was := s.Facts[string(doctor.ADSyncScript)]; was.Value == value && was.Grade == g && was.Time.After(at) &&
		!playbook.Ahead(was.Time, time.Now()) {
		return // it was also seen later
	}
	s.Facts[string(doctor.ADSyncScript)] = migration.Fact{Value: value, Grade: g, Time: at, Source: string(probe)}
}

func setStep(s *migration.State, id playbook.StepID, status playbook.Status, probe playbook.Probe, saw string,
	at time.Time, by string,
) {
	if s.Playbook.Steps == nil {
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{}
	}
	was := s.Playbook.Steps[id]
	now := time.Now()
	switch ahead := playbook.Ahead(was.At, now); {
	case was.Status != playbook.DoneVerified || ahead:
	case status == playbook.DoneVerified && was.At.After(at):
		return // it was also seen later
	case status == playbook.DoneConfirmed && playbook.Stale(was.At, at, playbook.ScriptAge) == "":
		return // a weaker result never replaces a stronger one that still counts
	}
	s.Playbook.Steps[id] = playbook.Record{
		Status: status, At: at, By: by, Saw: saw, Probe: probe, Typed: was.Typed,
		Forced: was.Forced,
	}
}

// fail marks a step that was done as failed.
func fail(s *migration.State, id playbook.StepID, probe playbook.Probe, saw string, at time.Time, by string) {
	if s.Playbook.Steps[id].Status.IsFinal() {
		setStep(s, id, playbook.Failed, probe, saw, at, by)
	}
}
