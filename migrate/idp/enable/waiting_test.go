package enable_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// A run that waits stands against another at the same app, until it goes on or
// another has taken its place; then it does not go on. It is no step.
func TestARunThatWaitsIsKnown(t *testing.T) {
	f := start(t)
	other := *f.Engine
	other.App = idp.App{ID: "another"}
	waits := func(want int) []enable.Waiting {
		t.Helper()
		all, err := f.Engine.Waiting()
		if err != nil || len(all) != want {
			t.Fatalf("%v: %v", all, err)
		}
		return all
	}
	step := idp.Step{ID: idp.StepTest, Title: "test\x1b it"}
	first, err := f.Engine.Wait(step)
	if err != nil {
		t.Fatal(err)
	}
	all := waits(1)
	if text := all[0].String(); !strings.Contains(text, "waits at") || strings.Contains(text, "\x1b") {
		t.Errorf("%q", text)
	}
	if elsewhere, err := other.Waiting(); err != nil || len(elsewhere) != 0 {
		t.Errorf("at another app: %v, %v", elsewhere, err)
	}
	if err := enable.CheckRequirements(f.w, playbook.SelfHosted, playbook.Okta, all, "", "kim",
		false); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "waits at") {
		t.Errorf("another run may begin: %v", err)
	}
	if err := f.Engine.ResumeWait(first); err != nil {
		t.Fatal(err)
	}
	waits(0)
	second, err := f.Engine.Wait(step)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Engine.Supersede(); err != nil {
		t.Fatal(err)
	}
	waits(0)
	if err := f.Engine.ResumeWait(second); !errors.Is(err, migrate.ErrChanged) {
		t.Errorf("it goes on: %v", err)
	}
	if made, err := f.Engine.Made(t.Context()); err != nil || len(made) != 0 {
		t.Errorf("made %v, %v", made, err)
	}
	if cut, err := f.Engine.Recover(t.Context()); err != nil || len(cut) != 0 {
		t.Errorf("cut off %v, %v", cut, err)
	}
}

// relocated is a journal whose waits are of another process, or another host.
type relocated struct {
	enable.Journal
	host string
	pid  int
}

func (r relocated) All() iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for e, err := range r.Journal.All() {
			if e.Kind == enable.KindWait {
				e.Host = cmp.Or(r.host, e.Host)
				e.Data = bytes.Replace(e.Data, fmt.Appendf(nil, `"pid":%d`, os.Getpid()), fmt.Appendf(nil, `"pid":%d`, r.pid), 1)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// A run whose process has ended while it waited is taken over without a reason,
// and the journal says so; of one that may be running, nothing is guessed.
func TestARunThatWasKilledIsTakenOver(t *testing.T) {
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		host  string
		pid   int
		ended bool
	}{
		"ended":                    {"", gone.Process.Pid, true},
		"running":                  {"", os.Getpid(), false},
		"ended, on another host":   {"elsewhere", gone.Process.Pid, false},
		"of a version without PID": {"", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			journal := f.Engine.Journal
			f.Engine.Journal = relocated{journal, c.host, c.pid}
			wait, err := f.Engine.Wait(idp.Step{ID: idp.StepTest, Title: "test it"})
			if err != nil {
				t.Fatal(err)
			}
			all, err := f.Engine.Waiting()
			if err != nil || len(all) != 1 || all[0].Ended != c.ended {
				t.Fatalf("%+v: %v", all, err)
			}
			if got := len(enable.AddBlockers(nil, all)); (got == 0) != c.ended {
				t.Errorf("%d stand against another run", got)
			}
			if err := f.Engine.Supersede(); err != nil {
				t.Fatal(err)
			}
			last := ""
			for e, err := range journal.All() {
				if err != nil {
					t.Fatal(err)
				}
				last = e.Text
			}
			if says := fmt.Sprintf("its process %d has ended", c.pid); strings.Contains(last, says) != c.ended {
				t.Errorf("the journal says %q", last)
			}
			if err := f.Engine.ResumeWait(wait); !errors.Is(err, migrate.ErrChanged) {
				t.Errorf("it goes on: %v", err)
			}
		})
	}
}
