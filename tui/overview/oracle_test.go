package overview

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/report"
	"ad2scim/tui/session"
)

// point is one combination of what can be known about a migration.
type point struct {
	path       playbook.Path
	idp        playbook.IDP
	adSync     string // the toggles of AD sync, as confirmed; "" if unknown
	script     string // the result about the script; see scripts
	scim       string // whether SCIM is on, as confirmed; "off later" is after provisioning was started
	comparison string
	override   playbook.StepID // the step with an overridden requirement, or ""
	cycle      string          // the state of the first provisioning cycle
}

// The axes. For the script, "stopped" is verified and still counts, "confirmed" is a scan with
// the admin's statement about tasks without a next start, "aged" was verified too long ago,
// "awake" was verified and is scheduled again, and "said" is only the admin's statement.
var (
	adSyncs = []string{"", "off", "full", "provision-only", "deprovision-only", "unknown"}
	scripts = []string{
		"", "scheduled", "running", "disabled", "absent", "stopped", "confirmed", "aged", "awake",
		"said",
	}
	scimStates  = []string{"", "on", "off", "off later"}
	comparisons = []string{
		"none", "narrower", "other source", "other attribute", "exact", "differs", "decided", "aged", "of the endpoint",
	}
	overrides = []playbook.StepID{"", playbook.StepNamesExact, playbook.StepScriptStopped, playbook.StepADSyncOff}
	cycles    = []string{"none", "old", "new", "failed"}
)

// points yields all combinations in a fixed order.
func points(yield func(point) bool) {
	for _, path := range playbook.Paths() {
		for _, idp := range playbook.IDPs() {
			for _, adSync := range adSyncs {
				for _, script := range scripts {
					for _, scim := range scimStates {
						for _, comparison := range comparisons {
							for _, override := range overrides {
								for _, cycle := range cycles {
									if !yield(point{path, idp, adSync, script, scim, comparison, override, cycle}) {
										return
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

// answers holds what the program says about a point.
type answers struct {
	scimOn, scriptCanRun, bothLive bool
	names                          evidence.Grade
	namesMet, scriptMet, offMet    bool // whether the requirements are met
	arrived                        evidence.Grade
}

// expected computes the answers from the point alone, by the rules of evidence.
func (p point) expected() (a answers) {
	started := p.cycle == "old" || p.cycle == "new"
	switch p.scim {
	case "":
		a.scimOn = started
	case "on":
		a.scimOn = true
	case "off":
		a.scimOn = started // confirmed before provisioning was started
	}
	a.scriptCanRun = p.script == "scheduled" || p.script == "running" || p.script == "awake"
	a.bothLive = a.scimOn && a.scriptCanRun

	a.names = evidence.Unknown
	if p.comparison == "exact" || p.comparison == "decided" {
		a.names = evidence.Verified
		isFile := p.idp == playbook.Other // its groups come from a file, since no API is known
		if p.comparison == "decided" || isFile || p.path == playbook.Confidential {
			a.names = evidence.Confirmed
		}
	}
	a.namesMet = a.names != evidence.Unknown || p.override == playbook.StepNamesExact
	a.scriptMet = p.script == "stopped" || p.script == "confirmed" || p.override == playbook.StepScriptStopped
	a.offMet = p.adSync == "off" || p.override == playbook.StepADSyncOff
	a.arrived = evidence.Unknown
	if p.comparison == "of the endpoint" && started {
		a.arrived = evidence.Confirmed // no sign that the endpoint lists AD sync's groups
	}
	return a
}

var (
	oracleAD       = migrate.Connection{Location: "ldaps://dc1.corp.example.com", Base: "DC=corp"}
	oracleEndpoint = migrate.Connection{Location: "https://id.example.com/scim/2.0"}
	oracleFile     = migrate.Connection{Location: "/sent.csv"}
)

// sides returns the connections of both sides.
func (p point) sides() (ad, scim migrate.Connection) {
	if p.idp == playbook.Other {
		return oracleAD, oracleFile
	}
	return oracleAD, migrate.Connection{Location: string(p.idp) + ":Dashlane"}
}

// state returns the state of the point at a time.
func (p point) state(t *testing.T, now time.Time) migration.State {
	t.Helper()
	ago := func(d time.Duration) time.Time { return now.Add(-d).UTC() }
	const week = 7 * 24 * time.Hour
	s := migration.State{
		Path: p.path, IdP: p.idp, Facts: map[string]migration.Fact{},
		Playbook: playbook.State{Steps: map[playbook.StepID]playbook.Record{}},
	}
	ad, scim := p.sides()
	for side, c := range map[migrate.Side]migrate.Connection{
		migrate.AD: ad, migrate.SCIM: scim, migrate.Endpoint: oracleEndpoint,
	} {
		s.ConnectSide(side, c)
	}
	done := func(id playbook.StepID, status playbook.Status, at time.Time) {
		s.Playbook.Steps[id] = playbook.Record{Status: status, At: at, By: "kim"}
	}
	start := ago(2 * time.Hour)
	switch p.cycle {
	case "old":
		start = ago(week + 24*time.Hour)
		done(playbook.StepIDPStarted, playbook.DoneVerified, start)
	case "new":
		done(playbook.StepIDPStarted, playbook.DoneVerified, start)
	case "failed":
		done(playbook.StepIDPStarted, playbook.Failed, start)
	}
	own := doctor.SCIMSelfHosted
	if p.path == playbook.Confidential {
		own = doctor.SCIMConfidential
	}
	said := func(fact doctor.Fact, value string, grade evidence.Grade, at time.Time) {
		s.Facts[string(fact)] = migration.Fact{Value: value, Grade: grade, Time: at, Source: "kim"}
	}
	switch p.scim {
	case "on", "off":
		said(own, p.scim, evidence.Confirmed, start.Add(-time.Hour))
	case "off later":
		said(own, doctor.Off, evidence.Confirmed, ago(time.Minute))
	}
	switch p.script {
	case "":
	case "stopped":
		done(playbook.StepScriptStopped, playbook.DoneVerified, ago(3*time.Hour))
	case "confirmed":
		s.Playbook.Steps[playbook.StepScriptStopped] = playbook.Record{
			Status: playbook.DoneConfirmed, At: ago(3 * time.Hour), By: "kim", Probe: playbook.ProbeSyncVerify,
		}
	case "aged":
		done(playbook.StepScriptStopped, playbook.DoneVerified, ago(week+time.Hour))
	case "awake":
		done(playbook.StepScriptStopped, playbook.DoneVerified, ago(3*time.Hour))
		said(doctor.ADSyncScript, "scheduled", evidence.Verified, ago(time.Minute))
	case "said":
		done(playbook.StepScriptStopped, playbook.DoneConfirmed, ago(3*time.Hour))
	default:
		said(doctor.ADSyncScript, p.script, evidence.Verified, ago(3*time.Hour))
	}
	if p.adSync == "off" {
		done(playbook.StepADSyncOff, playbook.DoneConfirmed, ago(3*time.Hour))
	} else if p.adSync != "" {
		said(doctor.ADSync, p.adSync, evidence.Confirmed, ago(3*time.Hour))
	}
	if p.override != "" {
		s.Playbook.Steps[p.override] = playbook.Record{
			Status: playbook.DoneConfirmed, At: ago(time.Hour), By: "kim", Forced: true,
		}
		s.Playbook.Forced = []playbook.Forced{{Step: p.override, At: ago(time.Hour), By: "kim", Reason: "a test"}}
	}
	p.compare(&s, now)
	return s
}

var (
	oracleExact   = &diff.Result{Summary: diff.Summary{Exact: 40}, ADGroups: 40, SCIMGroups: 40}
	oracleDiffers = &diff.Result{Summary: diff.Summary{Exact: 39, Differs: 1}, ADGroups: 40, SCIMGroups: 40}
	oracleApart   = &diff.Result{
		Decisions: []diff.Decision{{ADID: "a1", ADName: "Sales", SCIMID: "s1", SCIMName: "sales", Apart: true}},
		Summary:   diff.Summary{Exact: 38, ADOnly: 1, SCIMOnly: 1}, ADGroups: 39, SCIMGroups: 39, Rows: []diff.Row{
			{Status: diff.ADOnly, AD: &migrate.Group{ID: "a1", Name: "Sales"}},
			{Status: diff.SCIMOnly, SCIM: &migrate.Group{ID: "s1", Name: "sales"}},
		},
	}
)

// compare records the comparison of the point.
func (p point) compare(s *migration.State, now time.Time) {
	ad, scim := p.sides()
	result, at := oracleExact, now.Add(-time.Minute).UTC()
	switch p.comparison {
	case "none":
		return
	case "narrower":
		ad.Base = "OU=Ops,DC=corp"
	case "other source":
		scim = migrate.Connection{Location: "/saml.xml"}
	case "other attribute":
		ad.NameAttribute = "displayName"
	case "differs":
		result = oracleDiffers
	case "decided":
		result, s.Decisions = oracleApart, oracleApart.Decisions
	case "aged":
		at = now.Add(-8 * 24 * time.Hour).UTC()
	case "of the endpoint":
		scim = oracleEndpoint
	}
	s.RecordComparison(result, migration.About([]migrate.Connection{ad}, scim), at)
}

// Status, Overview, the doctor, the requirements, sync resume and the report give the same
// answer to each question, for every combination of what can be known.
func TestOneAnswerEverywhere(t *testing.T) {
	t.Parallel()
	// The step is coprime with the number of values of every axis, so that a sample has each
	// pair of values of two axes, and nearly every triple of three.
	step := 211
	if testing.Short() {
		step = 4001
	}
	now, faults, n := time.Now(), 0, 0
	for p := range points {
		if n++; n%step != 1 {
			continue
		}
		if faults += p.check(t, now); faults > 20 {
			t.Fatal("and so on")
		}
	}
	if want := 2 * 5 * 6 * 10 * 4 * 9 * 4 * 4; n != want {
		t.Fatalf("%d points, want %d", n, want)
	}
}

// check compares the program's answers with the expected ones, and returns the number of
// differences.
func (p point) check(t *testing.T, now time.Time) (faults int) {
	t.Helper()
	s, want := p.state(t, now), p.expected()
	fault := func(where string, got, want any) {
		if got != want {
			faults++
			t.Errorf("%+v: %s says %v, want %v", p, where, got, want)
		}
	}
	book, err := s.Runbook()
	if err != nil {
		t.Fatal(err)
	}
	context := s.Context(book)
	status := book.Progress(context)
	fault("sync resume: SCIM is on", len(s.SCIMOn()) > 0, want.scimOn)
	fault("the script can run", context.ScriptActive() != "", want.scriptCanRun)
	fault("status: both are live", status.Alarm != "", want.bothLive)
	fault("how well the names are known", context.NamesExact(), want.names)
	fault("how well it is known what has arrived", context.Arrived.Grade(), want.arrived)
	met := map[playbook.RequirementID]bool{
		playbook.RequirementNamesExact: want.namesMet, playbook.RequirementScriptStopped: want.scriptMet,
		playbook.RequirementADSyncOff: want.offMet,
	}
	for _, g := range status.Requirements {
		if open, asked := met[g.ID]; asked && p.asked(status) {
			fault("the requirement "+string(g.ID), len(g.Blockers) == 0, open)
		}
	}
	known := doctor.Facts{}
	for fact, f := range s.KnownFacts() {
		known[fact] = f.Value
		if f.Grade == evidence.Verified && (fact == doctor.SCIMConfidential || fact == doctor.SCIMSelfHosted) {
			fault(string(fact)+" is known as", f.Grade, evidence.Confirmed)
		}
	}
	fault("the doctor: SCIM is on", known[doctor.SCIMConfidential] == doctor.On ||
		known[doctor.SCIMSelfHosted] == doctor.On,
		want.scimOn)
	fault("the doctor: both are live", slices.ContainsFunc(doctor.Diagnose(known), func(f doctor.Finding) bool {
		return f.ID == doctor.ADSyncScriptActive && f.Source == doctor.FromClient
	}), want.bothLive)
	return faults + p.checkPages(t, s, status, want, now)
}

// asked reports whether a requirement still has to be met. One that has served its purpose
// isn't asked for again.
func (p point) asked(status playbook.Progress) bool {
	return slices.ContainsFunc(status.Steps, func(v playbook.StepView) bool {
		return len(v.Step.Requirements) > 0 && !v.Status.IsFinal()
	})
}

// checkPages compares Overview and the report with status.
func (p point) checkPages(t *testing.T, s migration.State, status playbook.Progress, want answers,
	now time.Time,
) (faults int) {
	t.Helper()
	fault := func(where string, got, want any) {
		if got != want {
			faults++
			t.Errorf("%+v: %s says %v, want %v", p, where, got, want)
		}
	}
	page, err := report.New(s, nil, now, "kim")
	if err != nil {
		t.Fatal(err)
	}
	fault("the report: both are live", page.Alarm, status.Alarm)
	fault("the report: overrides", len(page.Overrides), len(status.Forced))
	for i, g := range page.Requirements {
		fault("the report: the requirement "+string(g.ID), g.Open, len(status.Requirements[i].Blockers) == 0)
	}
	app := session.New(t.Context(), session.Config{})
	app.Update(session.WorkspaceLoaded{State: s})
	fault("Overview: both are live", app.State.Both, want.bothLive)
	fault("Overview: SCIM is live", app.State.SCIMLive == migration.ActivityRunning ||
		app.State.SCIMLive == migration.ActivitySwitchedOn,
		want.scimOn)
	fault("Overview: the names are exact", app.NamesExact, want.names != evidence.Unknown)
	next, left := app.Next()
	fault("Overview: the next step", fmt.Sprint(left, next.Step.ID), fmt.Sprint(status.Next != nil, status.Next.Step.ID))
	canDo := slices.ContainsFunc(status.Steps, func(v playbook.StepView) bool {
		return !v.Status.IsFinal() && len(v.Blockers) == 0
	})
	fault("the next step is locked though another is not", canDo && len(next.Blockers) > 0, false)
	return faults
}
