package enable_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

const token = "4b0c2d4e-7f7c-4b39-9d0e-0f6f2a3b4c5d"

// standIn is a provider in memory: what is tested is the order of the work, the
// journal and the faults, which no real provider gives on demand.
type standIn struct {
	idp.Provider
	name   string // of its tenant, if it isn't the usual one
	now    map[idp.StepID]string
	modes  map[idp.StepID]idp.Mode
	wrong  string
	before func(op string, step idp.StepID) error // a fault before it is done
	after  func(op string, step idp.StepID) error // a fault after it
	did    []string
	groups []idp.Group
	cycles []idp.Cycle
	since  time.Time    // of the last Verify
	cut    []idp.StepID // steps that are made after a run that was interrupted there
}

func newStandIn() *standIn {
	s := &standIn{now: map[idp.StepID]string{}, modes: map[idp.StepID]idp.Mode{}}
	for _, id := range idp.Steps() {
		s.now[id] = "off"
	}
	return s
}

func (s *standIn) ID() playbook.IDP { return playbook.Okta }
func (s *standIn) String() string   { return cmp.Or(s.name, "the stand-in") }
func (s *standIn) Mode(id idp.StepID) idp.Mode {
	if m := s.modes[id]; m != "" {
		return m
	}
	return idp.ModeApply
}

func (s *standIn) Plan(context.Context, idp.App, idp.DesiredConfig) ([]idp.Step, error) {
	if err := s.fault(s.before, "plan", ""); err != nil {
		return nil, err
	}
	var steps []idp.Step
	for _, id := range idp.Steps() {
		step := idp.Step{
			ID: id, Title: "make " + string(id), Mode: s.Mode(id), UndoGuide: "undo it at " + string(id), Fingerprint: s.now[id],
			Wrong:  s.wrong,
			Backup: json.RawMessage(`"` + s.now[id] + `"`), Settings: []idp.Setting{
				{Name: string(id), Before: s.now[id], After: "on"},
			},
		}
		if id == idp.StepEndpoint {
			step.Settings = append(step.Settings, idp.Setting{Name: "token", Before: "set", After: "set, new"})
		}
		if id == idp.StepTest {
			step.Settings = nil
		}
		steps = append(steps, step)
	}
	return steps, nil
}

func (s *standIn) Apply(_ context.Context, _ idp.App, step idp.Step, want idp.DesiredConfig) (string, error) {
	if want.Interrupted {
		s.cut = append(s.cut, step.ID)
	}
	if err := s.fault(s.before, "apply", step.ID); err != nil {
		return "", err
	}
	if s.now[step.ID] != step.Fingerprint {
		return "", &migrate.Problem{What: "changed", Err: migrate.ErrChanged}
	}
	s.now[step.ID] = "on"
	s.did = append(s.did, "apply "+string(step.ID))
	return "it is on", s.fault(s.after, "apply", step.ID)
}

func (s *standIn) Verify(_ context.Context, _ idp.App, step idp.Step, want idp.DesiredConfig) (string, error) {
	s.since = want.Since
	if err := s.fault(s.before, "verify", step.ID); err != nil {
		return "", err
	}
	if s.now[step.ID] != "on" {
		return "", &migrate.Problem{Class: migrate.Partial, What: "not so", Why: "it is " + s.now[step.ID]}
	}
	return "it reads on", nil
}

func (s *standIn) Revert(_ context.Context, _ idp.App, step idp.Step) (string, error) {
	if err := s.fault(s.before, "revert", step.ID); err != nil {
		return "", err
	}
	if len(step.Backup) == 0 && step.ID == idp.StepStart {
		s.did = append(s.did, "pause")
		return "it is paused", nil
	}
	var before string
	if err := json.Unmarshal(step.Backup, &before); err != nil {
		return "", err
	}
	s.now[step.ID] = before
	s.did = append(s.did, "revert "+string(step.ID))
	return "as before", s.fault(s.after, "revert", step.ID)
}

func (s *standIn) Assigned(context.Context, idp.App, migrate.Report) ([]idp.Group, error) {
	return s.groups, nil
}

func (s *standIn) Assign(_ context.Context, _ idp.App, id string) error {
	if err := s.fault(s.before, "assign", ""); err != nil {
		return err
	}
	s.groups = append(s.groups, idp.Group{ID: id})
	return s.fault(s.after, "assign", "")
}

func (s *standIn) Cycle(context.Context, idp.App, time.Time) (idp.Cycle, error) {
	if len(s.cycles) == 0 {
		return idp.Cycle{State: idp.CycleOff}, nil
	}
	c := s.cycles[0]
	if len(s.cycles) > 1 {
		s.cycles = s.cycles[1:]
	}
	return c, nil
}

func (s *standIn) fault(f func(string, idp.StepID) error, op string, id idp.StepID) error {
	if f == nil {
		return nil
	}
	return f(op, id)
}

// failing is a fault at one operation of one step.
func failing(op string, id idp.StepID, err error) func(string, idp.StepID) error {
	return func(o string, i idp.StepID) error {
		if o == op && i == id {
			return err
		}
		return nil
	}
}

var errDropped = &migrate.Problem{
	Class: migrate.Unreachable, What: "cannot write", Why: "the answer was lost",
	Err: migrate.ErrOutcomeUnknown,
}
var errDenied = &migrate.Problem{Class: migrate.Unreachable, What: "cannot write", Why: "401", Err: migrate.ErrDenied}

type fixture struct {
	*enable.Engine
	s *standIn
	w *migration.Workspace
}

func start(t *testing.T) fixture {
	t.Helper()
	w, err := migration.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	s := newStandIn()
	return fixture{&enable.Engine{
		Provider: s, App: idp.App{ID: "a1", Name: "Dashlane"}, Journal: w.Journal(),
		Config: idp.DesiredConfig{
			Path: playbook.SelfHosted, Endpoint: "https://id.example.com/scim/2.0",
			Token: migrate.NewSecret(token),
		},
		Guide: func(context.Context, idp.Step, string) (string, error) {
			return "", errors.New("nobody is there")
		},
	}, s, w}
}

func (f fixture) plan(t *testing.T) *enable.Plan {
	t.Helper()
	plan, err := enable.NewPlan(t.Context(), f.s, f.App, f.Config)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// entries are the journal's lines as kind, step and state, and must not hold the
// token.
func (f fixture) entries(t *testing.T) []string {
	t.Helper()
	var all []string
	for e, err := range f.w.Journal().All() {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(e.Data)+e.Text, token) {
			t.Errorf("the journal holds the token: %s", e.Data)
		}
		var r struct {
			Do, State string
			Step      idp.Step
		}
		if err := json.Unmarshal(e.Data, &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.TrimSpace(strings.TrimPrefix(e.Kind, "enable-")+" "+r.Do+" "+string(r.Step.ID)+" "+r.State))
	}
	return all
}

// torn is a journal that fails at its nth entry, as at the power going off.
type torn struct {
	*store.Journal
	left int
}

var errPower = errors.New("the power went off")

func (j *torn) Append(e store.Entry) (store.Entry, error) {
	if j.left--; j.left < 0 {
		return e, errPower
	}
	return j.Journal.Append(e)
}

func (j *torn) All() iter.Seq2[store.Entry, error] { return j.Journal.All() }
