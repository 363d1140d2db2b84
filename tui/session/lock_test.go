package session

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
)

// refused is a folder that calls then when opening it is refused.
type refused struct {
	Folder
	then func()
}

func (r *refused) tried(err error) error {
	if _, held := errors.AsType[*store.LockedError](err); held {
		r.then()
	}
	return err
}

func (r *refused) Update(change func(*migration.State) (store.Entry, error)) (migration.State, error) {
	st, err := r.Folder.Update(change)
	return st, r.tried(err)
}

func (r *refused) Hold() (*migration.Workspace, error) {
	w, err := r.Folder.Hold()
	return w, r.tried(err)
}

// A short lock by another process makes neither a step nor a run fail.
func TestShortLockIsWaitedFor(t *testing.T) {
	folder := &refused{Folder: Folder{t.TempDir()}}
	s := New(t.Context(), Config{Workspace: folder, Patience: time.Minute})
	for name, do := range map[string]func() error{
		"an answer": func() error {
			return s.Answer(map[doctor.Fact]string{doctor.SSO: doctor.On})().(Saved).Err
		},
		"a run": func() error {
			w, err := s.Holding()()
			if err != nil {
				return err
			}
			return w.Close()
		},
	} {
		release, was := screentest.HoldWorkspace(t, folder.Dir), false
		folder.then = sync.OnceFunc(func() { was = true; release() })
		err := do()
		if !was {
			release()
			t.Errorf("%s is not refused first", name)
		}
		if err != nil {
			t.Errorf("%s fails: %v", name, err)
		}
	}
}

// The wait has a limit, and the error doesn't blame another program if this app holds the lock.
func TestLongLockIsReported(t *testing.T) {
	folder := Folder{t.TempDir()}
	s := New(t.Context(), Config{Workspace: folder, Patience: time.Millisecond})
	answer := func() string {
		err := s.Answer(map[doctor.Fact]string{doctor.SSO: doctor.On})().(Saved).Err
		if err == nil || migrate.ClassOf(err) != migrate.BadInput {
			t.Fatalf("it says %v", err)
		}
		return err.Error()
	}
	w, err := s.Holding()()
	if err != nil {
		t.Fatal(err)
	}
	if text := answer(); !strings.Contains(text,
		"this app is making a change. Wait until it is done, or stop it with esc") || strings.Contains(text, "process") {
		t.Errorf("while this app holds it: %s", text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	defer screentest.HoldWorkspace(t, folder.Dir)()
	if text := answer(); !strings.Contains(text, `another ad2scim has it open: process 1 on "elsewhere"`) {
		t.Errorf("while another holds it: %s", text)
	}
}

// An interrupted step is recorded at once or not at all: the lock may belong to the run itself,
// which releases it while a person does a step.
func TestInterruptedStepDoesNotWait(t *testing.T) {
	folder := Folder{t.TempDir()}
	if _, err := folder.Update(func(st *migration.State) (store.Entry, error) {
		st.Path, st.IdP = "self-hosted", "okta"
		st.Playbook.Steps = map[playbook.StepID]playbook.Record{"idp-started": {Status: playbook.Running}}
		return store.Entry{Kind: "test", Text: "it runs"}, nil
	}); err != nil {
		t.Fatal(err)
	}
	s := New(t.Context(), Config{Workspace: folder})
	defer screentest.HoldWorkspace(t, folder.Dir)()
	note := s.Update(s.Reload()())
	begun := time.Now()
	m, saved := note().(Saved)
	if _, held := errors.AsType[*store.LockedError](m.Err); !saved || !held || time.Since(begun) > defaultPatience/2 {
		t.Errorf("after %v: %+v", time.Since(begun), m)
	}
}

// On quitting, the wait for a long lock is short.
func TestQuitDoesNotWaitLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := Folder{t.TempDir()}
		ctx, end := context.WithCancel(t.Context())
		s := New(ctx, Config{Workspace: folder, Patience: time.Hour})
		release := screentest.HoldWorkspace(t, folder.Dir)
		defer release()
		end()
		begun := time.Now()
		if _, err := s.Holding()(); err == nil {
			t.Error("it is locked by two")
		}
		if took := time.Since(begun); took > graceTime+retryInterval {
			t.Errorf("the end took %v", took)
		}
	})
}
