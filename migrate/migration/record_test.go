package migration

import (
	"reflect"
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
	if err := w.Update((*State).ForgetComparison); err != nil {
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

func TestAComparisonRemembersNotTooMany(t *testing.T) {
	var many []string
	for i := range 2 * openKept {
		many = append(many, "g"+strings.Repeat("x", i))
	}
	var s State
	s.RecordComparison(comparedNames(t, many, nil), anything, time.Now())
	if len(s.Comparison.Open) != openKept || s.Comparison.OpenGroups() != 2*openKept {
		t.Error(len(s.Comparison.Open), s.Comparison.OpenGroups())
	}
}

// What done steps tell is known too, and what is newer counts.
func TestKnown(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	s := State{Facts: map[string]Fact{
		"ad_sync": {"full", GradeAttested, at, "eve"},
		"sso":     {"on", GradeVerified, at, "probe"},
	}}
	if got := s.Known(); len(got) != 2 || got[doctor.SSO].Source != "probe" {
		t.Errorf("%+v", got)
	}
	if _, err := s.Choose(playbook.SelfHosted, playbook.Entra, playbook.StepUpdate{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangeStep("ad-sync-off", playbook.StepUpdate{At: at.Add(time.Hour), By: "ann", Force: "a test"},
		func(w *playbook.Runbook, context playbook.Context, a playbook.StepUpdate) (playbook.State, error) {
			return w.Attest(context, "ad-sync-off", a)
		}); err != nil {
		t.Fatal(err)
	}
	got := s.Known()
	if want := (Fact{"off", GradeAttested, at.Add(time.Hour), "ann"}); got[doctor.ADSync] != want {
		t.Errorf("%+v", got[doctor.ADSync])
	}
	if got[doctor.Path].Value != "self-hosted" {
		t.Errorf("%+v", got[doctor.Path])
	}
	s.Facts["ad_sync"] = Fact{"full", GradeAttested, at.Add(2 * time.Hour), "eve"}
	if got := s.Known(); got[doctor.ADSync].Source != "eve" {
		t.Errorf("%+v", got[doctor.ADSync])
	}
}

// What was seen awake is shown as that, whatever was said before or after it; and a
// login that has lost its point is not shown.
func TestKnownShowsNothingThatAnAlarmIsAgainst(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	step := func(id playbook.StepID, status playbook.Status) map[playbook.StepID]playbook.Record {
		return map[playbook.StepID]playbook.Record{id: {Status: status, At: at}, "switch-on": {
			Status: playbook.DoneAttested,
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
			"seen before, said to be disabled since", step("script-disabled", playbook.DoneAttested),
			Fact{"scheduled", GradeVerified, at.Add(-time.Hour), ""},
			"scheduled",
		},
		{
			"said since", step("script-disabled", playbook.DoneVerified),
			Fact{"running", GradeAttested, at.Add(time.Hour), ""},
			"running",
		},
		{"said before", step("script-disabled", playbook.DoneVerified), Fact{
			"running", GradeAttested, at.Add(-time.Hour),
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
		if got := s.Known()[doctor.ADSyncScript].Value; got != c.want ||
			s.Context(w).BothLive() != (c.want != "disabled") {
			t.Errorf("%s: the script is shown as %s", c.name, got)
		}
	}
	s := State{Path: "self-hosted", IdP: "okta", Playbook: playbook.State{Steps: map[playbook.StepID]playbook.Record{
		"relogin": {Status: playbook.DoneAttested, At: at}, "ad-sync-off": {
			Status: playbook.DoneAttested,
			At:     at.Add(time.Hour),
		},
	}}}
	if f, there := s.Known()[doctor.ReloggedIn]; there {
		t.Errorf("%+v", f)
	}
}

// A word that is given once more moves nothing, and one that is newer than a look is
// what is known.
func TestKnownIsSinceItHolds(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	s := State{
		Path: "self-hosted", IdP: "okta", Facts: map[string]Fact{
			"sso": {"off", GradeVerified, at.Add(-time.Hour), "dashlane-status"},
		},
		Playbook: playbook.State{Steps: map[playbook.StepID]playbook.Record{
			"sso-on": {Status: playbook.DoneAttested, At: at.Add(time.Hour), Since: at, By: "ann"},
		}},
	}
	if got, want := s.Known()[doctor.SSO], (Fact{"on", GradeAttested, at, "ann"}); got != want {
		t.Errorf("%+v", got)
	}
}

// A moment is told in one form, whatever the zone of the machine.
func TestAnOldComparisonIsToldInUTC(t *testing.T) {
	at := time.Date(2026, 11, 1, 14, 30, 0, 0, time.FixedZone("CET", 3600))
	if n := (Comparison{Time: at, Exact: 1}).NamesAt(at.Add(30 * 24 * time.Hour)); !n.Aged ||
		!strings.Contains(n.Void, "2026-11-01 13:30 UTC") {
		t.Errorf("%+v", n)
	}
}

func TestWhatAWatchToldIsKept(t *testing.T) {
	dir := t.TempDir()
	w, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if data, err := w.Watch(); data != nil || err != nil {
		t.Error(data, err)
	}
	if err := w.SaveWatch([]byte("{}")); err != nil {
		t.Fatal(err)
	}
	read, err := OpenReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := read.Watch(); string(data) != "{}" || err != nil {
		t.Error(data, err)
	}
	if err := read.SaveWatch(nil); err == nil {
		t.Error("a workspace that was opened for reading was written to")
	}
}
