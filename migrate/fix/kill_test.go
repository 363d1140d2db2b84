package fix

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/ldapsrc"
	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// victim is what a process is told that applies a plan and is killed on the way.
type victim struct {
	Workspace, Plan string
	Side            migrate.Side
	Connection      migrate.Connection
	Secret          string
	KillAt          int64 // the step at which it kills itself
}

const victimVariable = "AD2SCIM_TEST_VICTIM"

func TestMain(m *testing.M) {
	if data := os.Getenv(victimVariable); data != "" {
		if err := beVictim(data); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// steps counts the steps of a run, and kills the process at one of them. Every
// moment that matters is between two of them: before and after each write to
// the journal, and before and after each request to the server.
type steps struct {
	at    int64
	count atomic.Int64
}

func (s *steps) step() {
	if s.count.Add(1) == s.at {
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			self.Kill()
		}
		select {} // a signal takes its time
	}
}

type mortalJournal struct {
	Journal
	*steps
}

func (j mortalJournal) Append(e store.Entry) (store.Entry, error) {
	j.step()
	defer j.step()
	return j.Journal.Append(e)
}

func (j mortalJournal) All() iter.Seq2[store.Entry, error] { return j.Journal.All() }

type mortalTarget struct {
	Target
	*steps
}

func (m mortalTarget) Read(ctx context.Context, id string) (migrate.Object, error) {
	defer m.step()
	return m.Target.Read(ctx, id)
}

func (m mortalTarget) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	m.step()
	defer m.step()
	return m.Target.Rename(ctx, c)
}

func (m mortalTarget) ReadDelay() time.Duration { return readDelay(m.Target) }

func beVictim(data string) error {
	var v victim
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		return err
	}
	v.Connection.Secret = migrate.NewSecret(v.Secret)
	ctx := context.Background()
	file, err := os.Open(v.Plan)
	if err != nil {
		return err
	}
	p, err := Read(file)
	if err != nil {
		return err
	}
	w, err := migration.Open(v.Workspace)
	if err != nil {
		return err
	}
	if err := w.Update(func(s *migration.State) error {
		s.Connections[v.Side] = v.Connection
		return nil
	}); err != nil {
		return err
	}
	target, err := openTarget(ctx, v.Side, v.Connection)
	if err != nil {
		return err
	}
	s := &steps{at: v.KillAt}
	r, err := Apply(ctx, p, ApplyOptions{
		Targets: Targets{v.Side: mortalTarget{target, s}},
		Journal: mortalJournal{w.Journal(), s},
	})
	if err != nil {
		return err
	}
	return r.Problem()
}

// murders has the plan applied by a process that is killed at its first step,
// then by one that is killed at its second, and so on until one lives. After
// each the plan is finished by another run and checked, and taken back. calls
// returns how many renames the server has made in all; nil: it does not tell.
func murders(t *testing.T, side migrate.Side, target Target, c migrate.Connection, p *Plan, calls func() int) {
	t.Helper()
	plan := filepath.Join(t.TempDir(), "plan.json")
	file, err := os.Create(plan)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WriteJSON(file); err != nil {
		t.Fatal(err)
	}
	file.Close()
	secret := c.Secret.Reveal()
	alive, foundDone, foundNot := false, 0, 0
	at := int64(0)
	for !alive {
		at++
		dir := t.TempDir()
		data, err := json.Marshal(victim{dir, plan, side, c, secret, at})
		if err != nil {
			t.Fatal(err)
		}
		began := 0
		if calls != nil {
			began = calls()
		}
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), victimVariable+"="+string(data))
		out, err := cmd.CombinedOutput()
		if alive = err == nil; !alive && !strings.Contains(err.Error(), "killed") {
			t.Fatalf("the process was to be killed at step %d, but: %v: %s", at, err, out)
		}
		w := open(t, dir)
		found, err := Settle(t.Context(), w.Journal(), SettleOptions{Targets: Targets{side: target}, Wait: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 1 {
			t.Fatalf("killed at step %d: %d changes are in doubt, but one was made at a time", at, len(found))
		}
		for _, f := range found {
			switch f.State {
			case Done:
				foundDone++
			case NotStarted:
				foundNot++
			default:
				t.Fatalf("killed at step %d: %+v", at, f)
			}
		}
		r := apply(t, p, w, Targets{side: target})
		if r.Problem() != nil {
			t.Fatalf("killed at step %d, then: %v %+v", at, r.Problem(), r.Outcomes)
		}
		holds := checkJournal(t, w)
		for _, f := range p.Fixes {
			if got := nameOf(t, target, f.ID, f.Attribute); got != f.After || holds[f.ID+"/"+string(f.Attribute)] != got {
				t.Fatalf("killed at step %d: fix %d ended as %q, the journal says %q", at, f.Number, got,
					holds[f.ID+"/"+string(f.Attribute)])
			}
		}
		if calls != nil {
			if made := calls() - began; made != len(p.Steps()) {
				t.Fatalf("killed at step %d: %d renames were made for %d steps", at, made, len(p.Steps()))
			}
		}
		undo, err := Undo(w.Journal(), Selection{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, apply(t, undo, w, Targets{side: target}), map[State]int{Done: len(p.Fixes)})
		w.Close()
		withoutSecret(t, dir, secret)
	}
	t.Logf("killed on the way to step %d; in doubt, and found by reading: %d times done, %d times not", at-1, foundDone,
		foundNot)
	if foundDone == 0 || foundNot == 0 {
		t.Error("no change was ever in doubt, so nothing was tried")
	}
}

// withoutSecret fails the test if any byte of the folder is the secret.
func withoutSecret(t *testing.T, dir, secret string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), secret) {
			t.Errorf("%s holds the secret", path)
		}
		return err
	})
	if err != nil || files < 2 {
		t.Fatalf("%d files: %v", files, err)
	}
}

func killedInAD(t *testing.T, s *sambatest.Server) {
	list := office(t, s, "Killed", [3]string{"Kill A", "", "kill-1"}, [3]string{"Kill B", "", "kill-2"},
		[3]string{"Kill C", "old", "kill-3"})
	c := s.Connection("")
	d := directory(t, c)
	p := fixes(d, migrate.AD,
		Fix{ID: list[0].ID, DN: list[0].DN, Attribute: migrate.CommonName, Before: "Kill A", After: "Kill B"},
		Fix{ID: list[1].ID, DN: list[1].DN, Attribute: migrate.CommonName, Before: "Kill B", After: "Kill A"},
		Fix{ID: list[2].ID, DN: list[2].DN, Attribute: migrate.DisplayName, Before: "old", After: "new"})
	murders(t, migrate.AD, d, c, p, nil)
}

// openTarget opens the server of a side.
func openTarget(ctx context.Context, side migrate.Side, c migrate.Connection) (Target, error) {
	return ldapsrc.Open(ctx, c)
}
