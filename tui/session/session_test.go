package session

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/operation"
	"ad2scim/tui/screentest"
)

// closing is a source that knows whether it was closed.
type closing struct {
	screentest.Source
	closed atomic.Bool
}

func (c *closing) Close() error { c.closed.Store(true); return nil }

func source(side migrate.Side, names ...string) *closing {
	return &closing{Source: screentest.Source{List: screentest.Groups(side, names...)}}
}

// run runs a command as Bubble Tea does, each part of a batch by itself, and
// hands every message that follows to the session, one at a time.
func run(s *Session, cmd tea.Cmd) {
	messages := make(chan tea.Msg)
	waiting := 0
	begin := func(c tea.Cmd) {
		if c != nil {
			waiting++
			go func() { messages <- c() }()
		}
	}
	for begin(cmd); waiting > 0; {
		msg := <-messages
		waiting--
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, c := range batch {
				begin(c)
			}
			continue
		}
		begin(s.Update(msg))
	}
}

func opener(sources map[migrate.Side]migrate.Source) func(context.Context, migrate.Side,
	migrate.Connection) (migrate.Source, error) {
	return func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
		if s := sources[side]; s != nil {
			return s, nil
		}
		return nil, errors.New("refused")
	}
}

var both = Config{AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{Location: "scim.csv"}}

func TestReadsBothSidesAndCompares(t *testing.T) {
	c := both
	c.Open = opener(map[migrate.Side]migrate.Source{
		migrate.AD:   source(migrate.AD, "A", "B"),
		migrate.SCIM: source(migrate.SCIM, "A", "b"),
	})
	var asked int
	c.Decisions = func() ([]diff.Decision, error) { asked++; return nil, nil }
	s := New(t.Context(), c)
	run(s, s.Recall())
	if s.Result == nil || s.Result.Summary.Exact != 1 || asked != 1 {
		t.Fatalf("result %+v, decisions asked for %d times", s.Result, asked)
	}
	if s.Busy() || s.Stale {
		t.Errorf("busy %v, stale %v", s.Busy(), s.Stale)
	}
}

func TestFailureOfOneSideKeepsTheOther(t *testing.T) {
	sources := map[migrate.Side]migrate.Source{migrate.SCIM: source(migrate.SCIM, "A")}
	c := both
	c.Open = opener(sources)
	s := New(t.Context(), c)
	run(s, s.ReadAll())
	if side, err := s.Err(); side != migrate.AD || err == nil || s.Result != nil || !s.SCIM.Read() {
		t.Fatalf("%s: %v", side, err)
	}
	sources[migrate.AD] = source(migrate.AD, "A")
	at := s.SCIM.ReadAt
	run(s, s.Retry())
	if s.Result == nil || !s.SCIM.ReadAt.Equal(at) {
		t.Error("the retry did not compare, or read again what was there")
	}
}

// What is compared with a list that couldn't be read again is outdated.
func TestAListThatCouldNotBeReadAgainIsOutdated(t *testing.T) {
	ad := source(migrate.AD, "A")
	sources := map[migrate.Side]migrate.Source{migrate.AD: ad, migrate.SCIM: source(migrate.SCIM, "A")}
	c := both
	c.Open = opener(sources)
	s := New(t.Context(), c)
	run(s, s.ReadAll())
	if s.Stale || s.Outdated() != "" {
		t.Fatalf("stale %v: %s", s.Stale, s.Outdated())
	}
	delete(sources, migrate.AD)
	run(s, s.Read(migrate.AD))
	run(s, s.Read(migrate.SCIM))
	if !s.Stale || !strings.HasPrefix(s.Outdated(), "These names are from "+Clock(s.AD.ReadAt)) {
		t.Errorf("stale %v: %s", s.Stale, s.Outdated())
	}
	sources[migrate.AD] = ad
	run(s, s.Retry())
	if s.Stale || s.Outdated() != "" {
		t.Errorf("read again, and stale %v: %s", s.Stale, s.Outdated())
	}
}

func TestLateAnswerIsDropped(t *testing.T) {
	c := both
	old, young := source(migrate.AD, "old"), source(migrate.AD, "young")
	next := []migrate.Source{old, young}
	c.Open = func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error) {
		s := next[0]
		next = next[1:]
		return s, nil
	}
	s := New(t.Context(), c)
	first := s.Read(migrate.AD)
	second := s.Read(migrate.AD)
	run(s, first)
	run(s, second)
	if s.AD.Groups[0].Name != "young" || !old.closed.Load() || young.closed.Load() {
		t.Errorf("%v; old closed %v, young closed %v", s.AD.Groups, old.closed.Load(), young.closed.Load())
	}
}

func TestStopIsNoError(t *testing.T) {
	c := both
	src := source(migrate.AD, "A")
	src.Gate = make(chan struct{})
	c.Open = opener(map[migrate.Side]migrate.Source{migrate.AD: src})
	s := New(t.Context(), c)
	cmd := s.Read(migrate.AD)
	if !s.Stop() {
		t.Fatal("there was nothing to stop")
	}
	run(s, cmd)
	if s.AD.Task.Err != nil || !s.AD.Task.Stopped || s.Busy() {
		t.Errorf("after the stop: %+v", s.AD.Task)
	}
}

func TestTrialIsUsedWithoutReadingAgain(t *testing.T) {
	c := both
	opened := 0
	before, tried := source(migrate.AD, "before"), source(migrate.AD, "tried")
	next := []*closing{before, tried}
	c.Open = func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error) {
		opened++
		return next[opened-1], nil
	}
	c.Inspect = func(context.Context, migrate.Side, migrate.Connection) ([]string, error) {
		return []string{"fact"}, nil
	}
	s := New(t.Context(), c)
	run(s, s.Read(migrate.AD))
	trial, cmd := s.Try(migrate.AD, migrate.Connection{Location: "new.csv"})
	run(s, cmd)
	if s.AD.Groups[0].Name != "before" || trial.Reading == nil || trial.Facts[0] != "fact" {
		t.Fatalf("the trial changed the session, or found nothing: %+v", trial)
	}
	run(s, s.Use(trial))
	if s.AD.Groups[0].Name != "tried" || s.AD.Connection.Location != "new.csv" || opened != 2 || !before.closed.Load() {
		t.Errorf("after use: %v from %s, opened %d times", s.AD.Groups, s.AD.Connection.Location, opened)
	}
	other, cmd := s.Try(migrate.AD, migrate.Connection{Location: "x.csv"})
	opened = 0
	run(s, cmd)
	run(s, s.Drop(other))
	if !before.closed.Load() {
		t.Error("a trial that was dropped stays open")
	}
}

// secretStore keeps one connection and one secret.
type secretStore struct {
	c      migrate.Connection
	secret migrate.Secret
}

func (s *secretStore) Connection(migrate.Side) (migrate.Connection, error) { return s.c, nil }
func (s *secretStore) Remember(_ migrate.Side, c migrate.Connection) error { s.c = c; return nil }
func (s *secretStore) Token(string) (migrate.Secret, error)                { return s.secret, nil }
func (s *secretStore) Complete(_ migrate.Side, c migrate.Connection) migrate.Connection {
	all := c.Sources()
	for i := range all {
		if all[i].Secret.IsZero() {
			all[i].Secret = s.secret
		}
	}
	return migrate.JoinConnections(all)
}

func (s *secretStore) Keep(_ migrate.Connection, secret migrate.Secret) error {
	s.secret = secret
	return nil
}

func TestSecretIsKeptOnlyIfAskedFor(t *testing.T) {
	kept := &secretStore{}
	s := New(t.Context(), Config{Memory: kept, Secrets: kept})
	c := migrate.Connection{Location: "ldaps://dc1", Secret: migrate.NewSecret("x")}
	s.Keep(migrate.AD, c, migrate.Connection{})()
	if !kept.secret.IsZero() || kept.c.Location != "ldaps://dc1" {
		t.Errorf("kept %+v", kept)
	}
	s.Keep(migrate.AD, c, c)()
	if kept.secret.Reveal() != "x" {
		t.Error("the secret was not kept")
	}
}

func TestRecallFindsConnectionAndSecret(t *testing.T) {
	kept := &secretStore{c: migrate.Connection{Location: "a.csv"}, secret: migrate.NewSecret("x")}
	s := New(t.Context(), Config{Memory: kept, Secrets: kept})
	m := s.Recall()().(Remembered)
	if m.AD.Location != "a.csv" || m.AD.Secret.Reveal() != "x" {
		t.Errorf("recalled %+v", m)
	}
}

// A connection that is typed without its secret gets the one that is at hand; one
// that is typed is not put aside.
func TestTrialTakesTheSecretThatIsAtHand(t *testing.T) {
	for typed, want := range map[string]string{"": "at hand", "typed": "typed"} {
		var got migrate.Secret
		s := New(t.Context(), Config{
			Secrets: &secretStore{secret: migrate.NewSecret("at hand")},
			Open: func(_ context.Context, side migrate.Side, c migrate.Connection) (migrate.Source, error) {
				got = c.Secret
				return source(side, "a"), nil
			},
		})
		c := migrate.Connection{Location: "ldaps://dc1", User: "kim"}
		if typed != "" {
			c.Secret = migrate.NewSecret(typed)
		}
		trial, cmd := s.Try(migrate.AD, c)
		run(s, cmd)
		if got.Reveal() != want || trial.Connection.Secret.Reveal() != want {
			t.Errorf("typed %q: it was read with %q, and %q is used", typed, got.Reveal(), trial.Connection.Secret.Reveal())
		}
	}
}

// failing remembers nothing.
type failing struct{ secretStore }

func (*failing) Remember(migrate.Side, migrate.Connection) error {
	return errors.New("the disk is full")
}

func (*failing) Keep(migrate.Connection, migrate.Secret) error {
	return errors.New("the keyring is locked")
}

// That a connection or its secret is not remembered is said, until it is.
func TestWhatIsNotRememberedIsSaid(t *testing.T) {
	t.Parallel()
	c := migrate.Connection{Location: "ldaps://dc1", Secret: migrate.NewSecret("x")}
	for want, config := range map[string]Config{
		"the disk is full":      {Memory: &failing{}},
		"the keyring is locked": {Secrets: &failing{}},
	} {
		s := New(t.Context(), config)
		run(s, s.Keep(migrate.AD, c, c))
		if err := s.SaveErrors[migrate.AD]; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		s.Memory, s.Secrets = &secretStore{}, &secretStore{}
		if run(s, s.Keep(migrate.AD, c, c)); s.SaveErrors[migrate.AD] != nil {
			t.Errorf("remembered, and yet %v", s.SaveErrors)
		}
	}
}

// A side's notes are the source's own words, also after a run of renames.
func TestNotesOfASideAreTheSources(t *testing.T) {
	ad, note := source(migrate.AD, "A"), "AD: a note that begins like this"
	ad.Noted = []string{note}
	c := both
	c.Open = opener(map[migrate.Side]migrate.Source{migrate.AD: ad, migrate.SCIM: source(migrate.SCIM, "A")})
	s := New(t.Context(), c)
	run(s, s.ReadAll())
	after := operation.AppliedRenames{
		Report: fix.Report{Result: &fix.Result{Run: "r"}, Remaining: s.Result},
		Lists:  map[migrate.Side]operation.List{migrate.AD: s.AD.list, migrate.SCIM: s.SCIM.list},
	}
	for _, when := range []string{"read", "after a run"} {
		if len(s.AD.Notes) != 1 || s.AD.Notes[0] != note || len(s.SCIM.Notes) != 0 {
			t.Errorf("%s: %q and %q", when, s.AD.Notes, s.SCIM.Notes)
		}
		run(s, s.TakeRenamed(s.Result, after))
	}
}
