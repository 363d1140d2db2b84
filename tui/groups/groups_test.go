package groups

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// show returns the screen with these rows.
func show(t screentest.Failer, rows []diff.Row, width, height int) (*Groups, *strings.Builder) {
	s := session.New(context.Background(), session.Config{})
	s.Result = &diff.Result{Rows: rows}
	s.Result.Keep(func(diff.Row) bool { return true }) // counts the rows
	var out strings.Builder
	g := New(s, clipboard.New(&out, func(string) string { return "" }))
	g.SetSize(width, height)
	settleDown(g, g.Update(session.Comparison{}))
	return g, &out
}

// settleDown runs a command and the commands that result from it.
func settleDown(g *Groups, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			settleDown(g, c)
		}
	case arrangement, membership, marking, pairing:
		settleDown(g, g.Update(msg))
	}
}

func press(g *Groups, keys ...string) {
	special := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "down": tea.KeyDown, "end": tea.KeyEnd,
		"pgdown": tea.KeyPgDown, "esc": tea.KeyEsc,
	}
	for _, k := range keys {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
		if typ, ok := special[k]; ok {
			msg = tea.KeyMsg{Type: typ}
		}
		settleDown(g, g.Update(msg))
	}
}

// chosen returns the list that a key opens.
func chosen(t *testing.T, g *Groups, key string) screen.Choice {
	t.Helper()
	c, ok := choiceIn(g.Update(screentest.Key(key)))
	if !ok {
		t.Fatalf("%s opens no list", key)
	}
	return c
}

func choiceIn(cmd tea.Cmd) (c screen.Choice, ok bool) {
	if cmd == nil {
		return c, false
	}
	switch msg := cmd().(type) {
	case screen.Choice:
		return msg, true
	case tea.BatchMsg:
		for _, one := range msg {
			if c, ok = choiceIn(one); ok {
				return c, true
			}
		}
	}
	return c, false
}

func text(g *Groups) string { return ansi.Strip(g.View()) }

func TestHostileNamesKeepTheGrid(t *testing.T) {
	name := rapid.OneOf(rapid.SampledFrom(screentest.Nasty), rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 30), func(b []byte) string { return string(b) }))
	keys := []string{"down", "end", "enter", "s", "d", "o", "m", "c", "/", "*", " ", "a", "pgdown", "i"}
	rapid.Check(t, func(r *rapid.T) {
		group := func(what string) *migrate.Group {
			n := name.Draw(r, what)
			return &migrate.Group{
				ID: name.Draw(r, what+" id"), Name: n, DN: name.Draw(r, what+" dn"),
				Details: &migrate.GroupDetails{ExternalID: name.Draw(r, "external")},
			}
		}
		var rows []diff.Row
		for range rapid.IntRange(0, 12).Draw(r, "rows") {
			row := diff.Row{Status: diff.Status(rapid.IntRange(0, 4).Draw(r, "status"))}
			switch row.Status {
			case diff.ADOnly:
				row.AD = group("ad")
			case diff.SCIMOnly:
				row.SCIM, row.Related = group("scim"), &diff.Related{VariantOf: name.Draw(r, "variant")}
			case diff.Conflict:
				row.AD = group("ad")
				row.Related = &diff.Related{Candidates: []diff.Candidate{{Side: migrate.SCIM, Group: group("candidate")}}}
			default:
				row.AD, row.SCIM, row.Kinds = group("ad"), group("scim"), names.NewKinds(names.AllKinds()...)
			}
			rows = append(rows, row)
		}
		width, height := rapid.IntRange(80, 200).Draw(r, "width"), rapid.IntRange(21, 60).Draw(r, "height")
		g, _ := show(r, rows, width, height)
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 6).Draw(r, "keys") {
			press(g, k)
		}
		screentest.CheckGrid(r, g.View(), width, height)
	})
}

func TestDetailSaysWhatDiffers(t *testing.T) {
	rows := append([]diff.Row{}, some...)
	rows[1] = row(diff.Differs, "Sales EMEA", "Sales EMEA ")
	g, _ := show(t, rows, 80, 21)
	got := text(g)
	for _, want := range []string{"Sales EMEA·", "▲", "U+0020", "aSales EMEA", "6 rows"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the screen:\n%s", want, got)
		}
	}
}

// Two unrelated names that the identity provider or an admin paired aren't compared letter by
// letter.
func TestUnrelatedNamesAreNotCompared(t *testing.T) {
	for want, pair := range map[string]struct {
		scim     migrate.Group
		decision []diff.Decision
	}{
		"different names, paired by identity (objectGUID)": {migrate.Group{
			ID: "7", Name: "Direktorium",
			Details: &migrate.GroupDetails{ADID: "1"},
		}, nil},
		"different names, matched by an admin": {
			migrate.Group{ID: "7", Name: "Direktorium"}, []diff.Decision{{ADID: "1", SCIMID: "7"}},
		},
	} {
		result, err := diff.Compare(t.Context(), []migrate.Group{{ID: "1", Name: "Board"}}, []migrate.Group{pair.scim},
			diff.Options{Decisions: pair.decision})
		if err != nil {
			t.Fatal(err)
		}
		g, _ := show(t, result.Rows, 80, 30)
		press(g, "enter")
		if got := text(g); !strings.Contains(got, want) || strings.Contains(got, "U+") || strings.Contains(got, "▲") {
			t.Errorf("%q is not on the screen, or letters are:\n%s", want, got)
		}
	}
}

func TestConflictListsItsCandidates(t *testing.T) {
	twin := row(diff.Conflict, "Twins", "")
	twin.Related = &diff.Related{Candidates: []diff.Candidate{{
		Side: migrate.SCIM, Group: &migrate.Group{ID: "7", Name: "twins"},
		Kinds: names.NewKinds(names.Case),
	}, {Side: migrate.AD, Group: &migrate.Group{DN: "CN=Twins,OU=B"}}}}
	g, _ := show(t, []diff.Row{twin}, 80, 21)
	press(g, "enter")
	got := text(g)
	for _, want := range []string{"2 candidates", "twins", "case", "CN=Twins,OU=B", "the same name"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the screen:\n%s", want, got)
		}
	}
}

func TestConflictIsOneEntry(t *testing.T) {
	result, err := diff.Compare(t.Context(), []migrate.Group{{ID: "1", Name: "Sales", DN: "CN=Sales,OU=A"}},
		[]migrate.Group{{ID: "7", Name: "sales"}, {ID: "8", Name: "Sales "}}, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g, _ := show(t, result.Rows, 80, 30)
	press(g, "enter")
	got := text(g)
	for _, want := range []string{
		"3 groups in this conflict", "CN=Sales,OU=A", "capital S / small s",
		"trailing space (U+0020)",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the screen:\n%s", want, got)
		}
	}
	if n := len(g.rows); n != 1 {
		t.Errorf("%d rows for one conflict", n)
	}
	cmd, _ := g.Back()
	settleDown(g, cmd)
	press(g, "/", "s", "a", "l", "e", "s", "enter")
	if got := text(g); !strings.Contains(got, "1 of 1") {
		t.Errorf("with a filter, a conflict isn't counted as one:\n%s", got)
	}
}

// A conflict is found by any of its names, also when the filter is narrowed, and always has the
// same row.
func TestConflictIsFoundByEachName(t *testing.T) {
	result, err := diff.Compare(t.Context(), []migrate.Group{{ID: "0", Name: "Board"}, {ID: "1", Name: "Ops Oslo"}},
		[]migrate.Group{{ID: "6", Name: "board"}, {ID: "7", Name: "Ops-Oslo"}, {ID: "8", Name: "Ops_Oslo"}}, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g, _ := show(t, result.Rows, 80, 30)
	for _, typed := range []string{"_", "-", "pso"} {
		press(g, "/", typed, "enter")
		if r := g.current(); r == nil || r.AD == nil || r.AD.Name != "Ops Oslo" {
			t.Errorf("by %q the row %+v is found", typed, r)
		}
		press(g, "esc")
		cmd, _ := g.Back()
		settleDown(g, cmd)
	}
	for i := range result.Rows {
		if row := &g.result.Rows[i]; row.Status == diff.Conflict && row.AD == nil {
			settleDown(g, g.Update(screen.Row{Title: screen.Groups, Row: row}))
			if r := g.current(); r == nil || r.AD == nil || r.AD.Name != "Ops Oslo" {
				t.Errorf("a row of the conflict opens on %+v", r)
			}
			press(g, "home")
		}
	}
}

func TestSimilarNameIsAHint(t *testing.T) {
	result, err := diff.Compare(t.Context(), []migrate.Group{{ID: "1", Name: "Team Schmidt"}},
		[]migrate.Group{{ID: "7", Name: "Team Schmitt"}}, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g, _ := show(t, result.Rows, 80, 21)
	press(g, "enter")
	if got := text(g); !strings.Contains(got, "similar name") || !strings.Contains(got, "Team Schmitt") {
		t.Errorf("no hint on the screen:\n%s", got)
	}
}

func TestFilterByTyping(t *testing.T) {
	g, _ := show(t, some, 80, 21)
	press(g, "/", "a", "p", "a", "c")
	if !g.Typing() {
		t.Error("the filter does not take keys")
	}
	press(g, "enter")
	got := text(g)
	if !strings.Contains(got, "Sales APAC") || strings.Contains(got, "Twins") || !strings.Contains(got, "1 of 6") {
		t.Errorf("the filter shows:\n%s", got)
	}
	if cmd, ok := g.Back(); !ok {
		t.Error("esc doesn't clear the filter")
	} else {
		settleDown(g, cmd)
	}
	if got := text(g); !strings.Contains(got, "Twins") || !strings.Contains(got, "6 rows") {
		t.Errorf("without the filter:\n%s", got)
	}
}

func TestSelection(t *testing.T) {
	g, _ := show(t, some, 80, 21)
	press(g, " ", " ")
	if n := len(g.session.Selected); n != 2 {
		t.Fatalf("%d rows are selected, want 2", n)
	}
	if !g.session.Selected[session.KeyOf(&some[1])] || !g.session.Selected[session.KeyOf(&some[4])] {
		t.Errorf("selected: %v", g.session.Selected)
	}
	press(g, "*")
	if n := len(g.session.Selected); n != 6 {
		t.Errorf("all: %d are selected", n)
	}
	press(g, "*")
	if n := len(g.session.Selected); n != 0 {
		t.Errorf("none: %d are selected", n)
	}
}

func TestCopyIsByteForByte(t *testing.T) {
	rows := []diff.Row{row(diff.ADOnly, "caf\xe9\x1b[31m", "")}
	g, out := show(t, rows, 80, 21)
	c := chosen(t, g, "c")
	settleDown(g, c.Items[0].Do())
	if want := "\x1b]52;c;Y2Fm6RtbMzFt\a"; out.String() != want {
		t.Errorf("sent %q, want %q", out.String(), want)
	}
}

func TestMembersSideBySide(t *testing.T) {
	g, _ := show(t, some, 100, 30)
	g.session.AD.Source = &screentest.Source{MembersOf: map[string][]migrate.Member{
		"aSales EMEA": {{Name: "Ann", Mail: "ann@x.org"}, {Name: "Bob\u202e", Mail: "bob@x.org"}},
	}}
	g.session.SCIM.Source = &screentest.Source{MembersOf: map[string][]migrate.Member{
		"ssales emea": {{Name: "Ann", Mail: "ann@x.org"}},
	}}
	press(g, "m")
	got := text(g)
	for _, want := range []string{
		"1 only in AD", "0 only provisioned", "0 with another email", "1 the same",
		"Bob‹U+202E›",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the screen:\n%s", want, got)
		}
	}
	press(g, "m")
	g.session.SCIM.Source = &screentest.Source{}
	press(g, "m")
	if got := text(g); !strings.Contains(got, "the group is gone") || !strings.Contains(got, "Bob") {
		t.Errorf("an error on one side hides it, or the other side:\n%s", got)
	}
}

// A side that isn't connected says so, and r connects it. Its members are read as soon as its
// groups are.
func TestMembersOfADisconnectedSide(t *testing.T) {
	g, _ := show(t, some, 80, 21)
	s := g.session
	s.AD.Connection.Location, s.SCIM.Connection.Location = "ldap://dc", "https://scim"
	ann := []migrate.Member{{Name: "Ann", Mail: "ann@x.org"}}
	s.SCIM.Source = &screentest.Source{MembersOf: map[string][]migrate.Member{"ssales emea": ann}}
	s.Open = func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error) {
		return nil, errors.New("refused")
	}
	update := func(msg tea.Msg) tea.Cmd { return tea.Batch(s.Update(msg), g.Update(msg)) }
	const no = "not connected: press r"
	for _, k := range []string{"m", "r"} {
		screentest.Follow(g.Update(screentest.Key(k)), update)
		if v := text(g); !strings.Contains(v, no) || !strings.Contains(v, "ann@x.org") {
			t.Fatalf("after %s:\n%s", k, v)
		}
	}
	s.Open = func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error) {
		return &screentest.Source{MembersOf: map[string][]migrate.Member{"aSales EMEA": ann}}, nil
	}
	cmd := g.Update(screentest.Key("r"))
	if v := text(g); !strings.Contains(v, "reading groups …") || strings.Contains(v, no) {
		t.Errorf("while the groups are read:\n%s", v)
	}
	screentest.Follow(cmd, update)
	if v := text(g); !strings.Contains(v, "= the same 1 member") {
		t.Errorf("once they are read:\n%s", v)
	}
}

// In the smallest window, the reason for missing members is shown in full.
func TestReasonForMissingMembersIsComplete(t *testing.T) {
	unknown := row(diff.Exact, "Ops", "Ops")
	unknown.AD.ID, unknown.SCIM.ID = "", ""
	g, _ := show(t, []diff.Row{unknown}, 80, 21)
	g.session.AD.Source = &screentest.Source{}
	g.session.SCIM.Source = struct{ migrate.Source }{}
	press(g, "m")
	if v := text(g); !strings.Contains(v, "the group has no id") || !strings.Contains(v, "doesn't list members") {
		t.Error(v)
	}
}

// A group in conflict or with a similar name is compared with each possible match.
func TestMembersOfPossibleMatches(t *testing.T) {
	one := row(diff.Conflict, "Sales", "")
	two := row(diff.ADOnly, "Schmidt", "")
	one.Related, two.Related = &diff.Related{}, &diff.Related{}
	for _, name := range []string{"sales", "Sales "} {
		g := &migrate.Group{ID: "s" + name, Name: name}
		one.Related.Candidates = append(one.Related.Candidates, diff.Candidate{Side: migrate.SCIM, Group: g})
		two.Related.Near = append(two.Related.Near, diff.Near{Side: migrate.SCIM, Group: g})
	}
	twin := &migrate.Group{ID: "aSales2", Name: "Sales"} // the same name on the same side isn't a match
	one.Related.Candidates = append(one.Related.Candidates, diff.Candidate{Side: migrate.AD, Group: twin})
	for _, r := range []diff.Row{one, two} {
		g, _ := show(t, []diff.Row{r}, 100, 30)
		ann := []migrate.Member{{Name: "Ann", Mail: "ann@x.org"}}
		g.session.AD.Source = &screentest.Source{MembersOf: map[string][]migrate.Member{"a" + r.AD.Name: ann}}
		g.session.SCIM.Source = &screentest.Source{MembersOf: map[string][]migrate.Member{"ssales": {}, "sSales ": ann}}
		press(g, "m")
		first := text(g)
		press(g, "n")
		second := text(g)
		press(g, "n")
		for got, want := range map[string][]string{
			first:  {"possible match 1 of 2", "1 only in AD"},
			second: {"possible match 2 of 2", "= the same 1 member", "Sales·"},
		} {
			for _, w := range want {
				if !strings.Contains(got, w) {
					t.Errorf("%q is not on the screen:\n%s", w, got)
				}
			}
		}
		if text(g) != first {
			t.Errorf("after the last match comes:\n%s", text(g))
		}
	}
}

// Email addresses are compared byte for byte, and differences are marked as in names. An exact
// match takes precedence over a similar address.
func TestMembersEmailIsComparedByteForByte(t *testing.T) {
	left := []migrate.Member{
		{Name: "Ann", Mail: "Ann.Smith@Example.com"},
		{Name: "Bob", Mail: "bob@x.org"},
		{Name: "Cy", Mail: "cy@x.org", UPN: "cy"},
		{Name: "Di", Mail: "di@x.org", UPN: "di@corp"},
	}
	right := []migrate.Member{
		{Name: "Bob 2", Mail: "BOB@x.org"},
		{Name: "Bob", Mail: "bob@x.org"},
		{Name: "Ann", Mail: "ann.smith@example.com"},
		{Name: "Cy", Mail: "cy@x.org "},
		{Name: "Di", UPN: "di@corp"},
	}
	g, _ := show(t, some, 160, 40)
	g.session.AD.Source = &screentest.Source{MembersOf: map[string][]migrate.Member{"aSales EMEA": left}}
	g.session.SCIM.Source = &screentest.Source{MembersOf: map[string][]migrate.Member{"ssales emea": right}}
	press(g, "m")
	got := text(g)
	for _, want := range []string{
		"0 only in AD", "1 only provisioned", "2 with another email", "2 the same", "cy@x.org·",
		"› Bob 2",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the screen:\n%s", want, got)
		}
	}
	for line := range strings.Lines(got) {
		if strings.Contains(line, "Ann.Smith@Example.com") && !strings.Contains(line, "≠ Ann") {
			t.Errorf("the difference isn't described: %q", line)
		}
	}
}

func TestMarksFollowTheRows(t *testing.T) {
	long := strings.Repeat("Finance Admins ", 8)
	g, _ := show(t, []diff.Row{row(diff.Differs, long+"A", long+"a"), row(diff.Differs, "SalesAPAC", "Sales APAC")}, 80,
		21)
	if got := text(g); !strings.Contains(got, "Sales·APAC") {
		t.Errorf("the space that differs isn't marked in the table:\n%s", got)
	}
	if got := text(g); !strings.Contains(got, "capital A / small a") {
		t.Errorf("a long pair is not explained:\n%s", got)
	}
}

// What all names of a side have in common is said once, above the table, and clicks still hit
// the right rows.
func TestBannerAboveTheTable(t *testing.T) {
	g, _ := show(t, []diff.Row{row(diff.Differs, "Sales", `CORP\Sales`), row(diff.Exact, "Ops", "Ops")}, 80, 21)
	before := len(strings.Split(g.View(), "\n"))
	r := *g.result
	r.SideWide = []diff.SideWide{{What: diff.SharedPrefix, Side: migrate.SCIM, Value: `CORP\`, Groups: 3}}
	g.session.Result = &r
	settleDown(g, g.Update(session.Comparison{}))
	v := ansi.Strip(g.View())
	for _, want := range []string{`! All 3 provisioned names begin with “CORP\”.`, "Change the format of the group"} {
		if !strings.Contains(v, want) {
			t.Errorf("no %q in\n%s", want, v)
		}
	}
	lines := strings.Split(v, "\n")
	if len(lines) != before {
		t.Errorf("%d lines, %d without the banner", len(lines), before)
	}
	for y, l := range lines {
		if strings.Contains(l, "Ops") {
			g.Update(tea.MouseMsg{Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
			break
		}
	}
	if g.current() == nil || g.current().Name() != "Ops" {
		t.Errorf("a click chooses %+v", g.current())
	}
}

// A row of an earlier comparison leads to the same groups, not to a conflict that has the same
// number now.
func TestRowOfAnEarlierComparison(t *testing.T) {
	compare := func(names ...string) *diff.Result {
		ad, provisioned := screentest.Groups(migrate.AD, names...), []migrate.Group{}
		for _, g := range ad {
			provisioned = append(provisioned, migrate.Group{ID: g.Name + "1", Name: strings.ToLower(g.Name)},
				migrate.Group{ID: g.Name + "2", Name: strings.ToUpper(g.Name)})
		}
		r, err := diff.Compare(t.Context(), ad, provisioned, diff.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	old := compare("Ops Oslo")
	g, _ := show(t, compare("Ops Oslo", "Board").Rows, 80, 30)
	for i := range old.Rows {
		press(g, "home")
		settleDown(g, g.Update(screen.Row{Title: screen.Groups, Row: &old.Rows[i]}))
		if r := g.current(); r == nil || r.AD == nil || r.AD.Name != "Ops Oslo" {
			t.Errorf("%s opens on %+v", old.Rows[i].Name(), r)
		}
	}
	cmd := g.Update(screen.Row{Title: screen.Groups, Row: &compare("Gone").Rows[0]})
	if notice, ok := cmd().(screen.Notice); !ok || !strings.Contains(notice.Text, "aren't in the newest") {
		t.Errorf("groups that are gone: %+v", notice)
	}
}

// Names from an earlier read are never shown as current: if a side couldn't be read again, a
// line above the table says so until both are read.
func TestOutdatedNamesAreMarked(t *testing.T) {
	g, _ := show(t, []diff.Row{row(diff.Differs, "Sales", "sales"), row(diff.Exact, "Ops", "Ops")}, 80, 21)
	const old = "! These names are from "
	if v := text(g); strings.Contains(v, old) {
		t.Fatalf("at first:\n%s", v)
	}
	before := len(strings.Split(g.View(), "\n"))
	g.session.Stale = true
	settleDown(g, g.Update(session.Reading{}))
	v := text(g)
	if !strings.Contains(v, old) || !strings.Contains(v, ": press r to read again") {
		t.Errorf("no sign of it in\n%s", v)
	}
	if n := len(strings.Split(v, "\n")); n != before {
		t.Errorf("%d lines, %d without the sign", n, before)
	}
	g.session.Stale = false
	settleDown(g, g.Update(session.Reading{}))
	if v := text(g); strings.Contains(v, old) {
		t.Errorf("after they are read:\n%s", v)
	}
}
