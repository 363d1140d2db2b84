package migration

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

var anything = About([]migrate.Connection{{Location: "ldaps://dc"}}, migrate.Connection{Location: "okta:D"})

func comparedNames(t *testing.T, ad, scim []string) *diff.Result {
	t.Helper()
	groups := func(side string, names []string) []migrate.Group {
		var list []migrate.Group
		for _, n := range names {
			list = append(list, migrate.Group{ID: side + n, Name: n})
		}
		return list
	}
	r, err := diff.Compare(t.Context(), groups("a", ad), groups("s", scim), diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The first comparison stays known, whatever is compared or renamed later, and
// each tells which groups are not exact, byte by byte.
func TestTheFirstComparisonIsKept(t *testing.T) {
	dir := t.TempDir()
	w, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	first, later := comparedNames(t, []string{"Sales", "\xff", "Ops"}, []string{"sales", "Ops"}),
		comparedNames(t, []string{"Sales", "Ops"}, []string{"Sales", "Ops"})
	for i, r := range []*diff.Result{first, later} {
		if err := w.Update(func(s *State) error {
			s.ConnectSide(migrate.AD, migrate.Connection{Location: "ldaps://dc"})
			s.ConnectSide(migrate.SCIM, migrate.Connection{Location: "okta:D"})
			s.RecordComparison(r, anything, at.Add(time.Duration(i)*time.Hour))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Update((*State).InvalidateComparison); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	read, err := OpenReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := read.State().First
	if got == nil || read.State().Comparison != nil || !got.Time.Equal(at) || got.Differs != 1 ||
		got.ByKind["case"] != 1 || got.OpenGroups() != 2 {
		t.Fatalf("%+v", got)
	}
	want := []OpenGroup{
		{Status: "differs", Kinds: []string{"case"}, AD: "Sales", SCIM: "sales"},
		{Status: "ad-only", AD: `\xff`, ADBase64: []byte("\xff")},
	}
	for i := range got.Open {
		if len(got.Open[i].Kinds) == 0 {
			got.Open[i].Kinds = nil
		}
	}
	if !reflect.DeepEqual(got.Open, want) {
		t.Errorf("%+v", got.Open)
	}
}

func TestComparisonLimitsOpenGroups(t *testing.T) {
	var many []string
	for i := range 2 * maxOpenGroups {
		many = append(many, "g"+strings.Repeat("x", i))
	}
	var s State
	s.RecordComparison(comparedNames(t, many, nil), anything, time.Now())
	if len(s.Comparison.Open) != maxOpenGroups || s.Comparison.OpenGroups() != 2*maxOpenGroups {
		t.Error(len(s.Comparison.Open), s.Comparison.OpenGroups())
	}
}

// What done steps tell is known too, and what is newer counts.
func TestKnownFacts(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	s := State{Facts: map[string]Fact{
		"ad_sync": {"full", GradeConfirmed, at, "eve"},
		"sso":     {"on", GradeVerified, at, "probe"},
	}}
	if got := s.KnownFacts(); len(got) != 2 || got[doctor.SSO].Source != "probe" {
		t.Errorf("%+v", got)
	}
	if _, err := s.Choose(playbook.SelfHosted, playbook.Entra, playbook.StepUpdate{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangeStep("ad-sync-off", playbook.StepUpdate{At: at.Add(time.Hour), By: "ann", Force: "a test"},
		func(w *playbook.Runbook, context playbook.Context, a playbook.StepUpdate) (playbook.State, error) {
			return w.Confirm(context, "ad-sync-off", a)
		}); err != nil {
		t.Fatal(err)
	}
	got := s.KnownFacts()
	if want := (Fact{"off", GradeConfirmed, at.Add(time.Hour), "ann"}); got[doctor.ADSync] != want {
		t.Errorf("%+v", got[doctor.ADSync])
	}
	if got[doctor.Path].Value != "self-hosted" {
		t.Errorf("%+v", got[doctor.Path])
	}
	s.Facts["ad_sync"] = Fact{"full", GradeConfirmed, at.Add(2 * time.Hour), "eve"}
	if got := s.KnownFacts(); got[doctor.ADSync].Source != "eve" {
		t.Errorf("%+v", got[doctor.ADSync])
	}
}

// What was seen awake is shown as that, whatever was said before or after it; and a
// login that has lost its point is not shown.
func TestKnownFactsExcludeContradicted(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	step := func(id playbook.StepID, status playbook.Status) map[playbook.StepID]playbook.Record {
		return map[playbook.StepID]playbook.Record{id: {Status: status, At: at}, "switch-on": {
			Status: playbook.DoneConfirmed,
			At:     at,
		}}
	}
	for _, c := range []struct {
		name   string
		steps  map[playbook.StepID]playbook.Record
		script Fact
		want   string
	}{
		{
			"seen before, said to be disabled since", step("script-disabled", playbook.DoneConfirmed),
			Fact{"scheduled", GradeVerified, at.Add(-time.Hour), ""},
			"scheduled",
		},
		{
			"said since", step("script-disabled", playbook.DoneVerified),
			Fact{"running", GradeConfirmed, at.Add(time.Hour), ""},
			"running",
		},
		{"said before", step("script-disabled", playbook.DoneVerified), Fact{
			"running", GradeConfirmed, at.Add(-time.Hour),
			"",
		}, "disabled"},
	} {
		s := State{
			Path: "self-hosted", IdP: "okta", Facts: map[string]Fact{"ad_sync_script": c.script},
			Playbook: playbook.State{Steps: c.steps},
		}
		w, err := s.Runbook()
		if err != nil {
			t.Fatal(err)
		}
		if got := s.KnownFacts()[doctor.ADSyncScript].Value; got != c.want ||
			s.Context(w).BothLive() != (c.want != "disabled") {
			t.Errorf("%s: the script is shown as %s", c.name, got)
		}
	}
	s := State{Path: "self-hosted", IdP: "okta", Playbook: playbook.State{Steps: map[playbook.StepID]playbook.Record{
		"relogin": {Status: playbook.DoneConfirmed, At: at}, "ad-sync-off": {
			Status: playbook.DoneConfirmed,
			At:     at.Add(time.Hour),
		},
	}}}
	if f, there := s.KnownFacts()[doctor.ReloggedIn]; there {
		t.Errorf("%+v", f)
	}
}

// A word that is given once more moves nothing, and one that is newer than a look is
// what is known.
func TestKnownFactsHaveFirstTime(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	s := State{
		Path: "self-hosted", IdP: "okta", Facts: map[string]Fact{
			"sso": {"off", GradeVerified, at.Add(-time.Hour), "dashlane-status"},
		},
		Playbook: playbook.State{Steps: map[playbook.StepID]playbook.Record{
			"sso-on": {Status: playbook.DoneConfirmed, At: at.Add(time.Hour), Since: at, By: "ann"},
		}},
	}
	if got, want := s.KnownFacts()[doctor.SSO], (Fact{"on", GradeConfirmed, at, "ann"}); got != want {
		t.Errorf("%+v", got)
	}
}

// A moment is told in one form, whatever the zone of the machine.
func TestOldComparisonIsReportedInUTC(t *testing.T) {
	at := time.Date(2026, 11, 1, 14, 30, 0, 0, time.FixedZone("CET", 3600))
	if n := (Comparison{Time: at, Exact: 1}).NamesAt(at.Add(30 * 24 * time.Hour)); !n.Expired ||
		!strings.Contains(n.InvalidReason, "2026-11-01 13:30 UTC") {
		t.Errorf("%+v", n)
	}
}

func TestWatchStateIsStored(t *testing.T) {
	dir := t.TempDir()
	w, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if data, err := w.LoadWatch(); data != nil || err != nil {
		t.Error(data, err)
	}
	if err := w.SaveWatch([]byte("{}")); err != nil {
		t.Fatal(err)
	}
	read, err := OpenReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := read.LoadWatch(); string(data) != "{}" || err != nil {
		t.Error(data, err)
	}
	if err := read.SaveWatch(nil); err == nil {
		t.Error("a workspace that was opened for reading was written to")
	}
}

// Groups without a partner must be confirmed where they are more than 5 and more than a tenth of
// a side; the sentence names the first of them.
func TestUnpairedGroupsToConfirm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		of   Comparison
		want int
	}{
		"five of AD":                     {Comparison{ADOnly: 5, ADGroups: 7}, 0},
		"six of AD":                      {Comparison{ADOnly: 6, ADGroups: 7}, 6},
		"a tenth of AD":                  {Comparison{ADOnly: 6, ADGroups: 60}, 0},
		"more than a tenth of AD":        {Comparison{ADOnly: 7, ADGroups: 60}, 7},
		"five of SCIM beside duplicates": {Comparison{SCIMOnly: 8, Duplicates: 3, SCIMGroups: 20}, 0},
		"six of SCIM beside duplicates":  {Comparison{SCIMOnly: 9, Duplicates: 3, SCIMGroups: 20}, 6},
		"of one user's response":         {Comparison{OneUser: true, ADOnly: 1, ADGroups: 60}, 1},
		"all of one user's response":     {Comparison{OneUser: true, ADGroups: 3, SCIMOnly: 6, SCIMGroups: 9}, 6},
	} {
		if got := c.of.Names().Unpaired; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	c := Comparison{SCIMOnly: 9, Duplicates: 1, SCIMGroups: 20, Open: []OpenGroup{
		{Status: "ad-only", AD: "Board"}, {Status: "scim-only", SCIM: "sales", VariantOf: "Sales"},
	}}
	for _, name := range []string{"A", "B", "C", "D", "E", "F", "G"} {
		c.Open = append(c.Open, OpenGroup{Status: "scim-only", SCIM: name})
	}
	want := `8 of the 20 groups of the SCIM side have no partner: "A", "B", "C", "D", "E" and 3 more`
	if n := c.Names(); n.UnpairedWhy != want || len(n.UnpairedGroups) != 7 {
		t.Errorf("%q, %q", n.UnpairedWhy, n.UnpairedGroups)
	}
	s := State{First: &Comparison{ADGroups: 300}}
	if n := s.checkAgainstFirst(c, c.Names()); n.Unpaired != 8 || n.Shrunk {
		t.Errorf("beside a longer first list: %+v", n)
	}
}

// A newer comparison is kept, whichever is recorded last; one that a wrong clock dated in the
// future is not.
func TestANewerComparisonIsKept(t *testing.T) {
	t.Parallel()
	r := comparedNames(t, []string{"Sales"}, []string{"Sales"})
	at := time.Now().UTC()
	before, ahead := at.Add(-time.Hour), at.Add(48*time.Hour)
	s := State{Connections: map[migrate.Side]migrate.Connection{
		migrate.AD: {Location: "ldaps://dc"}, migrate.SCIM: {Location: "okta:D"},
		migrate.Endpoint: {Location: "https://x/scim"},
	}}
	arrived := About(s.ADSources(), s.EndpointConnection())
	for _, c := range []struct{ at, want time.Time }{{ahead, ahead}, {before, before}, {at, at}, {before, at}} {
		s.RecordComparison(r, arrived, c.at)
		if !s.Arrived.Time.Equal(c.want) {
			t.Errorf("recorded at %v, kept is %v, want %v", c.at, s.Arrived.Time, c.want)
		}
	}
	same := comparedNames(t, []string{"Sales"}, []string{"Sales"})
	same.Rows[0].SCIM.ID = same.Rows[0].AD.ID
	if s.RecordComparison(same, anything, before); s.First != nil {
		t.Errorf("a list beside itself counts as the first comparison: %+v", s.First)
	}
	s.RecordComparison(r, anything, at)
	if err := s.SetDecisions(nil); err != nil || s.Arrived != nil || s.Comparison != nil {
		t.Errorf("%v: %+v %+v", err, s.Arrived, s.Comparison)
	}
	if s.RecordComparison(r, anything, before); !s.First.Time.Equal(before) {
		t.Errorf("the first comparison is of %v, and an earlier one is of %v", s.First.Time, before)
	}
	s.ConnectSide(migrate.SCIM, migrate.Connection{Location: "okta:Other"})
	s.Comparison.Time = at.Add(-10 * playbook.ComparisonAge)
	if n := s.namesSent(at); !n.WrongSides || n.Expired {
		t.Errorf("an old comparison of other sides: %+v", n)
	}
}

// Decisions are named in a comparison if both groups are in it. That a group has another name
// by now makes no other decision.
func TestDecisionsOfAComparison(t *testing.T) {
	t.Parallel()
	s := State{Decisions: []diff.Decision{
		{ADID: "aSales", ADName: "Sales", SCIMID: "ssales", SCIMName: "sales", Apart: true},
		{ADID: "aSales", ADName: "Sales", SCIMID: "gone", SCIMName: "Payroll", Apart: true},
	}}
	r := comparedNames(t, []string{"Sales"}, []string{"sales"})
	r.Decisions = slices.Clone(s.Decisions)
	r.Decisions[0].SCIMName = "SALES"
	if dropped := s.RecordComparison(r, anything, time.Now()); s.Comparison == nil {
		t.Fatal(dropped)
	}
	if want := []string{`"Sales" and "sales" marked as different groups`}; !slices.Equal(s.Comparison.Decided, want) {
		t.Errorf("%q, want %q", s.Comparison.Decided, want)
	}
	many := &diff.Result{}
	for range maxOpenGroups + 1 {
		many.Rows = append(many.Rows, diff.Row{Decided: true, AD: &migrate.Group{}, SCIM: &migrate.Group{}})
	}
	var c Comparison
	if c.addDecisions(many, nil); len(c.Decided) != maxOpenGroups {
		t.Errorf("%d decisions are kept", len(c.Decided))
	}
}

// What is compared at the start of provisioning is judged as every comparison: with the decisions,
// the names and the first list.
func TestNamesAtStart(t *testing.T) {
	t.Parallel()
	var ad []string
	for i := range 7 {
		ad = append(ad, "Group "+strings.Repeat("x", i*9))
	}
	r := comparedNames(t, append(ad, "Sales"), []string{"Sales", "sales"})
	s := State{Decisions: []diff.Decision{{ADID: "aSales", SCIMID: "ssales", Apart: true}}}
	n := s.NamesAtStart(r, time.Now())
	if n.Unpaired != 7 || len(n.UnpairedGroups) != 7 || len(n.Limits) != 1 || !strings.Contains(n.Limits[0], "you chose") {
		t.Errorf("%+v", n)
	}
	s.First = &Comparison{ADGroups: 20}
	if n := s.NamesAtStart(comparedNames(t, []string{"Sales"}, []string{"Sales"}), time.Now()); !n.Shrunk {
		t.Errorf("of 20 groups 1 is left: %+v", n)
	}
}
