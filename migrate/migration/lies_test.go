package migration_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// list makes groups of these names, with ids of their own.
func list(side string, names ...string) []migrate.Group {
	var all []migrate.Group
	for _, n := range names {
		all = append(all, migrate.Group{ID: side + n, Name: n})
	}
	return all
}

func compare(t *testing.T, ad, scim []migrate.Group, decisions ...diff.Decision) *diff.Result {
	t.Helper()
	r, err := diff.Compare(t.Context(), ad, scim, diff.Options{Decisions: decisions})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// verify checks the step as a command does, and returns how it stands and what was said.
func verify(s *migration.State, id playbook.StepID) (playbook.Status, string) {
	_, err := s.ChangeStep(id, playbook.StepUpdate{At: time.Now().UTC(), By: "kim", Saw: "checked"},
		func(w *playbook.Runbook, context playbook.Context, a playbook.StepUpdate) (playbook.State, error) {
			return w.Verify(context, id, a)
		})
	if err != nil {
		return s.Playbook.Steps[id].Status, err.Error()
	}
	return s.Playbook.Steps[id].Status, s.Playbook.Steps[id].Saw
}

// Every way to make the names verified that are not: each is refused, or confirmed at
// best, with a sentence that says why.
func TestNamesAreOnlyVerifiedByComparison(t *testing.T) {
	t.Parallel()
	differ := compare(t, list("a", "Sales", "Ops"), list("s", "sales", "Ops"))
	good := compare(t, list("a", "Sales", "Ops"), list("s", "Sales", "Ops"))
	on := func(ad, scim migrate.Connection) func(*migration.State) migration.Rejection {
		return func(s *migration.State) migration.Rejection {
			s.RecordComparison(differ, about, time.Now().Add(-time.Minute).UTC())
			return s.RecordComparison(good, migration.About([]migrate.Connection{ad}, scim), time.Now().UTC())
		}
	}
	with := func(change func(*migrate.Connection)) migrate.Connection {
		c := dc
		change(&c)
		return c
	}
	lies := 0
	for name, c := range map[string]struct {
		lie  func(*migration.State) migration.Rejection
		says string // by the step
		note string // by the comparison
	}{
		"narrowed by a filter": {
			on(with(func(c *migrate.Connection) { c.Filter = "(cn=O*)" }), app),
			"1 group name differs", "another base, scope or filter",
		},
		"narrowed by a base": {
			on(with(func(c *migrate.Connection) { c.Base = "OU=Ops,DC=corp" }), app),
			"1 group name differs", "another base, scope or filter",
		},
		"one level alone": {
			on(with(func(c *migrate.Connection) { c.Scope = "one" }), app), "1 group name differs",
			"another base, scope or filter",
		},
		"types left out": {
			on(with(func(c *migrate.Connection) { c.Without = []migrate.GroupType{migrate.SecurityGroup} }), app),
			"1 group name differs", "another base, scope or filter",
		},
		"another name attribute": {
			on(with(func(c *migrate.Connection) { c.NameAttribute = "displayName" }), app),
			"1 group name differs", "another name attribute",
		},
		"another directory": {
			on(migrate.Connection{Location: "ldaps://lab.example.com"}, app), "1 group name differs",
			"another source on the AD side",
		},
		"one SAML response": {
			on(dc, migrate.Connection{Location: "ann.xml"}), "1 group name differs",
			"another source on the SCIM side",
		},
		"an audit log": {
			on(dc, migrate.Connection{Location: "audit.jsonl"}), "1 group name differs",
			"another source on the SCIM side",
		},
		"two files of one line": {
			on(migrate.Connection{Location: "a.csv"}, migrate.Connection{Location: "b.csv"}),
			"1 group name differs", "another source",
		},
		"another app": {
			on(dc, migrate.Connection{Location: "okta:Other"}), "1 group name differs",
			"another source on the SCIM side",
		},
		"standard input": {
			on(dc, migrate.Connection{Location: "-"}), "1 group name differs",
			"another source on the SCIM side",
		},
		"a directory against itself": {func(s *migration.State) migration.Rejection {
			r := compare(t, list("a", "Sales"), list("a", "Sales"))
			return s.RecordComparison(r, about, time.Now().UTC())
		}, "both sides were read from", "both sides are the same list"},
		"AD's own list, one group newer": {func(s *migration.State) migration.Rejection {
			var ad, later []migrate.Group
			for i := range 30 {
				g := migrate.Group{ID: fmt.Sprintf("0b2d7c1e-9a54-4f0e-8d61-%012d", i), Name: fmt.Sprint("Group ", i)}
				ad, later = append(ad, g), append(later, g)
			}
			later[29].ID = "00gAbC"
			return s.RecordComparison(compare(t, ad, later), about, time.Now().UTC())
		}, "both sides were read from", "both sides are the same list"},
		"two empty lists": {func(s *migration.State) migration.Rejection {
			return s.RecordComparison(compare(t, nil, nil), about, time.Now().UTC())
		}, "no group is on both sides", ""},
		"a week old": {func(s *migration.State) migration.Rejection {
			return s.RecordComparison(good, about, time.Now().Add(-8*24*time.Hour).UTC())
		}, "too long ago", ""},
		"of a day to come": {func(s *migration.State) migration.Rejection {
			return s.RecordComparison(good, about, time.Now().Add(48*time.Hour).UTC())
		}, "a clock was wrong", ""},
		"before a rename": {func(s *migration.State) migration.Rejection {
			s.CompareAfter = time.Now().UTC()
			return s.RecordComparison(good, about, time.Now().Add(-time.Minute).UTC())
		}, "haven't been compared", "the comparison wasn't saved"},
		"nothing connected": {func(s *migration.State) migration.Rejection {
			delete(s.Connections, migrate.SCIM)
			return s.RecordComparison(good, about, time.Now().UTC())
		}, "not connected", "not connected"},
		"other sides connected since": {func(s *migration.State) migration.Rejection {
			note := s.RecordComparison(good, about, time.Now().UTC())
			s.Connections[migrate.SCIM] = migrate.Connection{Location: "okta:New"}
			return note
		}, "another source on the SCIM side", ""},
		"of an older program": {func(s *migration.State) migration.Rejection {
			s.Comparison = &migration.Comparison{Time: time.Now().UTC(), Exact: 3}
			return migration.Rejection{}
		}, "an older version", ""},
		"far fewer groups than at first": {func(s *migration.State) migration.Rejection {
			s.First = &migration.Comparison{Time: time.Now().Add(-time.Hour), ADGroups: 312, Exact: 300, About: about}
			return s.RecordComparison(good, about, time.Now().UTC())
		}, "the first comparison had 312", ""},
		"most of AD without a partner": {func(s *migration.State) migration.Rejection {
			var many []string
			for i := range 20 {
				many = append(many, fmt.Sprint("Group of nobody ", i*i*i*7919))
			}
			r := compare(t, list("a", append(many, "Sales")...), list("s", "Sales"))
			return s.RecordComparison(r, about, time.Now().UTC())
		}, `20 of the 21 groups of AD have no partner: "Group of nobody `, ""},
		"a decision": {func(s *migration.State) migration.Rejection {
			s.Decisions = []diff.Decision{{ADID: "aSales", ADName: "Sales", SCIMID: "ssales", SCIMName: "sales", Apart: true}}
			return s.RecordComparison(compare(t, list("a", "Sales", "Ops"), list("s", "sales", "Ops"), s.Decisions...), about,
				time.Now().UTC())
		}, `"Sales" and "sales" marked as different groups`, ""},
		"another app of the same name": {func(s *migration.State) migration.Rejection {
			known, other := app, app
			known.App, other.App = "0oa1 at Okta (corp.okta.com)", "0oa2 at Okta (corp.okta.com)"
			connect(s, dc, known)
			return s.RecordComparison(good, migration.About([]migrate.Connection{dc}, other), time.Now().UTC())
		}, "of the app 0oa2", "of the app 0oa2"},
		"the same app at another tenant": {func(s *migration.State) migration.Rejection {
			known, other := app, app
			known.App, other.App = "0oa1 at Okta (corp.okta.com)", "0oa1 at Okta (lab.okta.com)"
			connect(s, dc, known)
			return s.RecordComparison(good, migration.About([]migrate.Connection{dc}, other), time.Now().UTC())
		}, "lab.okta.com", "lab.okta.com"},
		"one of two directories": {func(s *migration.State) migration.Rejection {
			both := dc
			both.More = []migrate.Connection{{Location: "ldaps://dc.eu.example.com"}}
			connect(s, both, app)
			return s.RecordComparison(good, about, time.Now().UTC())
		}, "other sources on the AD side", "other sources on the AD side"},
		"made for the other path": {func(s *migration.State) migration.Rejection {
			s.Path = playbook.Confidential
			note := s.RecordComparison(good, about, time.Now().UTC())
			s.Path = playbook.SelfHosted
			return note
		}, "for the path confidential", ""},
		"made for another provider": {func(s *migration.State) migration.Rejection {
			s.IdP = playbook.Entra
			note := s.RecordComparison(good, about, time.Now().UTC())
			s.IdP = playbook.Okta
			return note
		}, "for the identity provider entra", "an app at okta"},
		"of the endpoint alone": {func(s *migration.State) migration.Rejection {
			endpoint := migrate.Connection{Location: "https://id.example.com/scim/2.0"}
			s.ConnectSide(migrate.Endpoint, endpoint)
			return s.RecordComparison(good, migration.About([]migrate.Connection{dc}, endpoint), time.Now().UTC())
		}, "been compared", ""},
		"a pair matched by hand": {func(s *migration.State) migration.Rejection {
			s.Decisions = []diff.Decision{{ADID: "aBoard", ADName: "Board", SCIMID: "sExec", SCIMName: "Exec"}}
			r := compare(t, list("a", "Ops", "Board"), list("s", "Ops", "Exec"), s.Decisions...)
			return s.RecordComparison(r, about, time.Now().UTC())
		}, "1 group name differs", ""},
		"a group that is provisioned twice": {func(s *migration.State) migration.Rejection {
			return s.RecordComparison(compare(t, list("a", "Sales"), list("s", "Sales", "sales")), about, time.Now().UTC())
		}, "1 group exists twice", ""},
		"names that nobody has": {func(s *migration.State) migration.Rejection {
			return s.RecordComparison(compare(t, list("a", "Sales"), list("s", "Zebra")), about, time.Now().UTC())
		}, "no group is on both sides", ""},
	} {
		lies++
		s := chosen(t, playbook.SelfHosted, playbook.Okta)
		note := c.lie(&s)
		status, says := verify(&s, playbook.StepNamesExact)
		if status == playbook.DoneVerified || !strings.Contains(says, c.says) {
			t.Errorf("%s: %q: %s, want %s", name, status, says, c.says)
		}
		if !strings.Contains(note.Why, c.note) || (note.Why == "") != (c.note == "") {
			t.Errorf("%s: the comparison says %q", name, note.Why)
		}
		// Comparing again helps only where the comparison is outdated.
		if strings.Contains(note.Why, "the same list") && note.Next[0].Kind != migrate.RemedyConnectSent ||
			strings.Contains(note.Why, "the chosen identity provider") && note.Next[1].Kind != migrate.RemedyChoosePath {
			t.Errorf("%s: %s: next is %q", name, note.Why, note.Next)
		}
		again := note.Why == "" || strings.HasSuffix(note.Why, "compare again")
		if again != (len(note.Next) == 0) {
			t.Errorf("%s: next is %q", name, note.Next)
		}
	}
	if lies < 30 {
		t.Errorf("%d lies are told", lies)
	}
	s := chosen(t, playbook.SelfHosted, playbook.Okta)
	s.RecordComparison(good, about, time.Now().UTC())
	if status, says := verify(&s, playbook.StepNamesExact); status != playbook.DoneVerified {
		t.Errorf("the connected sides, exact: %s %s", status, says)
	}
}

// With a list from a file the names are confirmed, and the requirement opens.
func TestAFileConfirmsTheNames(t *testing.T) {
	t.Parallel()
	s := chosen(t, playbook.SelfHosted, playbook.Okta)
	file := migrate.Connection{Location: "ad.csv"}
	connect(&s, file, app)
	if !strings.HasPrefix(s.Connections[migrate.AD].Location, "/") && !strings.Contains(s.Connections[migrate.AD].Location,
		`:\`) {
		t.Errorf("the file is connected as %s", s.Connections[migrate.AD].Location)
	}
	s.RecordComparison(compare(t, list("a", "Sales"), list("s", "Sales")), migration.About([]migrate.Connection{file},
		app), time.Now().UTC())
	status, says := verify(&s, playbook.StepNamesExact)
	if status != playbook.DoneConfirmed || !strings.Contains(says, "AD's list is a file") || !namesOpen(t, s) {
		t.Errorf("%s: %s, open %v", status, says, namesOpen(t, s))
	}
}

// What has arrived is what the endpoint at Dashlane lists after the start, and it is
// verified where that shows that it lists what AD sync made.
func TestArrivedNames(t *testing.T) {
	t.Parallel()
	endpoint := migrate.Connection{Location: "https://sso.example.com/scim/2.0"}
	atEndpoint := migration.About([]migrate.Connection{dc}, endpoint)
	begin := func() migration.State {
		s := chosen(t, playbook.SelfHosted, playbook.Okta)
		s.ConnectSide(migrate.Endpoint, endpoint)
		w, err := s.Runbook()
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range w.Steps {
			if step.ID == playbook.StepResultCompared {
				break
			}
			s.Playbook.Steps[step.ID] = playbook.Record{Status: playbook.DoneVerified, At: time.Now().Add(-time.Hour).UTC()}
		}
		return s
	}
	ad := list("a", "Sales", "Ops", "Board")
	for name, c := range map[string]struct {
		record func(*migration.State)
		want   playbook.Status
		says   string
	}{
		"nothing compared": {func(*migration.State) {}, "", "haven't been compared"},
		"the list of the provider": {func(s *migration.State) {
			s.RecordComparison(compare(t, ad, list("p", "Sales", "Ops")), about, time.Now().UTC())
		}, "", "haven't been compared"},
		"before the start": {func(s *migration.State) {
			s.RecordComparison(compare(t, ad, list("d", "Sales", "Ops")), atEndpoint, time.Now().Add(-2*time.Hour).UTC())
		}, "", "before provisioning started"},
		"a duplicate": {func(s *migration.State) {
			s.RecordComparison(compare(t, ad, list("d", "Sales", "sales", "Ops")), atEndpoint, time.Now().UTC())
		}, "", "exists twice"},
		"exact, and nothing shows that AD sync's groups are listed": {func(s *migration.State) {
			s.RecordComparison(compare(t, ad, list("d", "Sales", "Ops")), atEndpoint, time.Now().UTC())
		}, playbook.DoneConfirmed, "nothing shows"},
		"exact, with most groups of AD not sent": {func(s *migration.State) {
			s.RecordComparison(compare(t, numbered("a", 20), numbered("d", 10)), atEndpoint, time.Now().UTC())
		}, playbook.DoneConfirmed, "nothing shows"},
		"exact, beside what another provider was to send": {func(s *migration.State) {
			s.RecordComparison(compare(t, ad, list("p", "Sales", "Ops")), about, time.Now().UTC())
			s.Comparison.About.SCIM.Location = "okta:Other"
			s.RecordComparison(compare(t, ad, list("d", "Sales", "Ops", "Board")), atEndpoint, time.Now().UTC())
		}, playbook.DoneConfirmed, "nothing shows"},
		"exact, with a name that is only shown as the one that is not sent": {func(s *migration.State) {
			s.RecordComparison(compare(t, list("a", "Sales", "\xff"), list("p", "Sales")), about, time.Now().UTC())
			s.RecordComparison(compare(t, list("a", "Sales", `\xff`), list("d", "Sales", `\xff`)), atEndpoint, time.Now().UTC())
		}, playbook.DoneConfirmed, "nothing shows"},
		"exact, and provisioning was not started": {func(s *migration.State) {
			s.RecordComparison(compare(t, ad, list("d", "Sales", "Ops")), atEndpoint, time.Now().UTC())
			delete(s.Playbook.Steps, playbook.StepIDPStarted)
		}, "", "before provisioning started"},
		"exact, with a group that is not sent": {func(s *migration.State) {
			s.RecordComparison(compare(t, ad, list("p", "Sales", "Ops")), about, time.Now().UTC())
			s.RecordComparison(compare(t, ad, list("d", "Sales", "Ops", "Board")), atEndpoint, time.Now().UTC())
		}, playbook.DoneVerified, ""},
	} {
		s := begin()
		c.record(&s)
		status, says := verify(&s, playbook.StepResultCompared)
		if status != c.want || !strings.Contains(says, c.says) {
			t.Errorf("%s: %q: %s", name, status, says)
		}
		if s.Connections[migrate.SCIM].Location != app.Location ||
			s.Connections[migrate.Endpoint].Location != endpoint.Location {
			t.Errorf("%s: one side gave up the other: %+v", name, s.Connections)
		}
	}
}

// Both sides are never one source, and standard input is no side.
func TestSidesAreTwoSources(t *testing.T) {
	t.Parallel()
	var s migration.State
	connect(&s, migrate.Connection{Location: "a.csv"}, migrate.Connection{Location: "./a.csv"})
	if err := s.CheckSides(); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(),
		"the same source") {
		t.Error(err)
	}
	connect(&s, migrate.Connection{Location: "-"}, app)
	if got := s.Connections[migrate.AD].Location; got == "-" || s.CheckSides() != nil {
		t.Errorf("%s is connected: %v", got, s.CheckSides())
	}
}

// What an older program called verified stays an admin's word, and its comparison
// counts no more.
func TestOldGradeIsOnlyKeptIfTrue(t *testing.T) {
	t.Parallel()
	for version, data := range map[int]string{
		2: `{"version":2,"connections":{"ad":{"location":"ldaps://dc1.corp.example.com"},"scim":{"location":"okta:Dashlane"}},"path":"self-hosted","idp":"okta","comparison":{"time":"` +
			time.Now().UTC().Format(time.RFC3339) +
			`","ad":"dc1","scim":"okta","exact":3,"differs":0,"conflicts":0,"ad_only":0,"scim_only":0},"playbook":{"steps":{"names-exact":{"status":"done-verified","at":"2026-11-20T12:00:00Z","probe":"diff"},"sso-on":{"status":"done-verified","at":"2026-11-20T12:00:00Z","probe":"dashlane-status"}},"forced":[{"step":"token","at":"2026-11-20T12:00:00Z","reason":"x","over":["y"]}]}}`,
	} {
		s := opened(t, data)
		if got := s.Playbook.Steps["names-exact"]; got.Status != playbook.DoneConfirmed || got.Probe != "" {
			t.Errorf("%d: %+v", version, got)
		}
		if s.Playbook.Steps["sso-on"].Status != playbook.DoneVerified || len(s.Playbook.Forced) != 1 || namesOpen(t, s) {
			t.Errorf("%d: %+v, open %v", version, s.Playbook, namesOpen(t, s))
		}
	}
}

// numbered makes n groups of one side.
func numbered(side string, n int) []migrate.Group {
	var all []migrate.Group
	for i := range n {
		all = append(all, migrate.Group{ID: fmt.Sprint(side, i), Name: fmt.Sprint("Group ", i*i*7919)})
	}
	return all
}

// The first comparison that counted outlives connect: a narrower base is no new start. More
// than half of it is said, and at half the number must be confirmed.
func TestFirstComparisonSurvivesConnect(t *testing.T) {
	t.Parallel()
	narrow, elsewhere := dc, migrate.Connection{Location: "ldaps://lab.example.com"}
	narrow.Base = "OU=Ops,DC=corp"
	for name, c := range map[string]struct {
		before, then migrate.Connection
		connected    bool // before the first comparison
		left         int  // of 20 groups
		fewer        bool
		typed        bool
	}{
		"more than half":                     {dc, narrow, true, 11, true, false},
		"half":                               {dc, narrow, true, 10, false, true},
		"more than half, before any connect": {dc, narrow, false, 11, true, false},
		"half, before any connect":           {dc, narrow, false, 10, false, true},
		"the same base, groups were deleted": {dc, dc, true, 11, false, false},
		"another directory, before any":      {elsewhere, narrow, false, 10, false, false},
	} {
		s := chosen(t, playbook.SelfHosted, playbook.Okta)
		if s.Connections = nil; c.connected {
			connect(&s, c.before, app)
		}
		all, sent := numbered("a", 20), numbered("s", 20)
		s.RecordComparison(compare(t, all, sent), migration.About([]migrate.Connection{c.before}, app),
			time.Now().Add(-time.Minute).UTC())
		connect(&s, c.then, app)
		s.RecordComparison(compare(t, all[:c.left], sent[:c.left]), migration.About([]migrate.Connection{c.then}, app),
			time.Now().UTC())
		if (s.ShrinkWarning() != "") != c.fewer {
			t.Errorf("%s: says %q", name, s.ShrinkWarning())
		}
		if status, says := verify(&s, playbook.StepNamesExact); (status == playbook.DoneVerified) == c.typed {
			t.Errorf("%s: %q %s", name, status, says)
		}
	}
}

// A comparison of several directories is about all of them.
func TestAComparisonOfSeveralDirectories(t *testing.T) {
	t.Parallel()
	both := dc
	both.More = []migrate.Connection{{Location: "ldaps://dc.eu.example.com"}}
	good := compare(t, list("a", "Sales"), list("s", "Sales"))
	for _, c := range []struct {
		connected, compared migrate.Connection
		counts              bool
	}{{both, both, true}, {both, dc, false}, {dc, both, false}} {
		s := chosen(t, playbook.SelfHosted, playbook.Okta)
		connect(&s, c.connected, app)
		note := s.RecordComparison(good, migration.About([]migrate.Connection{c.compared}, app), time.Now().UTC())
		if namesOpen(t, s) != c.counts || (note.Why == "") != c.counts {
			t.Errorf("%s compared, %s connected: %q", c.compared, c.connected, note.Why)
		}
	}
}

// A comparison of another app of the same name, or at another tenant, does not count.
func TestAppsWithTheSameNameDiffer(t *testing.T) {
	t.Parallel()
	good := compare(t, list("a", "Sales"), list("s", "Sales"))
	for other, counts := range map[string]bool{
		"0oa1 at Okta (corp.okta.com)": true, "0oa2 at Okta (corp.okta.com)": false, "0oa1 at Okta (lab.okta.com)": false,
		"": true,
	} {
		s := chosen(t, playbook.SelfHosted, playbook.Okta)
		known, of := app, app
		known.App, of.App = "0oa1 at Okta (corp.okta.com)", other
		connect(&s, dc, known)
		note := s.RecordComparison(good, migration.About([]migrate.Connection{dc}, of), time.Now().UTC())
		if namesOpen(t, s) != counts || !counts && !strings.Contains(note.Why, "of the app "+other) {
			t.Errorf("%q: %q", other, note.Why)
		}
	}
}

// On the Confidential path an app's list is not what SAML sends.
func TestAnAppsListIsConfirmedOnConfidential(t *testing.T) {
	t.Parallel()
	s := chosen(t, playbook.Confidential, playbook.Okta)
	s.RecordComparison(compare(t, list("a", "Sales"), list("s", "Sales")), about, time.Now().UTC())
	status, says := verify(&s, playbook.StepNamesExact)
	if status != playbook.DoneConfirmed || !strings.Contains(says, "what SAML sends") || !namesOpen(t, s) {
		t.Errorf("%s: %s", status, says)
	}
	bySAML := app
	bySAML.As = "saml"
	s = chosen(t, playbook.Confidential, playbook.Okta)
	connect(&s, dc, bySAML)
	s.RecordComparison(compare(t, list("a", "Sales"), list("s", "Sales")), migration.About([]migrate.Connection{dc},
		bySAML),
		time.Now().UTC())
	if status, says := verify(&s, playbook.StepNamesExact); status != playbook.DoneVerified {
		t.Errorf("what SAML sends: %s: %s", status, says)
	}
}

// A SAML response is evidence for the groups of the member who signed in: the others need
// their number confirmed.
func TestSAMLResponseIsForOneUser(t *testing.T) {
	t.Parallel()
	for n, open := range map[int]bool{1: false, 2: true} {
		s := chosen(t, playbook.Confidential, playbook.Okta)
		r := compare(t, list("a", []string{"Sales", "Board"}[:n]...), list("", "Sales"))
		r.OneUser = true
		s.RecordComparison(r, about, time.Now().UTC())
		if got := s.Comparison.Names(); (got.Unpaired > 0) != open || got.Unpaired != n-1 ||
			!strings.Contains(strings.Join(got.Limits, " "), "that member's groups alone") {
			t.Errorf("%d: %+v", n, got)
		}
		if status, _ := verify(&s, playbook.StepNamesExact); (status == playbook.DoneConfirmed) == open {
			t.Errorf("%d groups: %s", n, status)
		}
	}
}
