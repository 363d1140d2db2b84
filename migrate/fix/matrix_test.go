package fix

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/ldapsrc"
	"ad2scim/migrate"
	"ad2scim/migrate/fix/fixtest"
	"ad2scim/migrate/store"
)

// testClock is a time that the test holds: it goes on only while somebody sleeps.
type testClock struct {
	sleeping sync.Mutex
	mu       sync.Mutex
	now      time.Time
	events   []event
}

type event struct {
	at time.Time
	do func()
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) Later(d time.Duration, do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events = append(c.events, event{c.now.Add(d), do})
	slices.SortStableFunc(c.events, func(a, b event) int { return a.at.Compare(b.at) })
}

// Sleep does what is due meanwhile.
func (c *testClock) Sleep(ctx context.Context, d time.Duration) error {
	c.sleeping.Lock() // else the time goes back
	defer c.sleeping.Unlock()
	c.mu.Lock()
	end := c.now.Add(d)
	for len(c.events) > 0 && !c.events[0].at.After(end) {
		next := c.events[0]
		c.events, c.now = c.events[1:], next.at
		c.mu.Unlock()
		next.do()
		c.mu.Lock()
	}
	c.now = end
	c.mu.Unlock()
	return ctx.Err()
}

// memoryJournal is a journal by the test's clock. Once it is dead nothing is kept
// any more, as of a process that was killed.
type memoryJournal struct {
	clock *testClock
	// killed is how many entries are kept; 0: all.
	killed int

	mu      sync.Mutex
	entries []store.Entry
}

func (j *memoryJournal) Append(e store.Entry) (store.Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Seq, e.Time = int64(len(j.entries)+1), j.clock.Now()
	if j.killed == 0 || len(j.entries) < j.killed {
		j.entries = append(j.entries, e)
	}
	return e, nil
}

func (j *memoryJournal) All() iter.Seq2[store.Entry, error] {
	j.mu.Lock()
	all := slices.Clone(j.entries)
	j.mu.Unlock()
	return func(yield func(store.Entry, error) bool) {
		for _, e := range all {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// What is done after the first run.
var thens = []string{"repeat", "kill and repeat", "undo", "kill and undo"}

// combination is one cell of the table: way to answer, and what follows.
type combination struct {
	kind            fixtest.Kind
	answer          fixtest.Answer
	made, readsBack bool
	then            string
	variant         int
}

func (c combination) String() string {
	return fmt.Sprintf("%s/%s/made=%t/read=%t/%s", c.kind.Name, c.answer, c.made, c.readsBack, c.then)
}

// TestOutcomeMatchesServerForEveryAnswer renames one group at every kind of server, which
// answers in every way, and then repeats the run or takes it back, after a kill
// too. Whatever was answered, the group ends with the old name or the new one as
// the status says, or the status is 4 and the journal says that it is not known;
// from there an undo leads back to the bytes of before.
func TestOutcomeMatchesServerForEveryAnswer(t *testing.T) {
	t.Parallel()
	var cells []combination
	for _, kind := range fixtest.Kinds(openDirectory) {
		for _, answer := range fixtest.Answers {
			for _, made := range []bool{true, false} {
				for _, readsBack := range []bool{true, false} {
					for _, then := range thens {
						cells = append(cells, combination{kind, answer, made, readsBack, then, len(cells)})
					}
				}
			}
		}
	}
	var ran, unknown, open atomic.Int64
	t.Run("cells", func(t *testing.T) {
		for i, c := range cells {
			if testing.Short() && i%29 != 0 {
				continue
			}
			t.Run(c.String(), func(t *testing.T) {
				t.Parallel()
				first, last := c.run(t)
				if first > 0 {
					unknown.Add(1)
				}
				if last {
					open.Add(1)
				}
				ran.Add(1)
			})
		}
	})
	want := int64(len(cells))
	if testing.Short() {
		want = (want + 28) / 29
	}
	t.Logf("%d of %d cells ran; %d first runs could not know whether the change was made, and %d second ones ended with status 4", ran.Load(), len(cells), unknown.Load(), open.Load())
	if ran.Load() != want || len(cells) != 9*6*2*2*4 {
		t.Errorf("%d cells ran, not %d", ran.Load(), want)
	}
}

func openDirectory(ctx context.Context, c migrate.Connection) (fixtest.Target, error) {
	return ldapsrc.Open(ctx, c)
}

// trial is a cell that runs.
type trial struct {
	*testing.T
	clock   *testClock
	journal *memoryJournal
	lab     *fixtest.Lab
	plan    *Plan
}

func (c combination) run(t *testing.T) (unknown int, open bool) {
	clock := &testClock{now: time.Now()}
	faults := &fixtest.Faults{
		Answer: c.answer, Made: c.made, ReadsBack: c.readsBack, Variant: c.variant,
		Later: clock.Later,
	}
	x := &trial{T: t, clock: clock, journal: &memoryJournal{clock: clock}, lab: c.kind.Start(t, faults)}
	members := x.lab.Members()
	if len(members) == 0 {
		t.Fatal("no members")
	}
	x.plan = x.makePlan()
	if kill := c.then[0] == 'k'; kill {
		x.journal.killed = 2 // the run and the intent
	}
	first, err := x.apply(x.plan)
	if err != nil {
		t.Fatalf("the first run: %v", err)
	}
	if faults.Writes() == 0 {
		t.Fatal("nothing was asked of the server")
	}
	x.journal.killed = 0
	faults.Heal()

	want := x.lab.After
	var ok bool
	if c.then == "repeat" || c.then == "kill and repeat" {
		ok = x.repeat()
	} else {
		want = x.lab.Before
		ok = x.undo()
	}
	x.clock.Sleep(t.Context(), 10*time.Minute)
	if ok {
		x.holds(want)
	}
	if !ok && len(x.unsettled()) == 0 && !x.failed() {
		t.Errorf("the status is 4, and the journal knows of nothing that is unknown: %+v", first.Outcomes)
	}
	if !x.undo() {
		t.Errorf("ten minutes later an undo does not end well either: %v", x.unsettled())
	}
	x.clock.Sleep(t.Context(), 10*time.Minute)
	x.holds(x.lab.Before)
	if now := x.lab.Members(); !slices.Equal(now, members) {
		t.Errorf("the members were %q and are %q", members, now)
	}
	return first.Count(Unknown), !ok
}

// holds fails the test unless the group has this name at every replica.
func (x *trial) holds(want string) {
	x.Helper()
	for _, name := range x.lab.Names() {
		if name != want {
			x.Errorf("the group is %q, not %q: %q\n%s", name, want, x.lab.Names(), x.told())
		}
	}
}

func (x *trial) told() (lines string) {
	for e := range x.journal.All() {
		lines += fmt.Sprintf("%d %s %s %s\n", e.Seq, e.Time.Format("15:04:05"), e.Kind, e.Text)
	}
	return lines
}

func (x *trial) makePlan() *Plan {
	target := x.open()
	o, err := target.Read(x.Context(), x.lab.ID)
	if err != nil {
		x.Fatal(err)
	}
	return fixes(target, x.lab.Side, Fix{
		ID: x.lab.ID, DN: o.DN, Attribute: x.lab.Attribute, Before: x.lab.Before,
		After: x.lab.After,
	})
}

// open makes a client as a new process has it.
func (x *trial) open() Target {
	x.Helper()
	target, err := x.lab.Open(x.Context())
	if err != nil {
		x.Fatal(err)
	}
	if c, is := target.(interface{ Close() error }); is {
		x.Cleanup(func() { c.Close() })
	}
	return target
}

func (x *trial) apply(p *Plan) (*Result, error) {
	return Apply(x.Context(), p, ApplyOptions{
		Targets: Targets{x.lab.Side: x.open()}, Journal: x.journal,
		StopAfterErrors: -1, Clock: x.clock,
	})
}

// repeat applies the plan again, and says whether the status is 0.
func (x *trial) repeat() bool {
	r, err := x.apply(x.plan)
	if err != nil {
		x.Fatalf("the repeated run: %v\n%s", err, x.told())
	}
	return r.Problem() == nil
}

// undo takes everything back, and says whether the status is 0.
func (x *trial) undo() bool {
	targets := Targets{x.lab.Side: x.open()}
	if err := Pin(x.journal, targets); err != nil {
		x.Fatal(err)
	}
	if _, err := Settle(x.Context(), x.journal, SettleOptions{Targets: targets, Wait: true, Clock: x.clock}); err != nil {
		x.Fatalf("the undo: %v\n%s", err, x.told())
	}
	p, err := Undo(x.journal, Selection{})
	if err != nil {
		x.Fatal(err)
	}
	r, err := x.apply(p)
	if err != nil {
		x.Fatalf("the undo: %v\n%s", err, x.told())
	}
	return r.Problem() == nil && len(x.unsettled()) == 0
}

func (x *trial) unsettled() []Recovered {
	open, err := Unsettled(x.journal)
	if err != nil {
		x.Fatal(err)
	}
	return open
}

// failed reports whether the last result in the journal says that the change was
// refused.
func (x *trial) failed() bool {
	result := ""
	if err := eachChange(x.journal, func(_ store.Entry, r changeRecord) { result = r.Result }); err != nil {
		x.Fatal(err)
	}
	return result == resultNotDone || result == resultOther
}
