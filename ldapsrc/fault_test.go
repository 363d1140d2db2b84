package ldapsrc

import (
	"context"
	"errors"
	"io"
	"net"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
)

// wire is a TCP connection to a real server that a test can cut. It sees TLS,
// so it counts bytes and knows nothing of LDAP.
type wire struct {
	address string
	// cut returns after how many bytes from the server the n-th connection (from 0) ends; a negative number means
	// never.
	cut func(n int) int
	// sent is called for each piece that the client sends. If it returns true, the connection ends when the server
	// answers.
	sent func(n int) bool

	count atomic.Int32
	mu    sync.Mutex
	open  []net.Conn
}

func startWire(t *testing.T, s *sambatest.Server, w *wire) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	w.address = "ldaps://localhost:" + port
	t.Cleanup(func() { l.Close(); w.cutAll() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", net.JoinHostPort(s.Address, "636"))
			if err != nil {
				client.Close()
				continue
			}
			w.mu.Lock()
			w.open = append(w.open, client, server)
			w.mu.Unlock()
			go w.carry(client, server, int(w.count.Add(1))-1)
		}
	}()
	return w
}

func (w *wire) cutAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.open {
		c.Close()
	}
	w.open = nil
}

func (w *wire) carry(client, server net.Conn, n int) {
	var last atomic.Bool
	go func() {
		defer server.Close()
		buf := make([]byte, 64<<10)
		for piece := 0; ; piece++ {
			got, err := client.Read(buf)
			if err != nil {
				return
			}
			if w.sent != nil && w.sent(piece) {
				last.Store(true)
			}
			if _, err := server.Write(buf[:got]); err != nil {
				return
			}
		}
	}()
	defer client.Close()
	defer server.Close()
	left := -1
	if w.cut != nil {
		left = w.cut(n)
	}
	buf := make([]byte, 4<<10)
	for {
		got, err := server.Read(buf)
		if err != nil || last.Load() {
			return
		}
		if left >= 0 {
			if got >= left {
				client.Write(buf[:left])
				return
			}
			left -= got
		}
		if _, err := client.Write(buf[:got]); err != nil {
			return
		}
	}
}

// quick only has short retry delays: on a busy machine, Samba takes seconds to accept a connection.
var quick = limits{connect: time.Minute, request: time.Minute, retryDelays: []time.Duration{
	time.Millisecond,
	10 * time.Millisecond, 50 * time.Millisecond,
}}

// openWire opens the domain of c through w.
func openWire(t *testing.T, c migrate.Connection, w *wire) *Directory {
	t.Helper()
	c.Location = w.address
	d, err := open(t.Context(), c, net.DefaultResolver, quick)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestCutOnceTheListIsStillWhole(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	s := sambatest.Shared(t)
	want := mustRead(t, mustOpen(t, s.Connection(sambatest.Reader)))
	for _, at := range []int{150_000, 20_000, 300_000} {
		w := startWire(t, s, &wire{cut: func(n int) int {
			if n == 0 {
				return at
			}
			return -1
		}})
		d := openWire(t, s.Connection(sambatest.Reader), w)
		var notes []string
		got, err := d.Groups(t.Context(), func(p migrate.Progress) {
			if p.Note != "" {
				notes = append(notes, p.Note)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("cut at %d: %d groups, not %d", at, len(got), len(want))
		}
		if w.count.Load() != 2 {
			t.Errorf("cut at %d: %d connections", at, w.count.Load())
		}
		if len(notes) != 1 || !strings.Contains(notes[0], "starting over") {
			t.Errorf("cut at %d: notes %q", at, notes)
		}
	}
}

func TestCutAlwaysIsAnErrorNeverAShortList(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	s := sambatest.Shared(t)
	w := startWire(t, s, &wire{cut: func(int) int { return 200_000 }})
	d := openWire(t, s.Connection(sambatest.Reader), w)
	var notes []string
	got, err := d.Groups(t.Context(), func(p migrate.Progress) {
		if p.Note != "" {
			notes = append(notes, p.Note)
		}
	})
	if got != nil {
		t.Errorf("%d groups beside the error", len(got))
	}
	says(t, checked(t, err, migrate.Unreachable, sambatest.AdminPassword), "cannot read groups",
		"the server closed the connection")
	if len(notes) == 0 || !strings.Contains(notes[0], "starting over") {
		t.Errorf("notes %q", notes)
	}
	if tries := int(w.count.Load()); tries != len(quick.retryDelays)+1 {
		t.Errorf("%d tries", tries)
	}
}

func TestServerRestartsInTheMiddle(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	// A machine that is busy with other tests takes its time to start Samba.
	l := defaultLimits
	l.retryDelays = append(slices.Clone(l.retryDelays), 10*time.Second, 20*time.Second, 30*time.Second)
	d, err := open(t.Context(), s.Connection(sambatest.Reader), net.DefaultResolver, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	restarted := make(chan error, 1)
	once := sync.OnceFunc(func() {
		s.Stop()
		go func() { restarted <- s.Start(context.WithoutCancel(t.Context())) }()
	})
	groups, readErr := d.Groups(t.Context(), func(p migrate.Progress) {
		if p.Done > 0 {
			once()
		}
	})
	if startErr := <-restarted; startErr != nil {
		t.Fatal(startErr)
	}
	if readErr != nil {
		t.Fatal(readErr)
	}
	if want := mustRead(t, d); !reflect.DeepEqual(groups, want) {
		t.Errorf("%d groups, not %d", len(groups), len(want))
	}
}

func TestAnIdleConnectionThatWasClosedIsReplaced(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	w := startWire(t, s, &wire{})
	d := openWire(t, only(s.Connection(""), "Payroll"), w)
	id := byDN(t, mustRead(t, d), "CN=Payroll,OU=Groups,"+s.BaseDN).ID
	w.cutAll()
	if _, err := d.Members(t.Context(), id, false); err != nil {
		t.Fatal(err)
	}
	w.cutAll()
	o := renamed(t, d, migrate.Change{ID: id, Attribute: migrate.CommonName, Before: "Payroll", After: "Payroll 2"})
	if o.Names[migrate.CommonName] != "Payroll 2" {
		t.Errorf("renamed to %q", o.Names[migrate.CommonName])
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	s := sambatest.Shared(t)
	d := mustOpen(t, s.Connection(sambatest.Reader))
	ctx, cancel := context.WithCancel(t.Context())
	groups, err := d.Groups(ctx, func(migrate.Progress) { cancel() })
	if !errors.Is(err, context.Canceled) || groups != nil {
		t.Errorf("%d groups, %v", len(groups), err)
	}
	if _, err := d.Groups(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	// The directory still works.
	mustRead(t, d)
}

// A server that never answers doesn't delay a canceled call.
func TestOpenIsCanceled(t *testing.T) {
	t.Parallel()
	quiet := runtest.Listen(t, nil, func(c net.Conn) { io.Copy(io.Discard, c) })
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error)
	go func() {
		_, err := Open(ctx, migrate.Connection{Location: "ldaps://" + quiet, User: "a@b", Secret: migrate.NewSecret("x")})
		stopped <- err
	}()
	cancel()
	if err := <-stopped; !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
}

func TestAnswerToARenameIsLost(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	var armed atomic.Bool
	writes := atomic.Int32{}
	// The second piece after it is armed is the rename: the first reads.
	w := startWire(t, s, &wire{sent: func(int) bool { return armed.Load() && writes.Add(1) == 2 }})
	d := openWire(t, only(s.Connection(""), "Payroll"), w)
	id := byDN(t, mustRead(t, d), "CN=Payroll,OU=Groups,"+s.BaseDN).ID
	armed.Store(true)
	connections := w.count.Load()
	refusedRename(t, d, migrate.Change{ID: id, Attribute: migrate.CommonName, Before: "Payroll", After: "Payroll 2"},
		migrate.Unreachable, migrate.ErrOutcomeUnknown)
	if w.count.Load() != connections {
		t.Error("a rename in doubt was tried again")
	}
	o, err := d.Read(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if o.Names[migrate.CommonName] != "Payroll 2" {
		t.Errorf("the rename whose answer was lost was not made: %q", o.Names[migrate.CommonName])
	}
}
