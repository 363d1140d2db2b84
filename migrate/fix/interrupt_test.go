package fix

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"ad2scim/migrate"
)

// interrupted ends the run while a group is read.
type interrupted struct {
	idServer
	stop context.CancelFunc
}

func (s interrupted) Read(ctx context.Context, id string) (migrate.Object, error) {
	if id == "2" {
		s.stop()
		return migrate.Object{}, ctx.Err()
	}
	return s.idServer.Read(ctx, id)
}

// A change whose group was being read when the run was stopped is not started: it didn't
// fail.
func TestStoppedWhileAGroupIsRead(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	server := interrupted{idServer{"1": "a", "2": "b", "3": "c"}, stop}
	p := &Plan{ID: "0123456789abcdef"}
	for i, c := range []struct{ id, from, to string }{{"1", "a", "A"}, {"2", "b", "B"}, {"3", "c", "C"}} {
		p.Fixes = append(p.Fixes, Fix{
			Number: i + 1, Side: migrate.SCIM, Target: server.String(), ID: c.id, Attribute: migrate.DisplayName,
			Before: c.from, After: c.to,
		})
	}
	r, err := Apply(ctx, p, ApplyOptions{
		Targets: Targets{migrate.SCIM: server}, Journal: open(t, t.TempDir()).Journal(), Concurrency: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, map[State]int{Done: 1, NotStarted: 2})
}

// unreadableOnce can't read a group once, after another got its name.
type unreadableOnce struct {
	idServer
	failed *bool
}

func (s unreadableOnce) Read(ctx context.Context, id string) (migrate.Object, error) {
	if id == "1" && s.idServer["2"] == "a" && !*s.failed {
		*s.failed = true
		return migrate.Object{}, &migrate.Problem{Class: migrate.Unreachable, What: "no answer"}
	}
	return s.idServer.Read(ctx, id)
}

// A group that has its temporary name when it can't be read gets a lasting one.
func TestUnreadableGroupLosesItsTemporaryName(t *testing.T) {
	t.Parallel()
	server := unreadableOnce{idServer{"1": "a", "2": "b"}, new(bool)}
	p := &Plan{ID: "0123456789abcdef"}
	for i, c := range []struct{ id, from, to string }{{"1", "a", "b"}, {"2", "b", "a"}} {
		p.Fixes = append(p.Fixes, Fix{
			Number: i + 1, Side: migrate.SCIM, Target: server.String(), ID: c.id, Attribute: migrate.DisplayName,
			Before: c.from, After: c.to,
		})
	}
	r, err := Apply(t.Context(), p, ApplyOptions{
		Targets: Targets{migrate.SCIM: server}, Journal: open(t, t.TempDir()).Journal(), Concurrency: 1,
	})
	if err != nil || !*server.failed {
		t.Fatal(err, *server.failed)
	}
	expect(t, r, map[State]int{Done: 2})
	if server.idServer["1"] != "b" || server.idServer["2"] != "a" {
		t.Errorf("%v", server.idServer)
	}
}

// A group gets a name only if the group that has it has left it; one that holds another name since
// has left it too.
func TestGroupWaitsForItsName(t *testing.T) {
	t.Parallel()
	for holds, want := range map[string]map[State]int{
		"b":     {Unknown: 1, NotStarted: 1},
		"other": {Skipped: 1, Unknown: 1},
	} {
		clock := &testClock{now: time.Now()}
		server := lateServer{idServer{"1": "a", "2": holds}, &sync.Mutex{}, clock, 0}
		r, err := Apply(t.Context(), fixes(server, migrate.SCIM,
			Fix{ID: "1", Attribute: migrate.DisplayName, Before: "a", After: "b"},
			Fix{ID: "2", Attribute: migrate.DisplayName, Before: "b", After: "c"},
		), ApplyOptions{Targets: Targets{migrate.SCIM: server}, Journal: &memoryJournal{clock: clock}, Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, want)
	}
}

// A group that an earlier run left with its temporary name gets its last one, at the second attempt
// too: its old name is another group's by now.
func TestATemporaryNameOfAnEarlierRun(t *testing.T) {
	t.Parallel()
	for refusals := range 2 {
		server := &answering{within: time.Second}
		server.rename = func(s *answering, c migrate.Change) error {
			if s.writes <= refusals {
				return migrate.ErrDenied
			}
			s.idServer[c.ID] = c.After
			return nil
		}
		p := fixes(server, migrate.SCIM,
			Fix{ID: "1", Attribute: migrate.DisplayName, Before: "a", After: "b"},
			Fix{ID: "2", Attribute: migrate.DisplayName, Before: "b", After: "a"})
		server.idServer = idServer{"1": p.temporary(p.Fixes[0]), "2": "a"}
		r, err := Apply(t.Context(), p, ApplyOptions{
			Targets: Targets{migrate.SCIM: server}, Journal: &memoryJournal{clock: &testClock{}}, StopAfterErrors: -1,
		})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, map[State]int{Skipped: 1, Done: 1})
		if server.idServer["1"] != "b" {
			t.Errorf("%d refusals: %v", refusals, server.idServer)
		}
	}
}

// A server that takes a group itself for another one with its name is led past it by a temporary
// name. Where it is another group's name, the group keeps its own.
func TestANameThatDiffersInCaseFromItsOwn(t *testing.T) {
	t.Parallel()
	for after, writes := range map[string]int{"Sales": 3, "Legal": 1} {
		server := &answering{idServer: idServer{"1": "sales"}, within: time.Second}
		server.rename = func(s *answering, c migrate.Change) error {
			if strings.EqualFold(c.After, "legal") || strings.EqualFold(c.After, s.idServer[c.ID]) {
				return migrate.ErrTaken
			}
			s.idServer[c.ID] = c.After
			return nil
		}
		r, err := Apply(t.Context(), fixes(server, migrate.SCIM,
			Fix{ID: "1", Attribute: migrate.DisplayName, Before: "sales", After: after},
		), ApplyOptions{Targets: Targets{migrate.SCIM: server}, Journal: &memoryJournal{clock: &testClock{}}})
		if err != nil || server.writes != writes || (server.idServer["1"] == after) != (writes == 3) {
			t.Errorf("%s: %v, %d writes, %v, %+v", after, err, server.writes, server.idServer, r.Outcomes)
		}
	}
}

// A group in AD whose common name this plan changes is still the group that the plan saw.
func TestACommonNameThatThePlanChanges(t *testing.T) {
	t.Parallel()
	p := fixes(fakeName("x"), migrate.AD,
		Fix{ID: "1", DN: "CN=Seen,OU=A", Attribute: migrate.DisplayName, Before: "a", After: "b"},
		Fix{ID: "1", DN: "CN=Seen,OU=A", Attribute: migrate.CommonName, Before: "Now", After: "Then"})
	c := chainRun{applying: &applying{plan: p}}
	for dn, want := range map[string]string{
		"CN=Seen,OU=A": "", "CN=Now,ou=a": "", "CN=Then,OU=A": "", "CN=" + p.temporary(p.Fixes[1]) + ",OU=A": "",
		"CN=Other,OU=A": "common name is", "CN=Seen,OU=B": "moved to",
	} {
		now := migrate.Object{DN: dn, Names: map[migrate.Attribute]string{migrate.DisplayName: "a"}}
		if got := c.changedSincePlan(p.Fixes[0], now); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", dn, got, want)
		}
	}
}
