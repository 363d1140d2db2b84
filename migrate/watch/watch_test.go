package watch

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// groups have the ids that their first letters give them.
func groups(side string, names []string) []migrate.Group {
	var list []migrate.Group
	for _, n := range names {
		list = append(list, migrate.Group{ID: side + strings.ToLower(n[:1]), Name: n})
	}
	return list
}

func round(t *testing.T, ad, scim []string, parts ...Part) Round {
	t.Helper()
	r, err := diff.Compare(t.Context(), groups("a", ad), groups("s", scim), diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Round{At: time.Unix(0, 0), Result: r, Parts: parts}
}

func words(events []Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, strings.Join(strings.Fields(strings.Join([]string{e.Event, e.Part, e.Status, e.AD, e.SCIM}, " ")),
			" "))
	}
	slices.Sort(out)
	return out
}

// after is what was told once these rounds were made; it goes through its file
// each time.
func after(t *testing.T, rounds ...Round) State {
	t.Helper()
	s := New("ad", "scim")
	for _, r := range rounds {
		_, s = Compare(s, r)
		data, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(data)
		if err != nil || !reflect.DeepEqual(back, s) {
			t.Fatalf("%v: %s\nbecomes %+v\nnot     %+v", err, data, back, s)
		}
	}
	return s
}

func TestCompareTellsWhatIsNew(t *testing.T) {
	log := Part{Name: "audit-log", Signs: []Sign{{At: time.Unix(5, 0), What: "user_group_created", Group: "Sales\x1b[2J"}}}
	exact := round(t, []string{"Sales", "Finance"}, []string{"Sales", "Finance"})
	drifted := round(t, []string{"Sales", "Finance"}, []string{"sales", "Finance"})
	further := round(t, []string{"Sales", "Finance"}, []string{"sales ", "Finance"})
	gone := round(t, []string{"Sales", "Finance"}, []string{"Finance"})
	none := round(t, []string{"Finance"}, []string{"Finance"})
	noAD := round(t, []string{"Finance"}, []string{"sales", "Finance"})
	awake := round(t, []string{"Sales", "Finance"}, []string{"Sales", "Finance"}, log)
	bytes := round(t, []string{"A\xff"}, []string{"A\xff B"})
	anew := exact
	again := *exact.Result
	again.Rows = slices.Clone(again.Rows)
	for i := range again.Rows {
		g := *again.Rows[i].AD
		g.ID += "-anew"
		again.Rows[i].AD = &g
	}
	anew.Result = &again
	for name, c := range map[string]struct {
		before []Round
		now    Round
		want   []string
	}{
		"the first round, all well":     {nil, exact, nil},
		"the first round":               {nil, drifted, []string{"drift differs Sales sales"}},
		"nothing new":                   {[]Round{drifted}, drifted, nil},
		"a drift":                       {[]Round{exact}, drifted, []string{"drift differs Sales sales"}},
		"further away":                  {[]Round{drifted}, further, []string{"drift differs Sales sales"}},
		"exact again":                   {[]Round{drifted}, exact, []string{"exact-again exact Sales Sales"}},
		"deleted at the provider":       {[]Round{exact}, gone, []string{"drift ad-only Sales"}},
		"gone from both sides":          {[]Round{exact, drifted}, none, []string{"gone differs Sales sales"}},
		"gone from AD alone":            {[]Round{drifted}, noAD, []string{"drift scim-only sales"}},
		"and then made anew":            {[]Round{drifted, noAD}, anew, []string{"exact-again exact Sales Sales"}},
		"in AD anew, exact":             {[]Round{drifted}, anew, []string{"exact-again exact Sales Sales"}},
		"the old sync wakes up":         {[]Round{exact}, awake, []string{"awake audit-log Sales\x1b[2J"}},
		"what it did is told once":      {[]Round{awake}, awake, nil},
		"a new group, the same at once": {[]Round{gone}, exact, []string{"exact-again exact Sales Sales"}},
		"names of any byte":             {[]Round{bytes}, bytes, nil},
	} {
		got, _ := Compare(after(t, c.before...), c.now)
		if !slices.Equal(words(got), c.want) {
			t.Errorf("%s: %q, want %q", name, words(got), c.want)
		}
		for _, e := range got {
			if strings.ContainsAny(e.Text, "\x1b") || e.Schema != Schema {
				t.Errorf("%+v", e)
			}
		}
	}
}

// The JSON holds the names as they are, and acts on no terminal.
func TestEventsHoldTheExactNames(t *testing.T) {
	events, _ := Compare(New("", ""), round(t, []string{"A B\u3164\u202e", "C\xff"}, nil))
	var got []string
	for _, e := range events {
		line, err := e.Line()
		if err != nil || strings.ContainsAny(string(line), "\x1b\u202e") {
			t.Errorf("%v: %s", err, line)
		}
		var back Event
		if err := json.Unmarshal(line, &back); err != nil {
			t.Fatal(err)
		}
		got = append(got, back.AD+"|"+string(back.ADBase64))
	}
	if want := []string{"A B\u3164\u202e|", "C\\xff|C\xff"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// One part that cannot be looked at hides nothing of the others, is told when it
// begins and when it changes, and at its end; what was told of it stands.
func TestPartialRounds(t *testing.T) {
	task := Part{Name: "machine SRV1", Signs: []Sign{{What: "the task is enabled", Lasting: true}}}
	lost, otherwise := Failed("machine SRV1", errors.New("no route\x1b[2J")), Failed("machine SRV1", errors.New("refused"))
	other := Part{Name: "machine SRV2", Signs: []Sign{{What: "the task runs", Lasting: true}}}
	quiet := Part{Name: "machine SRV1"}
	some := Part{Name: "machine SRV1", Wrong: Partial, Why: "not as administrator"}
	noAD := Round{At: time.Unix(0, 0), Parts: []Part{Failed("ad", errors.New("down")), task}}
	drifted := []string{"sales"}
	for name, c := range map[string]struct {
		before []Round
		now    Round
		want   []string
	}{
		"drift beside a machine that is lost": {
			nil, round(t, []string{"Sales"}, drifted, lost, other),
			[]string{"awake machine SRV2", "drift differs Sales sales", "unreachable machine SRV1"},
		},
		"it is told once": {[]Round{round(t, nil, nil, lost)}, round(t, nil, nil, lost), nil},
		"until its text changes": {
			[]Round{round(t, nil, nil, lost)},
			round(t, nil, nil, otherwise),
			[]string{"unreachable machine SRV1"},
		},
		"but not for its numbers": {
			[]Round{round(t, nil, nil, Failed("ad", errors.New("read :40123: reset")))},
			round(t, nil, nil, Failed("ad", errors.New("read :39: reset"))), nil,
		},
		"and at its end": {
			[]Round{round(t, nil, nil, lost)},
			round(t, nil, nil, quiet),
			[]string{"reached-again machine SRV1"},
		},
		"what was told of it stands": {
			[]Round{round(t, nil, nil, task), round(t, nil, nil, lost)},
			round(t, nil, nil, task),
			[]string{"reached-again machine SRV1"},
		},
		"what cannot be seen now stands": {
			[]Round{round(t, nil, nil, task), round(t, nil, nil, some)},
			round(t, nil, nil, task),
			[]string{"reached-again machine SRV1"},
		},
		"signs beside a side that is lost": {nil, noAD, []string{"awake machine SRV1", "unreachable ad"}},
		"groups beside it stand": {
			[]Round{round(t, []string{"Sales"}, drifted), noAD},
			round(t, []string{"Sales"}, drifted, Part{Name: "ad"}, task),
			[]string{"reached-again ad"},
		},
		"a part that is not looked at": {
			[]Round{round(t, nil, nil, lost)},
			round(t, nil, nil, other),
			[]string{"awake machine SRV2"},
		},
	} {
		got, _ := Compare(after(t, c.before...), c.now)
		if !slices.Equal(words(got), c.want) {
			t.Errorf("%s: %q, want %q", name, words(got), c.want)
		}
		for _, e := range got {
			if strings.Contains(e.Text, "\x1b") {
				t.Errorf("%q", e.Text)
			}
		}
	}
}

func TestIgnoredStatuses(t *testing.T) {
	alone := round(t, []string{"Sales", "Finance"}, []string{"Ops"})
	w := Watch{
		Check: func(context.Context) Round { return alone }, Ignore: []diff.Status{diff.ADOnly, diff.SCIMOnly},
		Report: func(e Event) error { t.Errorf("%+v", e); return nil },
	}
	if wrong, err := w.Once(t.Context(), New("", "")); wrong || err != nil {
		t.Error(wrong, err)
	}
	got, next := Compare(after(t, alone), alone, diff.SCIMOnly)
	if want := []string{"gone scim-only Ops"}; !slices.Equal(words(got), want) || len(next.Groups) != 2 {
		t.Errorf("%q, %d", words(got), len(next.Groups))
	}
}

// Once tells each thing once, and goes on saying whether anything is wrong.
func TestOnceRemembers(t *testing.T) {
	drifted, exact := round(t, []string{"Sales"}, []string{"sales"}), round(t, []string{"Sales"}, []string{"Sales"})
	hint := round(t, nil, nil, Part{Name: "audit-log", Signs: []Sign{{What: "user_group_created", Group: "x"}}})
	task := round(t, nil, nil, Part{Name: "machine A", Signs: []Sign{{What: "the task is enabled", Lasting: true}}})
	lost := round(t, nil, nil, Failed("ad", &migrate.Problem{Class: migrate.Unreachable, What: "down"}))
	s := New("", "")
	for i, c := range []struct {
		now   Round
		told  int
		wrong bool
	}{
		{drifted, 1, true},
		{drifted, 0, true},
		{exact, 1, false},
		{exact, 0, false},
		{hint, 1, true},
		{hint, 0, false},
		{task, 1, true},
		{task, 0, true},
		{exact, 0, false},
		{lost, 1, true},
		{lost, 0, true},
	} {
		n := 0
		w := Watch{
			Check: func(context.Context) Round { return c.now }, Report: func(Event) error { n++; return nil },
			Record: func(_ Round, events []Event, next State) error {
				if s = next; len(events) != n {
					t.Errorf("%d events are kept, %d were told", len(events), n)
				}
				return nil
			},
		}
		wrong, err := w.Once(t.Context(), s)
		if n != c.told || wrong != c.wrong || (migrate.ClassOf(err) == migrate.Unreachable) != (c.now.Err() != nil) {
			t.Errorf("round %d: %d told, wrong is %v, %v", i, n, wrong, err)
		}
	}
}

// A round of which a part fails is told and followed by others; the end of the
// context is the end of the watch, and what stands then decides.
func TestRunGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		last  []string
		wrong bool
	}{"wrong at the end": {[]string{"sales"}, true}, "well at the end": {[]string{"Sales"}, false}} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			lost := Failed("scim", errors.New("no route"))
			rounds := []Round{
				round(t, []string{"Sales"}, []string{"Sales"}, Part{Name: "scim"}),
				{Parts: []Part{lost}},
				{Parts: []Part{lost}},
				round(t, []string{"Sales"}, []string{"SALES"}, Part{Name: "scim"}),
				round(t, []string{"Sales"}, c.last, Part{Name: "scim"}),
			}
			n := 0
			var got []string
			w := Watch{
				Report: func(e Event) error { got = append(got, e.Event); return nil },
				Check: func(context.Context) Round {
					if n++; n > len(rounds) {
						cancel()
						return Round{}
					}
					return rounds[n-1]
				},
			}
			began := time.Now()
			wrong, err := w.Run(ctx, time.Hour, New("", ""))
			if err != nil || wrong != c.wrong || n != 6 || time.Since(began) != 5*time.Hour {
				t.Errorf("%s: %v, %v, %d rounds in %s", name, wrong, err, n, time.Since(began))
			}
			if want := []string{Unreachable, BackAgain, Drift}; !slices.Equal(got[:3], want) || len(got) != 4 {
				t.Error(name, got)
			}
		})
	}
}

// A round that is reported counts, even if the watch ends while it is.
func TestARoundThatIsReportedCounts(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	w := Watch{
		Check:  func(context.Context) Round { return round(t, []string{"Sales"}, []string{"sales"}) },
		Report: func(Event) error { cancel(); return nil },
	}
	if wrong, err := w.Run(ctx, time.Hour, New("", "")); err != nil || !wrong {
		t.Errorf("%v, %v", wrong, err)
	}
}

// What could not be kept is told once, and is for the next round that can be kept.
func TestWhatWasNotKeptIsKeptLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		rounds := []Round{
			round(t, []string{"Sales"}, []string{"sales"}), round(t, []string{"Sales"}, []string{"Sales"}),
			round(t, []string{"Sales"}, []string{"SALES"}), round(t, []string{"Sales"}, []string{"SALES"}),
		}
		n, told := 0, 0
		var kept [][]string
		w := Watch{Report: func(Event) error { told++; return nil }, Check: func(context.Context) Round {
			if n++; n > len(rounds) {
				cancel()
				return Round{}
			}
			return rounds[n-1]
		}, Record: func(_ Round, events []Event, _ State) error {
			if n < 3 {
				return errors.New("busy")
			}
			kept = append(kept, words(events))
			return nil
		}}
		if _, err := w.Run(ctx, time.Hour, New("", "")); err != nil {
			t.Fatal(err)
		}
		want := [][]string{{"drift differs Sales SALES", "drift differs Sales sales", "exact-again exact Sales Sales"}, nil}
		if !reflect.DeepEqual(kept, want) || told != 3 {
			t.Errorf("%d told, kept %q", told, kept)
		}
	})
}

func TestRunEndsWhereNobodyListens(t *testing.T) {
	broken := errors.New("pipe")
	w := Watch{
		Check:  func(context.Context) Round { return round(t, []string{"a"}, []string{"A"}) },
		Report: func(Event) error { return broken },
		Record: func(Round, []Event, State) error { t.Error("what was not told is kept"); return nil },
	}
	if _, err := w.Run(t.Context(), time.Hour, New("", "")); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestWhatWasToldOfOtherSourcesDoesNotCount(t *testing.T) {
	s := after(t, round(t, []string{"Sales"}, []string{"sales"}, Failed("machine A", errors.New("x")),
		Part{Name: "machine B", ScanID: "1"}))
	if same := s.For("ad", "scim"); len(same.Groups) != 1 {
		t.Error(same)
	}
	if other := s.For("ad", "elsewhere"); len(other.Groups) != 0 || len(other.Faults) != 1 ||
		other.Scans["machine B"] != "1" {
		t.Error(other)
	}
}

func TestDecodeRefusesOthers(t *testing.T) {
	for _, bad := range []string{
		"", "{", `{"version":3}`, `{"version":0}`, `{"version":1,"groups":[{"status":"odd","ad":{"name":"x"}}]}`,
		`{"version":1,"groups":[{"status":"differs"}]}`,
		`{"version":1,"groups":[{"status":"differs","ad":{"name":"x","name_base64":"eQ=="}}]}`,
	} {
		if _, err := Decode([]byte(bad)); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A state of before groups had a source is read as it was.
func TestDecodeReadsTheFirstFormat(t *testing.T) {
	s, err := Decode([]byte(
		`{"version":1,"ad":"a","scim":"s","groups":[{"status":"ad-only","ad":{"id":"1","name":"x"}}]}`))
	if err != nil || len(s.Groups) != 1 || s.AD != "a" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestSignsSayWhatIsKnown(t *testing.T) {
	at := time.Unix(0, 0)
	for want, sign := range map[string]Sign{
		"AD sync may be running: user_group_created of Sales at 1970-01-01T00:00:00Z (only a hint: SCIM provisioning causes such events too)": {At: at, What: "user_group_created", Group: "Sales"},
		"AD sync may be running: the task x is enabled":         {What: "the task x is enabled", Lasting: true},
		"AD sync may be running: the task ‹U+202E›x is running": {What: "the task \u202ex is running", Lasting: true},
	} {
		if got := sign.text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestGroupsWithoutIDsAreToldApart by their names and sources, as a CSV file of several domains
// has them.
func TestGroupsWithoutIDsAreToldApart(t *testing.T) {
	t.Parallel()
	file := func(names ...string) (list []migrate.Group) {
		for _, n := range names {
			name, source, _ := strings.Cut(n, "@")
			list = append(list, migrate.Group{Name: name, Source: source})
		}
		return list
	}
	now := func(ad ...string) Round {
		r, err := diff.Compare(t.Context(), file(ad...), file("Finance"), diff.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return Round{At: time.Unix(0, 0), Result: r}
	}
	before := after(t, now("Finance", "Sales@one"))
	for name, c := range map[string]struct {
		now  Round
		want []string
	}{
		"the same":          {now("Finance", "Sales@one"), nil},
		"of another source": {now("Finance", "Sales@two"), []string{"drift ad-only Sales", "gone ad-only Sales"}},
		"of two sources": {
			now("Finance", "Sales@one", "Sales@two"),
			[]string{"drift conflict Sales", "drift conflict Sales"},
		},
		"of no source":           {now("Finance", "Sales"), []string{"drift ad-only Sales", "gone ad-only Sales"}},
		"twice, which is as one": {now("Finance", "Sales@one", "Sales@one"), []string{"drift conflict Sales"}},
	} {
		events, _ := Compare(before, c.now)
		if got := words(events); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		for _, e := range events {
			if e.ADSource != "" && !strings.Contains(e.Text, " in "+e.ADSource) {
				t.Errorf("%s: %q does not name the source %q", name, e.Text, e.ADSource)
			}
		}
	}
}

// TestDecodeOfNothing is a state in which nothing was told, and what was edited is refused.
func TestDecodeOfNothing(t *testing.T) {
	t.Parallel()
	if s, err := Decode(nil); err != nil || len(s.Groups)+len(s.Signs) != 0 || s.Groups == nil {
		t.Errorf("%+v %v", s, err)
	}
	for _, text := range []string{
		`{"version":1,"groups":[{"status":"differs","kinds":["weather"]}]}`,
		`{"version":1,"signs":{"audit-log":[{"at":"2026-01-02T15:04:05Z","group":"b","group_base64":"Yf8="}]}}`,
	} {
		if _, err := Decode([]byte(text)); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: %v", text, err)
		}
	}
}
