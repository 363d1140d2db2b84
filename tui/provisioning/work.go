package provisioning

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/tui/flow"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// signedIn is an open provider.
type signedIn struct {
	provider      operation.Provider
	missingRights []string
	setup         operation.Setup
}

// settingsRead is the plan made from an app's settings, or from the journal to undo it.
type settingsRead struct {
	plan     *operation.EnablePlan  // or
	undo     *operation.DisablePlan // what would be taken back
	notSaved error                  // why the token is not in the keyring
}

// signIn opens the provider and lists its apps.
func (e *Enabling) signIn() tea.Cmd {
	s, id, scim := e.session, e.id, e.session.SCIM.Connection
	return flow.Read(&e.Frame, s, "signing in", func(ctx context.Context, show session.Reporter) (m signedIn, err error) {
		say := func(text string) { show.Send(migrate.Progress{Doing: "signing in", Note: text}) }
		if m.provider, err = s.OpenIDP(ctx, id, say); err != nil {
			return m, err
		}
		if m.missingRights, err = m.provider.SignIn(ctx); err != nil {
			return m, err
		}
		m.setup, err = s.Tenant(m.provider, m.missingRights).Setup(ctx, scim, show)
		return m, err
	})
}

func (e *Enabling) showApps(ended flow.Ended[signedIn]) {
	if !flow.End(&e.Frame, ended) || ended.Err != nil {
		return
	}
	m := ended.Result
	e.provider, e.missingRights, e.setup, e.apps = m.provider, m.missingRights, m.setup, m.setup.Apps
	e.app = operation.App{} // each app gets a form of its own
	e.form = newForm(e.session, e.provider, e.setup.Endpoint(e.app, e.path))
	e.table.SetLen(len(e.apps))
	e.table.MoveTo(m.setup.Suggested)
	e.Show(choosing)
}

// makePlan reads the settings, after checking the steps of an interrupted run.
func (e *Enabling) makePlan() tea.Cmd {
	target, saveToken := e.readTarget(), e.keyring
	s, tenant := e.session, e.session.Tenant(e.provider, nil)
	ad := s.AD.Connection
	request := operation.EnableRequest{App: e.app, AD: &ad}
	return flow.Write(&e.Frame, s, "reading the settings", func(ctx context.Context,
		show session.Reporter) (m settingsRead,
		err error,
	) {
		if target.Token.IsZero() && s.Secrets != nil {
			// Without a keyring the token stays empty, and is asked for.
			target.Token, _ = s.Secrets.Token(target.Endpoint)
		}
		if err := tenant.CheckToken(target); err != nil {
			return m, err
		}
		if saveToken && !target.Token.IsZero() {
			m.notSaved = s.Secrets.Keep(migrate.Connection{Location: target.Endpoint}, target.Token)
		}
		request.Config = target
		plan, err := tenant.PlanEnable(ctx, request, show)
		m.plan = &plan
		return m, err
	})
}

// listApplied reads the steps to undo from the journal.
func (e *Enabling) listApplied() tea.Cmd {
	tenant, app := e.session.Tenant(e.provider, nil), e.app
	return flow.Write(&e.Frame, e.session, "reading the journal",
		func(ctx context.Context, show session.Reporter) (settingsRead,
			error,
		) {
			plan, err := tenant.PlanDisable(ctx, app, nil, show)
			return settingsRead{undo: &plan}, err
		})
}

func (e *Enabling) showPlan(ended flow.Ended[settingsRead]) tea.Cmd {
	if !flow.End(&e.Frame, ended) || ended.Err != nil {
		return nil
	}
	e.plan, e.blockers, e.applied = nil, nil, nil
	switch p, undo := ended.Result.plan, ended.Result.undo; {
	case p != nil:
		e.interrupted, e.plan, e.target, e.blockers, e.waiting = p.Cut, p.Plan, p.Config, p.Blockers, p.Waiting
		e.warnings = p.Warnings
		e.propose(planned, p.NeedsReason())
	case undo != nil:
		e.interrupted, e.applied, e.waiting = undo.Cut, undo.Made, undo.Waiting
		e.propose(undoing, false)
	}
	if why := ended.Result.notSaved; why != nil {
		return screen.Refuse(problem.Line(why))
	}
	return nil
}

// propose shows a plan and its confirmation. force also asks for a reason.
func (e *Enabling) propose(m mode, force bool) {
	e.Show(m)
	e.answer = newAnswer(force)
}
