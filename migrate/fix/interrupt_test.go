package fix

import (
	"context"
	"testing"

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
