package provisioning

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
)

// standIn is a provider in memory. The tests are about what the view shows of progress and
// failures, at moments that a real provider can't produce on demand.
type standIn struct {
	idp.Provider
	id playbook.IDP

	mu    sync.Mutex
	now   map[idp.StepID]string
	modes map[idp.StepID]idp.Mode
	wrong string
	fault func(ctx context.Context, op string, step idp.StepID, done bool) error
	cycle idp.Cycle
	apps  []idp.App
	lacks []string
	// besides lists assigned groups that AD doesn't have.
	besides []string
	signIn  error
	open    func(ctx context.Context, say func(string)) error
}

func newStandIn() *standIn {
	s := &standIn{
		open: func(context.Context, func(string)) error { return nil }, id: playbook.Entra,
		now: map[idp.StepID]string{}, modes: map[idp.StepID]idp.Mode{},
		apps: []idp.App{
			{ID: "app-1", Name: "Payroll"},
			{ID: "app-2", Name: "Dashlane SSO", Dashlane: "its name"},
			{ID: "app-3", Name: "Wiki", SCIM: "it cannot provision"},
		},
		cycle: idp.Cycle{State: idp.CycleIdle, Done: 12, Complete: true, Says: "the last cycle succeeded"},
	}
	for _, id := range idp.Steps() {
		s.now[id] = "off"
	}
	return s
}

func (s *standIn) ID() playbook.IDP { return s.id }

// Assigned returns AD's only group, and those that a test adds.
func (s *standIn) Assigned(context.Context, idp.App, migrate.Report) ([]idp.Group, error) {
	all := []idp.Group{{ID: "group-1", Name: "Sales", Sent: "Sales"}}
	for _, name := range s.besides {
		all = append(all, idp.Group{ID: "of-" + name, Name: name, Sent: name})
	}
	return all, nil
}

type ofAD struct{}

func (ofAD) String() string { return "the directory" }
func (ofAD) Groups(context.Context, migrate.Report) ([]migrate.Group, error) {
	return []migrate.Group{{ID: "S-1", Name: "Sales"}}, nil
}

func openAD(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error) {
	return ofAD{}, nil
}
func (s *standIn) String() string { return "the stand-in" }

func (s *standIn) SignIn(context.Context) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lacks, s.signIn
}

func (s *standIn) Apps(context.Context, migrate.Report) ([]idp.App, error) { return s.apps, nil }

func (s *standIn) Mode(id idp.StepID) idp.Mode {
	if m := s.modes[id]; m != "" {
		return m
	}
	return idp.ModeApply
}

// at applies the configured fault before and after an operation.
func (s *standIn) at(ctx context.Context, op string, id idp.StepID, do func()) error {
	if s.fault != nil {
		if err := s.fault(ctx, op, id, false); err != nil {
			return err
		}
	}
	s.mu.Lock()
	do()
	s.mu.Unlock()
	if s.fault != nil {
		return s.fault(ctx, op, id, true)
	}
	return nil
}

func (s *standIn) state(id idp.StepID) (now string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now[id]
}

func (s *standIn) Plan(ctx context.Context, _ idp.App, want idp.DesiredConfig) (steps []idp.Step, err error) {
	return steps, s.at(ctx, "plan", "", func() {
		for _, id := range idp.Steps() {
			step := idp.Step{
				ID: id, Title: "make " + string(id), Mode: s.Mode(id), Fingerprint: s.now[id],
				Backup:   json.RawMessage(`"` + s.now[id] + `"`),
				Settings: []idp.Setting{{Name: "setting of " + string(id), Before: s.now[id], After: "on"}},
			}
			switch {
			case id == idp.StepEndpoint:
				step.Settings = append(step.Settings, idp.Setting{
					Name: "Tenant URL", Before: "https://old.example.com",
					After: want.Endpoint,
				})
				step.Wrong = s.wrong
			case id == idp.StepTest:
				step.Settings = nil
			}
			if step.Mode != idp.ModeApply {
				step.Guide = []string{"Open Provisioning and turn " + string(id) + " on."}
			}
			steps = append(steps, step)
		}
	})
}

func (s *standIn) Apply(ctx context.Context, _ idp.App, step idp.Step, _ idp.DesiredConfig) (string, error) {
	if err := s.at(ctx, "apply", step.ID, func() { s.now[step.ID] = "on" }); err != nil {
		return "", err
	}
	return "it reads on", nil
}

func (s *standIn) Verify(ctx context.Context, _ idp.App, step idp.Step, _ idp.DesiredConfig) (string, error) {
	now := ""
	if err := s.at(ctx, "verify", step.ID, func() { now = s.now[step.ID] }); err != nil {
		return "", err
	}
	if now != "on" {
		return "", &migrate.Problem{Class: migrate.Partial, What: "not so", Why: string(step.ID) + " is " + now}
	}
	return "it reads on", nil
}

func (s *standIn) Revert(ctx context.Context, _ idp.App, step idp.Step) (string, error) {
	var before string
	if err := json.Unmarshal(step.Backup, &before); err != nil {
		return "", err
	}
	return "as it was before", s.at(ctx, "revert", step.ID, func() { s.now[step.ID] = before })
}

func (s *standIn) Cycle(ctx context.Context, _ idp.App, _ time.Time) (c idp.Cycle, err error) {
	return c, s.at(ctx, "cycle", "", func() { c = s.cycle })
}
