package watch

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

func round(t *testing.T, ad, scim []string, awake ...Sign) Round {
	t.Helper()
	groups := func(side string, names []string) []migrate.Group {
		var list []migrate.Group
		for i, n := range names {
			list = append(list, migrate.Group{ID: side + string(rune('0'+i)), Name: n})
		}
		return list
	}
	r, err := diff.Compare(t.Context(), groups("a", ad), groups("s", scim), diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Round{At: time.Unix(0, 0), Result: r, Awake: awake}
}

func words(events []Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, strings.TrimSpace(e.Event+" "+e.Status+" "+e.AD))
	}
	slices.Sort(out)
	return out
}

func TestCompareTellsWhatIsNew(t *testing.T) {
	sign := Sign{At: time.Unix(5, 0), What: "user_group_created", Group: "Sales\x1b[2J"}
	exact := round(t, []string{"Sales", "Finance"}, []string{"Sales", "Finance"})
	drifted := round(t, []string{"Sales", "Finance"}, []string{"sales", "Finance"})
	further := round(t, []string{"Sales", "Finance"}, []string{"sales ", "Finance"})
	gone := round(t, []string{"Sales", "Finance"}, []string{"Finance"})
	awake := round(t, []string{"Sales", "Finance"}, []string{"Sales", "Finance"}, sign)
	for name, c := range map[string]struct {
		before *Round
		now    Round
		want   []string
	}{
		"the first round, all well":     {nil, exact, nil},
		"the first round":               {nil, drifted, []string{"drift differs Sales"}},
		"nothing new":                   {&drifted, drifted, nil},
		"a drift":                       {&exact, drifted, []string{"drift differs Sales"}},
		"further away":                  {&drifted, further, []string{"drift differs Sales"}},
		"exact again":                   {&drifted, exact, []string{"exact-again exact Sales"}},
		"deleted at the provider":       {&exact, gone, []string{"drift ad-only Sales"}},
		"the old sync wakes up":         {&exact, awake, []string{"awake  Sales‹U+001B›[2J"}},
		"what it did is told once":      {&awake, awake, nil},
		"a new group, the same at once": {&gone, exact, []string{"exact-again exact Sales"}},
	} {
		if got := words(Compare(c.before, c.now)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, e := range Compare(nil, awake) {
		if strings.Contains(e.Text, "\x1b") || e.Schema != Schema {
			t.Errorf("%+v", e)
		}
	}
}

// A round that fails is told and followed by others; the end of the context is
// the end of the watch.
func TestRunGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		exact := round(t, []string{"Sales"}, []string{"Sales"})
		drifted := round(t, []string{"Sales"}, []string{"sales"})
		rounds := 0
		look := func(context.Context) (Round, error) {
			rounds++
			switch rounds {
			case 1:
				return exact, nil
			case 2:
				return Round{}, errors.New("no route\x1b[2J")
			case 3:
				return drifted, nil
			}
			cancel()
			return Round{}, ctx.Err()
		}
		var got []Event
		began := time.Now()
		seen, err := Run(ctx, time.Hour, look, func(e Event) error { got = append(got, e); return nil })
		if err != nil || !seen || rounds != 4 || time.Since(began) != 3*time.Hour {
			t.Errorf("%v, %v, %d rounds in %s", seen, err, rounds, time.Since(began))
		}
		var kinds []string
		for _, e := range got {
			kinds = append(kinds, e.Event)
			if strings.Contains(e.Text, "\x1b") {
				t.Errorf("%q", e.Text)
			}
		}
		if !slices.Equal(kinds, []string{Unreachable, BackAgain, Drift}) {
			t.Error(kinds)
		}
	})
}

func TestRunEndsWhereNobodyListens(t *testing.T) {
	broken := errors.New("pipe")
	look := func(context.Context) (Round, error) { return round(t, []string{"a"}, []string{"A"}), nil }
	if _, err := Run(t.Context(), time.Hour, look, func(Event) error { return broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestSignsSayWhatIsKnown(t *testing.T) {
	at := time.Unix(0, 0)
	for want, sign := range map[string]Sign{
		"AD sync may be awake: user_group_created of Sales at 1970-01-01T00:00:00Z": {At: at, What: "user_group_created", Group: "Sales"},
		"AD sync may be awake: the task x is enabled":                               {What: "the task x is enabled"},
		"AD sync may be awake: the task ‹U+202E›x is running":                       {What: "the task \u202ex is running"},
	} {
		if got := sign.text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
