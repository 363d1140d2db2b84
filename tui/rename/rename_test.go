package rename

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/demo"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/scim"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// driver drives the screen with the sample company's SCIM server and a list for AD.
type driver struct {
	t *testing.T
	s *session.Session
	f *Fixes
	d *demo.Demo

	choice screen.Choice // the open list
}

func newDriver(t *testing.T, ad ...string) *driver {
	t.Helper()
	company, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { company.Close() })
	folder := session.Folder{Dir: t.TempDir()}
	c := session.Config{AD: migrate.Connection{Location: "list.csv"}, SCIM: company.SCIM, Workspace: folder}
	c.Decisions = func() ([]diff.Decision, error) {
		state, err := folder.Load()
		return state.Decisions, err
	}
	c.Open = func(_ context.Context, side migrate.Side, c migrate.Connection) (migrate.Source, error) {
		if side == migrate.SCIM {
			return scim.Open(c)
		}
		return &screentest.Source{Name: "list.csv", List: screentest.Groups(migrate.AD, ad...)}, nil
	}
	s := session.New(t.Context(), c)
	d := &driver{t: t, s: s, f: New(s), d: company}
	d.f.SetSize(100, 26)
	screentest.Follow(s.ReadAll(), d.update)
	return d
}

func (d *driver) update(msg tea.Msg) tea.Cmd {
	if c, ok := msg.(screen.Choice); ok {
		d.choice = c
	}
	return tea.Batch(d.s.Update(msg), d.f.Update(msg))
}

// choose selects an entry of the open list.
func (d *driver) choose(text string) {
	d.t.Helper()
	for _, item := range d.choice.Items {
		if item.Text == text {
			screentest.Follow(item.Do(), d.update)
			return
		}
	}
	d.t.Fatalf("%s is not among %+v", text, d.choice.Items)
}

func (d *driver) press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		if k == "esc" {
			cmd, _ := d.f.Back()
			screentest.Follow(cmd, d.update)
			continue
		}
		screentest.Follow(d.f.Update(screentest.Key(k)), d.update)
	}
}

func (d *driver) shows(texts ...string) {
	d.t.Helper()
	v := ansi.Strip(d.f.View())
	for _, text := range texts {
		if !strings.Contains(v, text) {
			d.t.Fatalf("%q is not on\n%s", text, v)
		}
	}
}

// provisioned returns the current names at the provider.
func (d *driver) provisioned() map[string]bool {
	d.t.Helper()
	client, err := scim.Open(d.d.SCIM)
	if err != nil {
		d.t.Fatal(err)
	}
	groups, err := client.Groups(d.t.Context(), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	names := map[string]bool{}
	for _, g := range groups {
		names[g.Name] = true
	}
	return names
}

func (d *driver) has(name string, want bool) {
	d.t.Helper()
	if d.provisioned()[name] != want {
		d.t.Errorf("the provider has %q: %v", name, !want)
	}
}

func TestNothingIsWrittenBeforeTheNumberIsTyped(t *testing.T) {
	d := newDriver(t, "Finance Admins", "ERP Key Users", "Procurement Asia Pacific")
	d.shows("3 names", "Finance Admins", "finance admins")
	d.press("*")
	d.shows("2 selected") // merely similar names are selected one by one
	d.press("enter")
	d.shows("The plan. Nothing has been changed yet.", "2 changes at http://127.0.0.1", "Type 2 to apply 2 changes")
	for _, stray := range []string{"enter", "y", "enter", " ", "enter", "q"} {
		d.press(stray)
		d.has("Finance Admins", false)
		d.has("ERP Key Users", false)
	}
	d.press("esc", "enter", "2", "enter")
	d.shows("Result", "2 of 2 renamed", "Compared again: ")
	d.has("Finance Admins", true)
	d.has("ERP Key Users", true)
	open := d.s.Open
	d.s.Open = func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error) {
		t.Error("what the run compared is read again")
		return nil, context.Canceled
	}
	d.press("esc")
	d.s.Open = open
	d.shows("1 name ", "Procurment Asia Pacific")

	d.press("u")
	d.shows("What do you want to undo?", "2 groups renamed")
	d.press("enter")
	d.shows("2 changes at")
	d.press("enter")
	d.has("finance admins", false)
	d.press("2", "enter")
	d.has("finance admins", true)
	d.has("Finance Admins", false)
}

func TestANameIsTyped(t *testing.T) {
	d := newDriver(t, "Finance Admins")
	d.press("e")
	d.shows("new name", "will be", "✓ exactly the same")
	d.press("!")
	d.shows("differs", "“!”")
	d.press("enter")
	d.shows("typed", "changes     provisioned")
	d.press("enter", "1", "enter", "esc")
	d.has("Finance Admins!", true)
}

// Selections and typed names survive a run that renames nothing, and end with one that does.
func TestTypedNamesOutliveAFailedRun(t *testing.T) {
	d := newDriver(t, "Finance Admins", "ERP Key Users")
	d.press("*", "e", "!", "enter")
	name := d.f.name.Value()
	d.press("enter", "2")
	d.shows("Type 2 to apply 2 changes")
	right := d.s.SCIM.Connection.Secret
	d.s.SCIM.Connection.Secret = migrate.NewSecret("replaced")
	d.press("enter")
	if d.f.Mode != finished || len(d.f.choices) != 2 {
		t.Fatalf("mode %d, chosen %+v, after a token that the server refuses", d.f.Mode, d.f.choices)
	}
	d.has("ERP Key Users", false)
	d.s.SCIM.Connection.Secret = right
	d.press("esc")
	d.shows("2 selected", "typed")
	d.press("enter", "2", "enter", "esc")
	d.has(name, true)
	if n := len(d.f.choices) + len(d.f.typedNames); n != 0 {
		t.Errorf("%d renamed groups are still selected", n)
	}
}

// A typed name survives a comparison without its row, such as after a decision.
func TestTypedNamesOutliveTheirRow(t *testing.T) {
	d := newDriver(t, "Finance Admins", "ERP Key Users")
	d.press("e", "!", "enter")
	name := d.f.name.Value()
	d.press("b", "enter")
	if len(d.f.choices) != 0 {
		t.Fatalf("chosen: %+v", d.f.choices)
	}
	d.press("u", "enter", "enter", " ")
	if c := d.f.choices[session.KeyOf(d.f.rows[0])]; c.Value == nil || *c.Value != name {
		t.Errorf("chosen after the row came back: %+v, typed %q", d.f.choices, name)
	}
}

func TestReadOnlySideIsReported(t *testing.T) {
	d := newDriver(t, "Finance Admins")
	d.press("t")
	d.shows("AD")
	d.press("enter")
	d.shows("The plan. Nothing has been changed yet.", "✗ This plan can't be applied: the names of AD come from")
	d.press("1", "enter")
	if d.f.Mode != planning {
		t.Errorf("a run was begun, mode %d", d.f.Mode)
	}
	d.has("finance admins", true)
}

func TestResolvedConflictStays(t *testing.T) {
	d := newDriver(t, "IT Service Desk")
	d.shows("choose")
	for d.f.current().AD == nil {
		d.press("down")
	}
	d.press("enter")
	d.shows("Which group is the same as IT Service Desk?", "IT service desk", "it Service Desk", "none of these")
	d.press("enter")
	row := d.f.current()
	if row.Status != diff.Differs || !row.Decided {
		t.Fatalf("after the choice the row is %+v", row)
	}
	state, err := d.s.Workspace.Load()
	if err != nil || len(state.Decisions) != 1 || state.Decisions[0].ADName != "IT Service Desk" {
		t.Errorf("remembered %+v, %v", state.Decisions, err)
	}
	d.shows("◆ case", "confirmed by you; u undoes it")
}

// After a decision, the new comparison counts at once, and is about the lists read before it.
func TestAComparisonAfterADecisionIsSaved(t *testing.T) {
	d := newDriver(t, "IT Service Desk")
	d.choosePath()
	for d.f.current().AD == nil {
		d.press("down")
	}
	before := d.s.ReadAt()
	d.press("enter", "enter")
	state, err := d.s.Workspace.Load()
	if err != nil || state.Comparison == nil || state.Comparison.Differs != 1 || !state.Comparison.Time.Equal(before) {
		t.Fatalf("%+v, %v", state.Comparison, err)
	}
	if d.s.Dropped != "" {
		t.Errorf("dropped: %s", d.s.Dropped)
	}
}

// choosePath saves both sides and a path, so that comparisons are saved.
func (d *driver) choosePath() {
	d.t.Helper()
	choose := func(st *migration.State) (operation.JournalEntry, error) {
		for side, c := range map[migrate.Side]migrate.Connection{
			migrate.AD: d.s.AD.Connection, migrate.SCIM: d.s.SCIM.Connection,
		} {
			st.ConnectSide(side, c)
		}
		return st.Choose(playbook.SelfHosted, playbook.Okta, playbook.StepUpdate{At: time.Now(), By: "ann"})
	}
	if _, err := d.s.Workspace.Update(choose); err != nil {
		d.t.Fatal(err)
	}
	screentest.Follow(d.s.Reload(), d.update)
	screentest.Follow(d.s.ReadAll(), d.update)
}

// The comparison made at the end of a run is shown and saved at once, and later decisions are
// compared with it.
func TestTheComparisonOfARunIsShown(t *testing.T) {
	d := newDriver(t, "Finance Admins", "ERP Key Users", "IT Service Desk")
	d.choosePath()
	before := d.s.ReadAt()
	d.press("*", "enter", "2", "enter")
	state, err := d.s.Workspace.Load()
	if err != nil || state.Comparison == nil || state.Comparison.Exact != 2 || d.s.Result.Summary.Exact != 2 {
		t.Fatalf("saved %+v, %v; shown %+v", state.Comparison, err, d.s.Result.Summary)
	}
	if d.s.Stale || d.s.Dropped != "" || !d.s.ReadAt().After(before) || !state.Comparison.Time.Equal(d.s.ReadAt()) {
		t.Errorf("read %v, saved of %v; stale %v, dropped %q", d.s.ReadAt(), state.Comparison.Time, d.s.Stale, d.s.Dropped)
	}
	d.press("esc")
	for d.f.current().AD == nil {
		d.press("down")
	}
	d.press("enter", "enter")
	if s := d.s.Result.Summary; s.Exact != 2 || s.Differs != 1 {
		t.Errorf("after a decision: %+v", s)
	}
}

// If a side was read during the run, the run's comparison may not be the newest, so both sides
// are read again.
func TestAReadingDuringTheRun(t *testing.T) {
	d := newDriver(t, "Finance Admins")
	d.press("*", "enter", "1")
	run := d.f.apply()
	screentest.Follow(d.s.ReadAll(), d.update)
	at := d.s.ReadAt()
	screentest.Follow(run, d.update)
	d.shows("1 of 1 renamed")
	d.press("esc")
	d.shows("0 names")
	if !d.s.ReadAt().After(at) {
		t.Error("they are not read again")
	}
}

// decisions returns the saved decisions.
func (d *driver) decisions() []diff.Decision {
	d.t.Helper()
	state, err := d.s.Workspace.Load()
	if err != nil {
		d.t.Fatal(err)
	}
	return state.Decisions
}

// Marking a pair as different groups asks first, is in the list of what can be undone, and can
// be undone there. Canceling changes nothing.
func TestDifferentGroupsAreAskedAboutAndUndone(t *testing.T) {
	d := newDriver(t, "Finance Admins")
	d.press("b")
	d.shows("Mark as different groups?", "Finance Admins", "finance admins", "confirmed by you", "press u in Fix")
	d.press("esc")
	d.press("b", "down", "b", "y", " ")
	d.shows("Mark as different groups?")
	if n := len(d.decisions()); n != 0 {
		t.Fatalf("%d decisions before enter", n)
	}
	d.press("enter")
	if got := d.decisions(); len(got) != 1 || !got[0].Apart || got[0].ADName != "Finance Admins" {
		t.Fatalf("decided %+v", got)
	}
	d.shows("No name needs fixing")
	d.press("u")
	d.shows("What do you want to undo?",
		`different groups     "Finance Admins" in AD and "finance admins" on the SCIM side`)
	d.press("enter")
	d.shows("Undo this decision?")
	d.press("esc")
	d.shows("What do you want to undo?")
	d.press("enter", "enter")
	if got := d.decisions(); len(got) != 0 {
		t.Errorf("left %+v", got)
	}
	d.shows("1 name ", "finance admins")
	entries, err := d.s.Workspace.Entries()
	if err != nil || len(entries) != 2 || !strings.Contains(string(entries[1].Data), `"undone":true`) {
		t.Errorf("%+v, %v", entries, err)
	}
}

// Undoing a decision restores the one that it replaced.
func TestUndoBringsBackTheEarlierDecision(t *testing.T) {
	d := newDriver(t, "IT Service Desk")
	for d.f.current().AD == nil {
		d.press("down")
	}
	d.press("enter", "enter")
	matched := d.decisions()
	d.press("b", "enter")
	if got := d.decisions(); len(got) != 1 || !got[0].Apart {
		t.Fatalf("decided %+v", got)
	}
	d.press("u", "enter")
	d.shows("Undo this decision?", "1 earlier decision applies again", "IT Service Desk")
	d.press("enter")
	if got := d.decisions(); !slices.Equal(got, matched) {
		t.Errorf("left %+v, want %+v", got, matched)
	}
}

// Whatever the row and the chosen match, the decision is about that row, and the cursor returns
// to it.
func TestAnyConflictCanBeResolved(t *testing.T) {
	for name, c := range map[string]struct {
		downs int
		apart int
	}{"the first": {0, 0}, "the second": {1, 0}, "none": {2, 2}} {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, "Customer Care", "Finance Admins", "IT Service Desk", "Sales EMEA ")
			for d.f.current().Status != diff.Conflict || d.f.current().AD == nil {
				d.press("down")
			}
			if d.f.table.Cursor() == 0 {
				t.Fatal("it is the first row")
			}
			at := session.KeyOf(d.f.current())
			d.press("enter", "down", "esc")
			if session.KeyOf(d.f.current()) != at {
				t.Errorf("the cursor is on %+v", d.f.current())
			}
			d.press("enter")
			want := d.f.pairs
			for range c.downs {
				d.press("down")
			}
			d.press("enter")
			state, err := d.s.Workspace.Load()
			if err != nil || len(state.Decisions) != max(1, c.apart) {
				t.Fatalf("remembered %+v, %v", state.Decisions, err)
			}
			for i, got := range state.Decisions {
				other := want[i+c.downs-c.apart].SCIM
				if got.ADName != "IT Service Desk" || got.SCIMID != other.ID || got.SCIMName != other.Name ||
					got.Apart != (c.apart > 0) {
					t.Errorf("decided %+v, want %s", got, other.Name)
				}
			}
		})
	}
}

// A conflict is one row with all its groups, and any two of them can be matched.
func TestAConflictIsOneEntry(t *testing.T) {
	d := newDriver(t, "IT Service Desk", "IT SERVICE DESK")
	conflicts := 0
	for _, row := range d.f.rows {
		if row.Status == diff.Conflict {
			conflicts++
		}
	}
	if conflicts != 1 || d.s.Result.Summary.Conflict != 4 {
		t.Fatalf("%d entries for %d rows in conflict", conflicts, d.s.Result.Summary.Conflict)
	}
	d.shows("conflict, 4 groups", "press enter to choose which belong together", "AD          IT SERVICE DESK",
		"provisioned IT service desk")
	d.press("enter")
	d.shows("Which of these 4 groups are the same group?", "IT SERVICE DESK", "=  it Service Desk")
	d.s.Result = &diff.Result{} // a new comparison doesn't change the question
	d.f.Update(session.Comparison{})
	d.shows("Which of these 4 groups are the same group?", "IT SERVICE DESK", "=  it Service Desk")
	last := d.f.pairs[len(d.f.pairs)-1]
	for range d.f.pairs[1:] {
		d.press("down")
	}
	d.press("enter")
	got := d.decisions()
	if len(got) != 1 || got[0].ADName != last.AD.Name || got[0].SCIMName != last.SCIM.Name || got[0].Apart {
		t.Errorf("decided %+v, want %s and %s", got, last.AD.Name, last.SCIM.Name)
	}
}

// For a large conflict, only the first pairs are listed, and the screen says so. "None of
// these" then refers to the listed pairs.
func TestUnlistedPairsAreMentioned(t *testing.T) {
	d := newDriver(t, "Finance Admins")
	var ad, scim []migrate.Group
	for i := range 60 {
		ad = append(ad, migrate.Group{ID: fmt.Sprint("a", i), Name: "Sales"})
		scim = append(scim, migrate.Group{ID: fmt.Sprint("s", i), Name: "sales"})
	}
	var err error
	if d.s.Result, err = diff.Compare(t.Context(), ad, scim, diff.Options{}); err != nil {
		t.Fatal(err)
	}
	d.f.Update(session.Comparison{})
	d.press("enter")
	d.shows("The first 1,000 of", "Once you decide these, the next are listed")
	d.press("end")
	d.shows("none of these 1,000")
	d.press("enter")
	if got := d.decisions(); len(got) != 1000 || !got[0].Apart {
		t.Errorf("%d decisions", len(got))
	}
}

// AD groups with the same name and no SCIM group can't be matched, and enter says what to do.
func TestAConflictWithoutASCIMGroupIsNotMatched(t *testing.T) {
	d := newDriver(t, "IT Service Desk", "Two of a Name", "Two of a Name")
	for d.f.current().Conflict == 0 || d.f.conflicts.Groups(d.f.current()) != 2 {
		d.press("down")
	}
	d.shows("No SCIM group is left to match")
	d.press("enter", "enter", "enter")
	d.shows("conflict, 2 groups", "rename or leave out all but one of these groups")
	if got := d.decisions(); len(got) != 0 || d.f.Mode != choosing {
		t.Errorf("decided %+v, mode %d", got, d.f.Mode)
	}
}

func TestFilterAndKind(t *testing.T) {
	d := newDriver(t, "Finance Admins", "ERP Key Users", "Board Members")
	d.press("d")
	d.choose("case")
	d.shows("2 names", "[case]")
	d.press("/", "finance", "enter")
	d.shows("1 name ", "Finance Admins")
	d.press("*", "esc")
	d.shows("3 names", "1 selected")
}

// A stopped run ends between two changes and says what is left.
func TestStop(t *testing.T) {
	d := newDriver(t, "Finance Admins", "ERP Key Users")
	d.press("*", "enter", "2")
	cmd := d.f.apply()
	d.f.Back()
	screentest.Follow(cmd, d.update)
	d.shows("Result", "not started")
}

func TestHostileNamesKeepTheGrid(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		hostile := rapid.SampledFrom(screentest.Nasty)
		var ad, provisioned []migrate.Group
		for i := range rapid.IntRange(0, 12).Draw(r, "n") {
			name := hostile.Draw(r, "name")
			id := string(rune('a' + i))
			ad = append(ad, migrate.Group{ID: id, Name: name, DN: "CN=" + name})
			provisioned = append(provisioned, migrate.Group{ID: id, Name: name + hostile.Draw(r, "more")})
		}
		s := session.New(t.Context(), session.Config{})
		f := New(s)
		result, err := diff.Compare(t.Context(), ad, provisioned, diff.Options{})
		if err != nil {
			r.Fatal(err)
		}
		s.Result = result
		f.Update(session.Comparison{})
		for range 3 {
			width, height := rapid.IntRange(80, 180).Draw(r, "width"), rapid.IntRange(21, 50).Draw(r, "height")
			f.SetSize(width, height)
			for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{
				"/", "*", "t", "e", "d", " ", "b", "down", "up",
				"é\u202e", "x",
			}), 0, 8).Draw(r, "keys") {
				f.Update(screentest.Key(k))
			}
			s.Stale = rapid.Bool().Draw(r, "outdated")
			f.Update(session.Reading{})
			screentest.CheckGrid(r, f.View(), width, height)
			if rapid.Bool().Draw(r, "back") {
				f.Back()
			}
		}
	})
}

// unread is AD's list, which can be opened but not read.
type unread struct{ *screentest.Source }

func (unread) Groups(context.Context, migrate.Report) ([]migrate.Group, error) {
	return nil, errors.New("the list can't be read")
}

// If a run ended without a comparison, as when it was stopped, both sides are read again. If
// that fails too, the list says that it is outdated.
func TestNamesAfterARunThatComparedNothing(t *testing.T) {
	for name, readable := range map[string]bool{"both can be read": true, "AD can't be read": false} {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, "Finance Admins", "ERP Key Users")
			d.press("*", "enter", "2")
			open, opened := d.s.Open, 0
			d.s.Open = func(ctx context.Context, side migrate.Side, c migrate.Connection) (migrate.Source, error) {
				if side == migrate.AD {
					if opened++; opened == 1 || !readable {
						return unread{&screentest.Source{Name: "list.csv"}}, nil
					}
				}
				return open(ctx, side, c)
			}
			d.press("enter")
			d.shows("2 of 2 renamed")
			d.press("esc")
			if readable {
				d.shows("0 names")
				return
			}
			d.shows("0 names", "! These names are from ", ": press r to read again")
			d.s.Open = open
			d.press("r")
			d.shows("0 names")
			if v := d.f.View(); strings.Contains(v, "press r") {
				t.Errorf("still outdated:\n%s", v)
			}
		})
	}
}

// In the smallest window, the warning about outdated names and the filter are both visible in
// full, with selected groups, conflicts, and a filter.
func TestWarningAndFilterFitTheSmallestWindow(t *testing.T) {
	d := newDriver(t, "Finance Admins", "ERP Key Users", "IT Service Desk")
	d.f.SetSize(80, 21)
	d.press("/", "i")
	d.shows("1 name, 1 conflict", "/ i")
	d.press("enter")
	d.shows("1 name, 1 conflict", "/ i ")
	d.press("esc", "d")
	d.choose("case")
	d.shows("[case]")
	d.press("esc", "home", " ", "/", "i")
	d.shows("1 selected", "/ i")
	d.press("enter")
	open := d.s.Open
	d.s.Open = func(ctx context.Context, side migrate.Side, c migrate.Connection) (migrate.Source, error) {
		if side == migrate.AD {
			return unread{&screentest.Source{Name: "list.csv"}}, nil
		}
		return open(ctx, side, c)
	}
	d.press("r")
	d.shows("● 1 selected", "/ i ", "! These names are from "+session.Clock(d.s.ReadAt())+": press r to read again")
	if v := d.f.View(); strings.Contains(strings.Join(strings.Split(ansi.Strip(v), "\n")[:2], "\n"), "…") {
		t.Errorf("clipped:\n%s", v)
	}
	screentest.CheckGrid(t, d.f.View(), 80, 21)
	d.f.Update(tea.MouseMsg{Y: 4, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	if at := d.f.table.Cursor(); at != 1 {
		t.Errorf("a click on the second row goes to row %d", at)
	}
	d.s.Open = open
	d.press("r")
	if v := d.f.View(); strings.Contains(v, "press r") {
		t.Errorf("still outdated:\n%s", v)
	}
}

// A row of an earlier comparison leads to the same groups, not to a conflict that has the same
// number now.
func TestARowOfAnEarlierComparison(t *testing.T) {
	s := session.New(t.Context(), session.Config{})
	f := New(s)
	f.SetSize(80, 21)
	compare := func(ad ...string) {
		var provisioned []migrate.Group
		for _, name := range ad {
			for _, n := range []string{strings.ToLower(name), strings.ToUpper(name)} {
				provisioned = append(provisioned, migrate.Group{ID: n, Name: n})
			}
		}
		result, err := diff.Compare(t.Context(), screentest.Groups(migrate.AD, ad...), provisioned, diff.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.Result = result
		f.Update(session.Comparison{})
	}
	compare("Ops Oslo")
	old := s.Result
	compare("Ops Oslo", "Board")
	for i := range old.Rows {
		f.table.MoveTo(0)
		f.Update(screen.Row{Title: screen.Fix, Row: &old.Rows[i]})
		if r := f.current(); r == nil || r.AD == nil || r.AD.Name != "Ops Oslo" {
			t.Errorf("%s opens on %+v", old.Rows[i].Name(), r)
		}
	}
	compare("Board")
	f.Update(screen.Row{Title: screen.Fix, Row: &old.Rows[0]}) // no longer exists
}
