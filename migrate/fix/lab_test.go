package fix

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/ldapsrc"
	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// directory opens the domain controller as one of its accounts.
func directory(t *testing.T, c migrate.Connection) *ldapsrc.Directory {
	t.Helper()
	d, err := ldapsrc.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// made is a group that a test made.
type made struct{ ID, DN string }

// office makes an organizational unit with groups; name, displayName and
// sAMAccountName of each are given. It returns the groups in order.
func office(t *testing.T, s *sambatest.Server, ou string, groups ...[3]string) []made {
	t.Helper()
	conn := s.AdminConn(t)
	base := "OU=" + ou + "," + s.BaseDN
	sambatest.Create(t, conn, base, "objectClass", "organizationalUnit")
	var list []made
	for _, g := range groups {
		dn := "CN=" + escapeRDN(g[0]) + "," + base
		sambatest.Create(t, conn, dn, "objectClass", "group", "displayName", g[1], "sAMAccountName", g[2])
		list = append(list, made{DN: dn})
	}
	c := s.Connection("")
	c.Base = base
	all, err := directory(t, c).Groups(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		at := slices.IndexFunc(all, func(g migrate.Group) bool { return g.DN == list[i].DN })
		if at < 0 {
			t.Fatalf("%s is not in the list", list[i].DN)
		}
		list[i].ID = all[at].ID
	}
	return list
}

// open opens a workspace that is closed with the test.
func open(t *testing.T, dir string) *migration.Workspace {
	t.Helper()
	w, err := migration.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// nameOf reads an attribute of a group.
func nameOf(t *testing.T, r Target, id string, a migrate.Attribute) string {
	t.Helper()
	o, err := r.Read(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return o.Names[a]
}

// expect fails the test if a result is not so many of each state.
func expect(t *testing.T, r *Result, want map[State]int) {
	t.Helper()
	for _, s := range []State{Done, Skipped, Failed, Unknown, NotStarted} {
		if r.Count(s) != want[s] {
			for _, o := range r.Outcomes {
				t.Logf("fix %d %q to %q: %s %s %v", o.Fix.Number, o.Fix.Before, o.Fix.After, o.State, o.Why, o.Err)
			}
			t.Fatalf("%d are %s, not %d", r.Count(s), s, want[s])
		}
	}
}

// apply applies a plan and fails the test if that fails as a whole.
func apply(t *testing.T, p *Plan, w *migration.Workspace, targets Targets) *Result {
	t.Helper()
	r, err := Apply(t.Context(), p, ApplyOptions{Targets: targets, Journal: w.Journal(), StopAfterErrors: -1})
	if err != nil {
		t.Fatal(err)
	}
	checkJournal(t, w)
	return r
}

// checkJournal fails the test if the journal contradicts itself: a change that
// begins from another value than the one before it left, or a result that has
// no intent.
func checkJournal(t *testing.T, w *migration.Workspace) map[string]string {
	t.Helper()
	holds := map[string]string{}
	open := map[int64]changeRecord{}
	err := eachChange(w.Journal(), func(e store.Entry, r changeRecord) {
		key := r.ID + "/" + string(r.Attribute)
		if e.Kind == KindIntent {
			open[e.Seq] = r
			return
		}
		if _, is := open[r.Intent]; !is {
			t.Errorf("entry %d is a result without an intent", e.Seq)
		}
		if r.Result != resultUnknown {
			delete(open, r.Intent)
		}
		if r.Result != resultDone {
			return
		}
		if now, known := holds[key]; known && now != string(r.From) {
			t.Errorf("entry %d goes from %q, but %q was left there", e.Seq, r.From, now)
		}
		holds[key] = string(*r.Stored)
	})
	if err != nil {
		t.Fatal(err)
	}
	for seq := range open {
		t.Errorf("entry %d has no result", seq)
	}
	return holds
}

// hooked calls before ahead of every rename, and after behind it.
type hooked struct {
	Target
	before, after func(migrate.Change)
}

func (h hooked) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	if h.before != nil {
		h.before(c)
	}
	o, err := h.Target.Rename(ctx, c)
	if h.after != nil {
		h.after(c)
	}
	return o, err
}

// ReadDelay and Pin are those of the server behind.
func (h hooked) ReadDelay() time.Duration { return readDelay(h.Target) }

func (h hooked) Pin(server string) {
	if p, several := h.Target.(migrate.Pinner); several {
		p.Pin(server)
	}
}

// fixes plans to give attributes of groups of one server new values.
func fixes(target fmt.Stringer, side migrate.Side, list ...Fix) *Plan {
	p := newPlan()
	for _, f := range list {
		f.Side, f.Target = side, target.String()
		p.add(f)
	}
	return p
}

func lines(list []Finding) string {
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintf(&b, "%s %v %s\n", f.Severity, f.Fixes, f.Words)
	}
	return b.String()
}
