//go:build unix

package main_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// trouble is a problem that an admin meets before anything is changed.
type trouble struct {
	what         string // such as a broken sign-in, a missing right, no license, or no app
	begin, end   func()
	args         func(*walk) []string
	status       int
	says, silent string // the output says what to do, and doesn't say the second
}

// otherAdmin changes what the program is about to write, just before it does.
type otherAdmin struct {
	begin func() // sets up what the change needs
	// at selects the request before which it happens, if not the first write.
	at     func(*http.Request) bool
	edit   func()
	stands func() bool // whether the change was kept
	says   string
}

// TestAsAnAdminWould goes through everything at each provider and on each path: problems, the
// plan, another admin's change, a first cycle with errors, the assignments, and undo.
func TestAsAnAdminWould(t *testing.T) {
	t.Parallel()
	eachWalk(t, func(t *testing.T, p walkedProvider, path string) {
		workspace := p.prepared(t, path)
		p.begin(t, path, workspace).between(t)
		p.begin(t, path, workspace).wholeWay(t)
	})
}

// unchanged runs a command that must change nothing at the provider.
func (w *walk) unchanged(t *testing.T, want int, args ...string) string {
	t.Helper()
	before := w.state()
	out, status := w.says(t, args...)
	if status != want {
		t.Errorf("%q: status %d, not %d: %s", args, status, want, out)
	}
	if now := w.state(); now != before {
		t.Errorf("%q: it was %s, and is %s", args, before, now)
	}
	return out
}

// ends runs a command that must end with a status.
func (w *walk) ends(t *testing.T, want int, args ...string) string {
	t.Helper()
	out, status := w.says(t, args...)
	if status != want {
		t.Fatalf("%q: status %d, not %d: %s", args, status, want, out)
	}
	return out
}

func (w *walk) wholeWay(t *testing.T) {
	for _, x := range w.troubles {
		x.begin()
		out := w.unchanged(t, x.status, x.args(w)...)
		if x.end(); !strings.Contains(out, x.says) || x.silent != "" && strings.Contains(out, x.silent) {
			t.Errorf("%s: it does not say %q: %s", x.what, x.says, out)
		}
	}
	before := w.plan(t)
	if out := w.unchanged(t, 0, w.enable("--plan")...); !strings.Contains(out, w.planSays) {
		t.Errorf("the plan does not say %q: %s", w.planSays, out)
	}

	if w.failing != nil {
		w.failing()
		if out := w.ends(t, 1, w.apply()...); !strings.Contains(out, w.failureSays) {
			t.Errorf("a first cycle with errors does not say %q: %s", w.failureSays, out)
		}
		w.unchanged(t, 1, w.diagnose()...)
		w.healed()
	}
	w.ends(t, 0, w.apply()...)
	if wrong := w.asPlanned(before, w.plan(t)); len(wrong) > 0 {
		t.Errorf("not as planned: %q", wrong)
	}
	w.unchanged(t, 0, w.diagnose()...)

	w.assigns(t)

	w.ends(t, w.undoStatus, w.disable()...)
	for i, now := range w.plan(t) {
		stays := slices.ContainsFunc(w.stays, func(s string) bool { return strings.HasPrefix(now, s+": ") })
		if !stays && (i >= len(before) || now != before[i]) {
			t.Errorf("after undo it is %q, and was %q", now, before[min(i, len(before)-1)])
		}
	}
	if w.undoStatus == 4 { // the admin undoes the rest manually, and that isn't overwritten
		if w.byHand != nil {
			w.byHand()
		}
		w.unchanged(t, 0, append(w.disable(), "--attest", "endpoint,test,users,import,groups,scope,start")...)
	}
	if out := w.unchanged(t, 2, w.disable()...); w.undoStatus == 0 && !strings.Contains(out, "nothing to undo") {
		t.Error(out)
	}
}

// assigns assigns the groups that AD sync had, and checks that repeating it does nothing.
func (w *walk) assigns(t *testing.T) {
	if w.refuses != "" {
		if out := w.unchanged(t, 2, w.assigning()...); !strings.Contains(out, w.refuses) {
			t.Errorf("it does not say %q: %s", w.refuses, out)
		}
		return
	}
	if w.trial != "" {
		w.ends(t, 0, w.trying()...)
		w.unchanged(t, 0, w.trying()...) // already provisioned
	}

	if out := w.unchanged(t, 0, append(w.assigning(), "--plan")...); !strings.Contains(out, w.assignSays) {
		t.Errorf("the plan of assignments does not say %q: %s", w.assignSays, out)
	}
	w.ends(t, 0, w.assigning()...)
	if got := w.assigned(); !slices.Equal(got, slices.Sorted(slices.Values(walkedGroups))) {
		t.Errorf("assigned are %q", got)
	}
	w.unchanged(t, 0, w.assigning()...)
}

// between lets another admin change something while the program runs. The program stops, and
// the next run keeps the change.
func (w *walk) between(t *testing.T) {
	other, wrote := w.other, false
	if other.edit == nil {
		return
	}
	other.begin()
	w.killer.tenant = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		now := !reads(r)
		if other.at != nil {
			now = other.at(r)
		}
		if now && !wrote {
			wrote = true
			other.edit()
		}
		w.walkedTenant.ServeHTTP(rw, r)
	})
	if out := w.ends(t, 4, w.apply()...); !strings.Contains(out, other.says) || !other.stands() {
		t.Errorf("another admin's change (it stands: %t) isn't reported by %q: %s", other.stands(), other.says, out)
	}
	if w.ends(t, 0, w.apply()...); !other.stands() {
		t.Error("the next run wrote over another admin's change")
	}
}

func (w *walk) diagnose() []string {
	return []string{"enable", "--idp", w.provider.idp, "--app", "Dashlane", "--diagnose"}
}
