package session

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/operation"
	"ad2scim/tui/screentest"
	"ad2scim/tui/task"
)

// closing is a source that records whether it was closed.
type closing struct {
	screentest.Source
	closed atomic.Bool
}

func (c *closing) Close() error { c.closed.Store(true); return nil }

func source(side migrate.Side, names ...string) *closing {
	return &closing{Source: screentest.Source{List: screentest.Groups(side, names...)}}
}

// run runs a command as Bubble Tea does, with the parts of a batch concurrently, and passes
// each message to the session.
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
	run(s, s.LoadConnections())
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

// A comparison with a list that couldn't be read again is outdated.
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
	old, young, late := source(migrate.AD, "old"), source(migrate.AD, "young"), source(migrate.AD, "late")
	next := []migrate.Source{old, young, late}
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
	third := s.Read(migrate.AD)
	tried := source(migrate.AD, "tried")
	s.UseTest(&ConnectionTest{Side: migrate.AD, Reading: &Reading{Side: migrate.AD, Source: tried, Groups: tried.List}})
	if run(s, third); s.AD.Groups[0].Name != "tried" || !late.closed.Load() {
		t.Errorf("%v; late closed %v", s.AD.Groups, late.closed.Load())
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

func TestConnectionTestIsUsedWithoutReadingAgain(t *testing.T) {
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
	trial, cmd := s.TestConnection(migrate.AD, migrate.Connection{Location: "new.csv"})
	run(s, cmd)
	if s.AD.Groups[0].Name != "before" || trial.Reading == nil || trial.Facts[0] != "fact" {
		t.Fatalf("the connection test changed the session or found nothing: %+v", trial)
	}
	run(s, s.UseTest(trial))
	if s.AD.Groups[0].Name != "tried" || s.AD.Connection.Location != "new.csv" || opened != 2 || !before.closed.Load() {
		t.Errorf("after use: %v from %s, opened %d times", s.AD.Groups, s.AD.Connection.Location, opened)
	}
	other, cmd := s.TestConnection(migrate.AD, migrate.Connection{Location: "x.csv"})
	opened = 0
	run(s, cmd)
	run(s, s.DiscardTest(other))
	if !before.closed.Load() {
		t.Error("a discarded connection test stays open")
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
	s.SaveConnection(migrate.AD, c, migrate.Connection{})()
	if !kept.secret.IsZero() || kept.c.Location != "ldaps://dc1" {
		t.Errorf("kept %+v", kept)
	}
	s.SaveConnection(migrate.AD, c, c)()
	if kept.secret.Reveal() != "x" {
		t.Error("the secret wasn't saved")
	}
}

func TestRecallFindsConnectionAndSecret(t *testing.T) {
	kept := &secretStore{c: migrate.Connection{Location: "a.csv"}, secret: migrate.NewSecret("x")}
	s := New(t.Context(), Config{Memory: kept, Secrets: kept})
	m := s.LoadConnections()().(ConnectionsLoaded)
	if m.AD.Location != "a.csv" || m.AD.Secret.Reveal() != "x" {
		t.Errorf("loaded %+v", m)
	}
}

// A connection without a typed secret gets the saved one. A typed secret isn't replaced.
func TestConnectionTestUsesTheSavedSecret(t *testing.T) {
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
		trial, cmd := s.TestConnection(migrate.AD, c)
		run(s, cmd)
		if got.Reveal() != want || trial.Connection.Secret.Reveal() != want {
			t.Errorf("typed %q: it was read with %q, and %q is used", typed, got.Reveal(), trial.Connection.Secret.Reveal())
		}
	}
}

// failing saves nothing.
type failing struct{ secretStore }

func (*failing) Remember(migrate.Side, migrate.Connection) error {
	return errors.New("the disk is full")
}

func (*failing) Keep(migrate.Connection, migrate.Secret) error {
	return errors.New("the keyring is locked")
}

// A connection or secret that isn't saved is reported until it is.
func TestUnsavedConnectionIsReported(t *testing.T) {
	t.Parallel()
	c := migrate.Connection{Location: "ldaps://dc1", Secret: migrate.NewSecret("x")}
	for want, config := range map[string]Config{
		"the disk is full":      {Memory: &failing{}},
		"the keyring is locked": {Secrets: &failing{}},
	} {
		s := New(t.Context(), config)
		run(s, s.SaveConnection(migrate.AD, c, c))
		if err := s.SaveErrors[migrate.AD]; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		s.Memory, s.Secrets = &secretStore{}, &secretStore{}
		if run(s, s.SaveConnection(migrate.AD, c, c)); s.SaveErrors[migrate.AD] != nil {
			t.Errorf("saved, and yet %v", s.SaveErrors)
		}
	}
}

// The notes of a side are the source's own, also after a run of renames.
func TestNotesOfASideAreTheSources(t *testing.T) {
	ad, note := source(migrate.AD, "A"), "AD: a note that begins like this"
	ad.NoteList = []string{note}
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
		run(s, s.ShowRenamed(s.Result, after))
	}
}

// A run of renames ends with its own comparison, about the lists that it read. Both sides are read
// again where that comparison isn't of what is shown, or where there is none.
func TestTheEndOfARunOfRenames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(s *Session, since **diff.Result, after *operation.AppliedRenames)
		taken  bool
		reads  bool
	}{
		"nothing was changed": {func(_ *Session, _ **diff.Result, after *operation.AppliedRenames) {
			after.Result.Run = ""
		}, false, false},
		"compared": {func(*Session, **diff.Result, *operation.AppliedRenames) {}, true, false},
		"not compared": {
			func(_ *Session, _ **diff.Result, after *operation.AppliedRenames) { after.Remaining = nil }, false,
			true,
		},
		"another comparison is shown": {func(_ *Session, since **diff.Result, _ *operation.AppliedRenames) {
			*since = &diff.Result{}
		}, false, true},
		"outdated": {
			func(s *Session, _ **diff.Result, _ *operation.AppliedRenames) { s.markOutdated() }, false,
			true,
		},
		"a side is read": {func(s *Session, _ **diff.Result, _ *operation.AppliedRenames) {
			s.AD.Task, _ = task.Start(s.ctx, "x")
		}, false, true},
		"AD was lost": {
			func(s *Session, _ **diff.Result, _ *operation.AppliedRenames) { s.AD.Source = nil }, false,
			true,
		},
		"the other is lost": {
			func(s *Session, _ **diff.Result, _ *operation.AppliedRenames) { s.SCIM.Source = nil }, false,
			true,
		},
	} {
		var opened atomic.Int32
		ad, scim := source(migrate.AD, "A"), source(migrate.SCIM, "a")
		config := both
		config.Open = func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
			opened.Add(1)
			return map[migrate.Side]migrate.Source{migrate.AD: ad, migrate.SCIM: scim}[side], nil
		}
		s := New(t.Context(), config)
		run(s, s.ReadAll())
		before, late := s.Result, Comparison{&diff.Result{}, nil, s.run}
		opened.Store(0)
		at := time.Now().Add(time.Hour)
		after := operation.AppliedRenames{
			Report: fix.Report{Result: &fix.Result{Run: "r"}, Remaining: &diff.Result{}}, ReadAt: at,
			Lists: map[migrate.Side]operation.List{migrate.AD: s.AD.list, migrate.SCIM: s.SCIM.list},
		}
		since := s.Result
		c.change(s, &since, &after)
		cmd := s.ShowRenamed(since, after)
		if c.taken && (!s.Stale || s.outdatedShown.Result != before || !s.IsStale(late)) {
			t.Errorf("%s: until it is used, the earlier comparison is shown as %+v", name, s.outdatedShown)
		}
		run(s, cmd)
		if (opened.Load() == 2) != c.reads || (s.Result == after.Remaining) != c.taken || c.taken && !s.AD.ReadAt.Equal(at) {
			t.Errorf("%s: %d sides are read, taken is %t", name, opened.Load(), s.Result == after.Remaining)
		}
		if s.Stale {
			t.Errorf("%s: the names are outdated afterwards", name)
		}
		if c.taken {
			if s.Update(late); s.Result != after.Remaining {
				t.Errorf("%s: an earlier comparison is shown after it", name)
			}
		}
	}
}

// Names are outdated once a side couldn't be read again or its reading was stopped, and what the
// comparison was about stays known; while a side is read, nothing is said.
func TestOutdated(t *testing.T) {
	t.Parallel()
	c := both
	sources := map[migrate.Side]*closing{migrate.AD: source(migrate.AD, "A"), migrate.SCIM: source(migrate.SCIM, "A")}
	c.Open = func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
		return sources[side], nil
	}
	s := New(t.Context(), c)
	if s.markOutdated(); s.Stale {
		t.Error("nothing was compared, and that is outdated")
	}
	run(s, s.ReadAll())
	shown := s.Shown()
	if s.ReadAt() != s.AD.ReadAt && s.ReadAt() != s.SCIM.ReadAt || s.ReadAt().After(s.AD.ReadAt) ||
		s.ReadAt().After(s.SCIM.ReadAt) {
		t.Errorf("read at %v: AD %v, SCIM %v", s.ReadAt(), s.AD.ReadAt, s.SCIM.ReadAt)
	}
	s.AD.ReadAt = s.SCIM.ReadAt.Add(-time.Hour)
	if at := s.ReadAt(); !at.Equal(s.AD.ReadAt) {
		t.Errorf("the older list is of %v, not %v", s.AD.ReadAt, at)
	}
	s.AD.ReadAt = shown.At
	for _, e := range []*Side{s.AD, s.SCIM} {
		sources[e.Side].Gate = make(chan struct{})
		cmd := s.Read(e.Side)
		s.Stop()
		run(s, cmd)
		sources[e.Side].Gate = nil
		e.Connection.Location = "elsewhere.csv"
		if !s.Stale || s.Outdated() == "" || !s.Shown().About.Equal(shown.About) {
			t.Errorf("%s: stopped, and stale %t: %+v", e.Side, s.Stale, s.Shown())
		}
		cmd = s.Read(map[migrate.Side]migrate.Side{migrate.AD: migrate.SCIM, migrate.SCIM: migrate.AD}[e.Side])
		if got := s.Outdated(); got != "" {
			t.Errorf("%s: %s, while the other side is read", e.Side, got)
		}
		run(s, cmd)
		if s.Outdated() == "" {
			t.Errorf("%s: compared with the list of before, and not outdated", e.Side)
		}
		run(s, s.Retry())
		if s.Stale {
			t.Errorf("%s: read again, and outdated", e.Side)
		}
		shown = s.Shown()
	}
}

// A row of another comparison is the one of the same groups, the first of several.
func TestRowIn(t *testing.T) {
	t.Parallel()
	groups := screentest.Groups(migrate.AD, "A", "B")
	r := &diff.Result{Rows: []diff.Row{{AD: &groups[0]}, {AD: &groups[0]}, {AD: &groups[1]}}}
	other := diff.Row{AD: &groups[0]}
	if got := RowIn(r, &other); got != &r.Rows[0] {
		t.Errorf("%p", got)
	}
	if got := RowIn(r, &r.Rows[1]); got != &r.Rows[1] {
		t.Errorf("a row of this comparison is %p", got)
	}
	if RowIn(nil, &other) != nil || RowIn(&diff.Result{}, &other) != nil {
		t.Error("a row that isn't there is found")
	}
}
