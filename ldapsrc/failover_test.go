package ldapsrc

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// dc is one of several domain controllers of a domain.
type dc struct {
	// answer is called first; ok is false to answer as a working domain controller does, and an empty list of packets
	// ends the connection. hangs never answers.
	answer func(r *ber.Packet) (packets []*ber.Packet, ok bool)
	binds  atomic.Int32
	serves atomic.Int32 // searches for groups
}

var hangs = []*ber.Packet{}

// at applies an answer to one kind of request.
func at(is func(*ber.Packet) bool, answer func(*ber.Packet) []*ber.Packet) func(*ber.Packet) ([]*ber.Packet, bool) {
	return func(r *ber.Packet) ([]*ber.Packet, bool) {
		if is(r) {
			return answer(r), true
		}
		return nil, false
	}
}

func isBind(r *ber.Packet) bool { return r.Children[1].Tag == ldap.ApplicationBindRequest }
func isRoot(r *ber.Packet) bool {
	return r.Children[1].Tag == ldap.ApplicationSearchRequest && r.Children[1].Children[0].Data.String() == ""
}

func isSearch(r *ber.Packet) bool {
	return r.Children[1].Tag == ldap.ApplicationSearchRequest && !isRoot(r)
}
func isWrite(r *ber.Packet) bool { return r.Children[1].Tag == ldap.ApplicationModifyDNRequest }

func (d *dc) reply(r *ber.Packet) []*ber.Packet {
	if isBind(r) {
		d.binds.Add(1)
	}
	if isSearch(r) {
		d.serves.Add(1)
	}
	if d.answer != nil {
		if packets, ok := d.answer(r); ok {
			return packets
		}
	}
	switch {
	case isBind(r):
		return []*ber.Packet{done(r, ldap.ApplicationBindResponse, 0, "")}
	case isRoot(r):
		return []*ber.Packet{
			entry(r, "", attribute{"defaultNamingContext", []string{"DC=corp,DC=example,DC=com"}}),
			done(r, ldap.ApplicationSearchResultDone, 0, ""),
		}
	case isWrite(r):
		return []*ber.Packet{done(r, ldap.ApplicationModifyDNResponse, 0, "")}
	}
	return []*ber.Packet{group(r, 1, "a"), searchDone(r, 0, "", "")}
}

// failover are the limits of these tests. Only the limits that a test waits for are short, so that the others also
// work on a busy machine.
var failover = limits{
	connect: time.Minute, request: time.Minute, signIn: time.Minute, stagger: time.Minute,
	failoverSignIn: time.Minute, failoverRequest: time.Minute,
	retryDelays: []time.Duration{time.Millisecond, time.Millisecond, time.Millisecond},
}

// domain starts controllers and returns how to open the domain; a nil controller accepts the connection and never
// answers, not even with TLS.
func domain(t *testing.T, dcs ...*dc) (migrate.Connection, func(*Directory)) {
	t.Helper()
	ca, config := certified(t, func(*x509.Certificate) {})
	var servers []server
	for _, d := range dcs {
		address := ""
		if d == nil {
			address = runtest.Listen(t, nil, func(c net.Conn) { io.Copy(io.Discard, c) })
		} else {
			address = runtest.Listen(t, config, func(c net.Conn) { serveWith(c, d.reply) })
		}
		host, port, _ := net.SplitHostPort(address)
		servers = append(servers, server{host, port, "127.0.0.1"})
	}
	c := migrate.Connection{
		Location: "ad://corp.example.com", User: "a@b", Secret: migrate.NewSecret("hunter2!"),
		CAFile: ca,
	}
	return c, func(d *Directory) { d.find = func(context.Context) ([]server, error) { return servers, nil } }
}

func serveWith(c net.Conn, reply func(*ber.Packet) []*ber.Packet) {
	defer c.Close()
	for {
		r, err := ber.ReadPacket(c)
		if err != nil {
			return
		}
		answers := reply(r)
		if answers == nil {
			return
		}
		for _, a := range answers {
			if _, err := c.Write(a.Bytes()); err != nil {
				return
			}
		}
	}
}

func answers(tag ber.Tag, code int64) func(*ber.Packet) []*ber.Packet {
	return func(r *ber.Packet) []*ber.Packet { return []*ber.Packet{done(r, tag, code, "")} }
}

func nothing(packets []*ber.Packet) func(*ber.Packet) []*ber.Packet {
	return func(*ber.Packet) []*ber.Packet { return packets }
}

// If the first domain controller fails in any way, the next one is used.
func TestTheNextDomainControllerIsUsed(t *testing.T) {
	t.Parallel()
	const result, bound = ldap.ApplicationSearchResultDone, ldap.ApplicationBindResponse
	for name, first := range map[string]*dc{
		"takes the connection and is silent": nil,
		"closes at rootDSE":                  {answer: at(isRoot, nothing(nil))},
		"hangs at rootDSE":                   {answer: at(isRoot, nothing(hangs))},
		"busy at rootDSE (51)":               {answer: at(isRoot, answers(result, 51))},
		"starting at rootDSE (52)":           {answer: at(isRoot, answers(result, 52))},
		"closes at bind":                     {answer: at(isBind, nothing(nil))},
		"hangs at bind":                      {answer: at(isBind, nothing(hangs))},
		"busy at bind (51)":                  {answer: at(isBind, answers(bound, 51))},
		"starting at bind (52)":              {answer: at(isBind, answers(bound, 52))},
		"closes at search":                   {answer: at(isSearch, nothing(nil))},
		"hangs at search":                    {answer: at(isSearch, nothing(hangs))},
		"busy at search (51)":                {answer: at(isSearch, answers(result, 51))},
		"stopping at search (52)":            {answer: at(isSearch, answers(result, 52))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			second := &dc{}
			c, at := domain(t, first, second)
			memory, l := newFailureCache(), failover
			switch {
			case first == nil, strings.HasPrefix(name, "hangs at rootDSE"):
				l.stagger = 50 * time.Millisecond
			case strings.HasPrefix(name, "hangs"):
				l.failoverSignIn, l.failoverRequest = time.Second, time.Second
			}
			d, err := openAt(t.Context(), c, net.DefaultResolver, l, memory, at)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if got := namesOf(mustRead(t, d)); !slices.Equal(got, []string{"a"}) {
				t.Errorf("got %q", got)
			}
			if second.serves.Load() == 0 {
				t.Error("the second one was not asked")
			}
			if first == nil || strings.HasPrefix(name, "hangs at rootDSE") {
				return // overtaken, not failed
			}
			// The failure is remembered: the next Directory uses the second one at once.
			before := first.binds.Load() + first.serves.Load()
			again, err := openAt(t.Context(), c, net.DefaultResolver, l, memory, at)
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			mustRead(t, again)
			if asked := first.binds.Load() + first.serves.Load(); asked != before {
				t.Errorf("the first was asked again: %d requests after %d", asked, before)
			}
		})
	}
}

// A refusal that every domain controller would give isn't tried at the next one, because a wrong password would
// count at each.
func TestARefusalIsNotTriedAtTheNext(t *testing.T) {
	t.Parallel()
	for _, code := range []int64{49, 8, 7, 48} {
		first, second := &dc{answer: at(isBind, answers(ldap.ApplicationBindResponse, code))}, &dc{}
		c, at := domain(t, first, second)
		_, err := open(t.Context(), c, net.DefaultResolver, failover, at)
		checked(t, err, migrate.Unreachable, "hunter2!")
		if first.binds.Load() != 1 || second.binds.Load() != 0 {
			t.Errorf("%d: %d and %d sign-ins", code, first.binds.Load(), second.binds.Load())
		}
	}
}

// Four dead domain controllers cost no more time than one, and the progress names what is tried.
func TestFourDeadDomainControllers(t *testing.T) {
	t.Parallel()
	c, at := domain(t, nil, nil, nil, nil, &dc{})
	var notes []string
	start, l := time.Now(), failover
	l.stagger = 20 * time.Millisecond
	ctx := migrate.WithReport(t.Context(), func(p migrate.Progress) { notes = append(notes, p.Note) })
	d, err := open(ctx, c, net.DefaultResolver, l, at)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if took := time.Since(start); took > l.connect/2 {
		t.Errorf("took %s", took)
	}
	all := strings.Join(notes, "|")
	if len(notes) != 6 || !strings.Contains(all, "asking 127.0.0.1:") ||
		!strings.Contains(all, "signing in at 127.0.0.1:") {
		t.Errorf("told %q", notes)
	}

	c, at = domain(t, nil, nil)
	short := l
	short.connect = 100 * time.Millisecond
	_, err = open(t.Context(), c, net.DefaultResolver, short, at)
	says(t, checked(t, err, migrate.Unreachable, "hunter2!"),
		"cannot reach any of the 2 domain controllers of corp.example.com", "nothing answers")
}

// A search that is too slow for every domain controller finally gets the whole time limit.
func TestASlowSearchGetsItsTime(t *testing.T) {
	t.Parallel()
	l := failover
	l.failoverRequest = 300 * time.Millisecond
	answer := func(r *ber.Packet) ([]*ber.Packet, bool) {
		if isSearch(r) {
			time.Sleep(2 * l.failoverRequest)
		}
		return nil, false
	}
	c, at := domain(t, &dc{answer: answer}, &dc{answer: answer})
	d, err := open(t.Context(), c, net.DefaultResolver, l, at)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if got := namesOf(mustRead(t, d)); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %q", got)
	}
}

// The last domain controller that is left has no less time to sign in than one alone, also if the
// other ones fail after its first attempt.
func TestASlowSignInGetsItsTimeAtTheLastDomainController(t *testing.T) {
	t.Parallel()
	l := failover
	l.stagger, l.failoverSignIn = time.Millisecond, 300*time.Millisecond
	slow := &dc{answer: func(r *ber.Packet) ([]*ber.Packet, bool) {
		if isBind(r) {
			time.Sleep(2 * l.failoverSignIn)
		}
		return nil, false
	}}
	closes := &dc{answer: at(isRoot, nothing(nil))}
	later := &dc{answer: at(isRoot, func(*ber.Packet) []*ber.Packet {
		time.Sleep(4 * l.failoverSignIn)
		return nil
	})}
	for name, dcs := range map[string][]*dc{
		"the last of two": {closes, slow}, "beside one that fails later": {slow, later},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, at := domain(t, dcs...)
			d, err := open(t.Context(), c, net.DefaultResolver, l, at)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if got := namesOf(mustRead(t, d)); !slices.Equal(got, []string{"a"}) {
				t.Errorf("got %q", got)
			}
		})
	}
}

// A domain controller that drops a cookie in the middle of a list: the list is read again.
func TestACookieThatIsRefused(t *testing.T) {
	t.Parallel()
	for _, code := range []int64{53, 12, 2} {
		var pages atomic.Int32
		s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
			switch pages.Add(1) {
			case 1:
				return []*ber.Packet{group(r, 1, "a"), searchDone(r, 0, "", "next")}
			case 2:
				return []*ber.Packet{
					searchDone(r, code, "0000217A: SvcErr: DSID-031401E5, problem 5010 (UNAVAIL_EXTENSION), data 0", ""),
				}
			}
			return []*ber.Packet{group(r, 1, "a"), group(r, 2, "b"), searchDone(r, 0, "", "")}
		})
		if got := namesOf(mustRead(t, openStandIn(t, s, quick))); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%d: got %q", code, got)
		}
	}
}

// A read-only domain controller is used if no other one answers, and never written to.
func TestReadOnlyDomainControllers(t *testing.T) {
	t.Parallel()
	branch := &dc{answer: at(isRoot, func(r *ber.Packet) []*ber.Packet {
		return []*ber.Packet{entry(r, "", attribute{"defaultNamingContext", []string{"DC=corp,DC=example,DC=com"}},
			attribute{"supportedCapabilities", []string{oidPartialSecrets}}), done(r, ldap.ApplicationSearchResultDone, 0, "")}
	})}
	change := migrate.Change{
		ID: "00000000-0000-0000-0000-000000000001", Attribute: migrate.CommonName, Before: "a",
		After: "b",
	}
	writable, l := &dc{}, failover
	l.stagger = 50 * time.Millisecond
	c, at := domain(t, branch, writable)
	d, err := open(t.Context(), c, net.DefaultResolver, l, at)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Rename(t.Context(), change); err != nil || branch.binds.Load() != 0 {
		t.Errorf("renamed at the read-only one? %v, %d sign-ins", err, branch.binds.Load())
	}

	c, at = domain(t, branch, &dc{answer: func(*ber.Packet) ([]*ber.Packet, bool) { return nil, true }})
	d, err = open(t.Context(), c, net.DefaultResolver, l, at)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if got := namesOf(mustRead(t, d)); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %q", got)
	}
	_, err = d.Rename(t.Context(), change)
	says(t, checked(t, err, migrate.Unreachable, "hunter2!"), "read-only (an RODC)", "nothing was changed")
	if errors.Is(err, migrate.ErrOutcomeUnknown) {
		t.Error("it is not in doubt")
	}
}

// One that doesn't report that it is read-only refers to another one (code 10).
func TestAWriteThatIsReferred(t *testing.T) {
	t.Parallel()
	s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
		if isSearch(r) {
			return []*ber.Packet{group(r, 1, "a"), done(r, ldap.ApplicationSearchResultDone, 0, "")}
		}
		return []*ber.Packet{done(r, ldap.ApplicationModifyDNResponse, 10,
			"0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: 'dc2.corp.example.com'\n\x00")}
	})
	_, err := openStandIn(t, s, quick).Rename(t.Context(), migrate.Change{
		ID:        "00000000-0000-0000-0000-000000000001",
		Attribute: migrate.CommonName, Before: "a", After: "b",
	})
	says(t, checked(t, err, migrate.Unreachable, "hunter2!"), "read-only",
		`writable domain controller "dc2.corp.example.com"`)
}

// The global catalog is read-only, and says so.
func TestGlobalCatalog(t *testing.T) {
	t.Parallel()
	d := &Directory{location: location{scheme: migrate.LDAPS, host: "dc", port: "3269"}, verified: true}
	if notes := d.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "global catalog") {
		t.Errorf("notes %q", notes)
	}
	_, err := d.Rename(t.Context(), migrate.Change{ID: "x", Attribute: migrate.CommonName, Before: "a", After: "b"})
	says(t, checked(t, err, migrate.BadInput, ""), "global catalog", "read-only")
}

// A domain controller that failed comes last for a while, or until it answers again; the others keep
// their order, and one that is named twice in a row is asked once.
func TestFailedDomainControllersComeLast(t *testing.T) {
	t.Parallel()
	now := time.Now()
	m := newFailureCache()
	m.now = func() time.Time { return now }
	a, b, c := server{host: "a"}, server{host: "b"}, server{host: "c"}
	check := func(when string, want ...server) {
		t.Helper()
		if got := m.sortFailedLast([]server{a, a, b, c}); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	check("at first", a, b, c)
	m.failed(a)
	m.failed(b)
	check("after two failures", c, a, b)
	m.clear(b)
	check("once one answers", b, c, a)
	now = now.Add(failureTTL)
	check("later", a, b, c)
}
