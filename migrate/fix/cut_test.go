package fix

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

// wire carries TCP to a server until it is cut.
type wire struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	open  []net.Conn
	isCut bool
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, to: to}
	var carriers sync.WaitGroup
	carriers.Go(func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			carriers.Go(func() { w.carry(from) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		w.cut()
		carriers.Wait()
	})
	return w
}

func (w *wire) carry(from net.Conn) {
	defer from.Close()
	to, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer to.Close()
	w.mu.Lock()
	if w.isCut {
		w.mu.Unlock()
		return
	}
	w.open = append(w.open, from, to)
	w.mu.Unlock()
	go io.Copy(to, from)
	io.Copy(from, to)
}

// cut closes all connections, and every later one at once.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = true
	for _, c := range w.open {
		c.Close()
	}
	w.open = nil
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = false
}

// cutInAD cuts the connection in the middle of a run, for good and for a moment.
func cutInAD(t *testing.T, s *sambatest.Server) {
	list := office(t, s, "Cut", [3]string{"Cut 1", "", "cut-1"}, [3]string{"Cut 2", "", "cut-2"},
		[3]string{"Cut 3", "", "cut-3"})
	line := newWire(t, s.Address+":636")
	_, port, _ := net.SplitHostPort(line.listener.Addr().String())
	c := s.Connection("")
	c.Location = "ldaps://localhost:" + port
	d := directory(t, c)
	var plan []Fix
	for _, g := range list {
		cn, _ := commonName(g.DN)
		plan = append(plan, Fix{ID: g.ID, DN: g.DN, Attribute: migrate.CommonName, Before: cn, After: strings.ToUpper(cn)})
	}
	p := fixes(d, migrate.AD, plan...)
	w := open(t, t.TempDir())

	made := 0
	r, err := Apply(t.Context(), p, ApplyOptions{Journal: w.Journal(), Targets: Targets{migrate.AD: hooked{
		Target: d,
		before: func(migrate.Change) {
			if made++; made == 2 {
				line.cut()
			}
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, map[State]int{Done: 1, Failed: 1, NotStarted: 1})
	if migrate.ClassOf(r.Problem()) != migrate.Partial {
		t.Errorf("the problem is %v", r.Problem())
	}
	// As long as the server is away, nothing is begun.
	if r, err = Apply(t.Context(), p, ApplyOptions{Journal: w.Journal(), Targets: Targets{migrate.AD: d}}); err != nil {
		t.Fatal(err)
	}
	expect(t, r, map[State]int{Failed: 1, NotStarted: 2})
	line.mend()
	expect(t, apply(t, p, w, Targets{migrate.AD: d}), map[State]int{Skipped: 1, Done: 2})

	// The connection is cut with the server's answer on the way.
	undo, err := Undo(w.Journal(), Selection{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, apply(t, undo, w, Targets{migrate.AD: hooked{Target: d, before: func(migrate.Change) {
		line.cut()
		line.mend()
	}}}), map[State]int{Done: 3})
}
