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

// signedIn is a provider that is open.
type signedIn struct {
	provider operation.Provider
	lacks    []string
	setup    operation.Setup
}

// read is what was read of an app's settings, or of what was made there.
type read struct {
	plan   *operation.EnablePlan  // or
	back   *operation.DisablePlan // what would be taken back
	unkept error                  // why the token is not in the keyring
}

// signIn opens the provider and finds what to choose among.
func (e *Enabling) signIn() tea.Cmd {
	s, id, scim := e.session, e.id, e.session.SCIM.Connection
	return flow.Read(&e.Frame, s, "signing in", func(ctx context.Context, show session.Shown) (m signedIn, err error) {
		say := func(text string) { show.Send(migrate.Progress{Doing: "signing in", Note: text}) }
		if m.provider, err = s.OpenIDP(ctx, id, say); err != nil {
			return m, err
		}
		if m.lacks, err = m.provider.SignIn(ctx); err != nil {
			return m, err
		}
		m.setup, err = s.Tenant(m.provider, m.lacks).Setup(ctx, scim, show)
		return m, err
	})
}

func (e *Enabling) signedIn(ended flow.Ended[signedIn]) {
	if !flow.End(&e.Frame, ended) || ended.Err != nil {
		return
	}
	m := ended.Result
	e.provider, e.lacks, e.setup, e.apps = m.provider, m.lacks, m.setup, m.setup.Apps
	e.app = operation.App{} // each app gets a form of its own
	e.form = newForm(e.session, e.provider, e.setup.Endpoint(e.app, e.path))
	e.table.SetLen(len(e.apps))
	e.table.MoveTo(m.setup.Suggested)
	e.Show(choosing)
}

// makePlan reads every setting, and first what became of a run that was cut off.
func (e *Enabling) makePlan() tea.Cmd {
	want, keep := e.taken(), e.keyring
	s, tenant := e.session, e.session.Tenant(e.provider, nil)
	ad := s.AD.Connection
	request := operation.EnableRequest{App: e.app, AD: &ad}
	return flow.Write(&e.Frame, s, "reading the settings", func(ctx context.Context, show session.Shown) (m read,
		err error,
	) {
		if want.Token.IsZero() && s.Secrets != nil {
			// That a machine has no keyring is no failure: the token is asked for.
			want.Token, _ = s.Secrets.Token(want.Endpoint)
		}
		if err := tenant.CheckToken(want); err != nil {
			return m, err
		}
		if keep && !want.Token.IsZero() {
			m.unkept = s.Secrets.Keep(migrate.Connection{Location: want.Endpoint}, want.Token)
		}
		request.Config = want
		plan, err := tenant.PlanEnable(ctx, request, show)
		m.plan = &plan
		return m, err
	})
}

// listMade reads from the journal what would be taken back.
func (e *Enabling) listMade() tea.Cmd {
	tenant, app := e.session.Tenant(e.provider, nil), e.app
	return flow.Write(&e.Frame, e.session, "reading the journal", func(ctx context.Context, show session.Shown) (read,
		error,
	) {
		plan, err := tenant.PlanDisable(ctx, app, nil, show)
		return read{back: &plan}, err
	})
}

func (e *Enabling) read(ended flow.Ended[read]) tea.Cmd {
	if !flow.End(&e.Frame, ended) || ended.Err != nil {
		return nil
	}
	e.plan, e.blockers, e.made = nil, nil, nil
	switch p, back := ended.Result.plan, ended.Result.back; {
	case p != nil:
		e.cut, e.plan, e.want, e.blockers, e.waiting = p.Cut, p.Plan, p.Config, p.Blockers, p.Waiting
		e.warnings = p.Warnings
		e.propose(planned, p.NeedsReason())
	case back != nil:
		e.cut, e.made, e.waiting = back.Cut, back.Made, back.Waiting
		e.propose(taking, false)
	}
	if why := ended.Result.unkept; why != nil {
		return screen.Refuse(problem.Line(why))
	}
	return nil
}

// propose shows what would be done, with the question; force asks for a reason too.
func (e *Enabling) propose(m mode, force bool) {
	e.Show(m)
	e.answer = newAnswer(force)
}
