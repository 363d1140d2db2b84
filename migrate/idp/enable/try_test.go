package enable_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
)

// trier is the stand-in with trials, each of which fails with what fails says of it.
type trier struct {
	*standIn
	fails map[string]error // by the id of the user or of the group; "check" for the check
	sent  []string
}

func (p *trier) CheckTrial(context.Context, idp.App, idp.User, string) error { return p.fails["check"] }

func (p *trier) Try(_ context.Context, _ idp.App, user, group string) (string, error) {
	id := user
	if group != "" {
		id = group
	}
	p.sent = append(p.sent, id)
	return id + " provisioned", p.fails[id]
}

var (
	ann   = idp.User{ID: "u1", Login: "ann@example.com"}
	sales = idp.Group{ID: "g1", Sent: "Sales "}
)

// The user and the group are two lines of the journal, each with its own state: what was
// refused isn't done, and what isn't known is unknown.
func TestATrialsParts(t *testing.T) {
	t.Parallel()
	failed := func(err error) error {
		return &migrate.Problem{Class: migrate.Partial, What: "not provisioned", Err: err}
	}
	for name, c := range map[string]struct {
		fails map[string]error
		want  []enable.State // of the user and of the group
	}{
		"both":                 {nil, []enable.State{enable.Done, enable.Done}},
		"the group is refused": {map[string]error{"g1": failed(nil)}, []enable.State{enable.Done, enable.NotDone}},
		"the group is unknown": {
			map[string]error{"g1": failed(migrate.ErrOutcomeUnknown)},
			[]enable.State{enable.Done, enable.Unknown},
		},
		"the user is refused": {map[string]error{"u1": failed(nil)}, []enable.State{enable.NotDone, enable.NotStarted}},
		"no right": {
			map[string]error{"u1": failed(migrate.ErrDenied)},
			[]enable.State{enable.NotDone, enable.NotStarted},
		},
		"no job": {
			map[string]error{"u1": failed(migrate.ErrGone)},
			[]enable.State{enable.NotDone, enable.NotStarted},
		},
		"refused": {
			map[string]error{"u1": failed(migrate.ErrRefused)},
			[]enable.State{enable.NotDone, enable.NotStarted},
		},
		"deactivated": {
			map[string]error{"u1": failed(migrate.ErrDamaged)},
			[]enable.State{enable.Unknown, enable.NotStarted},
		},
		"canceled":       {map[string]error{"u1": context.Canceled}, []enable.State{enable.Unknown, enable.NotStarted}},
		"checked before": {map[string]error{"check": failed(nil)}, nil},
	} {
		f := start(t)
		p := &trier{standIn: f.s, fails: c.fails}
		f.Provider = p
		outcomes, err := f.Try(t.Context(), ann, sales)
		var got []enable.State
		for _, o := range outcomes {
			got = append(got, o.State)
		}
		if !slices.Equal(got, c.want) || (err == nil) != (c.fails == nil) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		changes, err := enable.Changes(f.w.Journal().All())
		if err != nil {
			t.Fatal(err)
		}
		got = nil
		for _, one := range changes {
			got = append(got, one.State)
		}
		made := slices.DeleteFunc(slices.Clone(c.want), func(s enable.State) bool { return s == enable.NotStarted })
		if !slices.Equal(got, made) || len(p.sent) != len(made) {
			t.Errorf("%s: the journal has %v of %q, sent was %q", name, got, changes, p.sent)
		}
		if len(changes) == 2 && !strings.Contains(changes[1].What, `"Sales "`) && !strings.Contains(changes[1].What,
			"“Sales ”") {
			t.Errorf("%s: the group isn't named: %q", name, changes[1].What)
		}
	}
}

// A trial that was cut off is unknown until a later one of the same user shows it.
func TestATrialThatWasCutOff(t *testing.T) {
	t.Parallel()
	f := start(t)
	p := &trier{standIn: f.s}
	f.Provider = p
	f.Journal = &torn{f.w.Journal(), 1} // the power goes off after the intent
	if _, err := f.Try(t.Context(), ann, idp.Group{}); !errors.Is(err, errPower) {
		t.Fatal(err)
	}
	f.Journal = f.w.Journal()
	states := func() (all []enable.State) {
		changes, err := enable.Changes(f.w.Journal().All())
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range changes {
			all = append(all, one.State)
		}
		return all
	}
	found, err := f.Recover(t.Context())
	if err != nil || len(found) != 1 || !strings.Contains(found[0].Title, "ann@example.com") {
		t.Fatalf("%+v, %v", found, err)
	}
	if got := states(); !slices.Equal(got, []enable.State{enable.Unknown}) {
		t.Errorf("cut off: %v", got)
	}
	if _, err := f.Try(t.Context(), idp.User{ID: "u2"}, idp.Group{}); err != nil {
		t.Fatal(err)
	}
	if got := states(); got[0] != enable.Unknown {
		t.Errorf("another user's trial settles it: %v", got)
	}
	if _, err := f.Try(t.Context(), ann, idp.Group{}); err != nil {
		t.Fatal(err)
	}
	if got := states(); !slices.Equal(got, []enable.State{enable.Done, enable.Done, enable.Done}) {
		t.Errorf("tried again: %v", got)
	}
}
