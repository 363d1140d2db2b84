package provisioning

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// signedIn is the message that the provider is open, or why not.
type signedIn struct {
	seq      int
	provider operation.Provider
	lacks    []string
	apps     []operation.App
	endpoint string // where SCIM was last switched on
	at       int    // the app to begin on
	err      error
}

// read is the message that an app's settings, or what was made there, were read.
type read struct {
	seq      int
	plan     *operation.StepPlan
	want     operation.Target
	blockers []playbook.Blocker
	made     []operation.Outcome
	cut      []operation.Outcome
	waiting  []operation.WaitingRun
	unkept   error // why the token is not in the keyring
	err      error
}

// advanced is the message that work has come further.
type advanced struct {
	seq      int
	progress migrate.Progress
}

// begin starts a piece of work, one at a time.
func (e *Enabling) begin(doing string) context.Context {
	e.err, e.stopped = nil, false
	return e.work.Start(e.session.Context(), doing)
}

func (e *Enabling) listen() tea.Cmd {
	return e.work.Listen(func(seq int, p migrate.Progress) tea.Msg { return advanced{seq, p} })
}

// signIn opens the provider, lists its apps and finds the one to begin on.
func (e *Enabling) signIn() tea.Cmd {
	ctx := e.begin("signing in")
	m, s, id, stream := signedIn{seq: e.work.Seq()}, e.session, e.id, e.work.Stream
	m.endpoint = s.Endpoint()
	return tea.Batch(e.listen(), func() tea.Msg {
		defer stream.Close()
		say := func(text string) { stream.Send(migrate.Progress{Doing: "signing in", Note: text}) }
		if m.provider, m.err = s.OpenIDP(ctx, id, say); m.err != nil {
			return m
		}
		if m.lacks, m.err = m.provider.SignIn(ctx); m.err != nil {
			return m
		}
		if m.apps, m.err = m.provider.Apps(ctx, stream.Send); m.err != nil {
			return m
		}
		last, endpoint, known, err := s.Tenant(m.provider, m.lacks).LastRun(ctx)
		m.err = err
		if known {
			m.endpoint = endpoint
		}
		// What looks like Dashlane's comes first.
		slices.SortStableFunc(m.apps, func(a, b operation.App) int { return suggested(b) - suggested(a) })
		m.at = max(0, slices.IndexFunc(m.apps, func(a operation.App) bool { return known && a.ID == last.ID }))
		return m
	})
}

func suggested(a operation.App) int {
	if a.Dashlane != "" {
		return 1
	}
	return 0
}

func (e *Enabling) signedIn(m signedIn) {
	if !e.work.IsCurrent(m.seq) {
		return
	}
	e.work.End(m.err)
	if e.err = e.work.Err; m.err != nil {
		return
	}
	e.provider, e.lacks, e.apps = m.provider, m.lacks, m.apps
	e.form = newForm(e.session, m.provider, e.path, m.endpoint)
	e.table.SetLen(len(e.apps))
	e.table.MoveTo(m.at)
	e.show(choosing)
}

// makePlan reads every setting, and first what became of a run that was cut off.
func (e *Enabling) makePlan() tea.Cmd {
	want, keep := e.taken(), e.keyring
	ctx := e.begin("reading the settings")
	m, p, app, stream, s := read{seq: e.work.Seq()}, e.provider, e.app, e.work.Stream, e.session
	return tea.Batch(e.listen(), s.Work(func() tea.Msg {
		defer stream.Close()
		if want.Token.IsZero() && s.Secrets != nil {
			// That a machine has no keyring is no failure: the token is asked for.
			want.Token, _ = s.Secrets.Secret(migrate.Connection{Location: want.Endpoint})
		}
		tenant := s.Tenant(p, nil)
		if m.err = tenant.CheckToken(want); m.err != nil {
			return m
		}
		if keep && !want.Token.IsZero() {
			m.unkept = s.Secrets.Keep(migrate.Connection{Location: want.Endpoint}, want.Token)
		}
		request := operation.EnableRequest{App: app, Config: want}
		if ad := s.AD.Connection; s.AD.Set() {
			request.OpenAD = func(ctx context.Context) (migrate.Source, error) { return s.Open(ctx, migrate.AD, ad) }
		}
		plan, err := tenant.PlanEnable(ctx, request, session.Shown{Send: stream.Send})
		want = plan.Config
		m.plan, m.want, m.cut, m.blockers, m.waiting, m.err = plan.Plan, want, plan.Cut, plan.Blockers, plan.Waiting, err
		return m
	}))
}

// listMade reads from the journal what would be taken back.
func (e *Enabling) listMade() tea.Cmd {
	ctx := e.begin("reading the journal")
	m, stream, tenant, app := read{seq: e.work.Seq()}, e.work.Stream, e.session.Tenant(e.provider, nil), e.app
	return tea.Batch(e.listen(), e.session.Work(func() tea.Msg {
		defer stream.Close()
		plan, err := tenant.PlanDisable(ctx, app, session.Shown{Send: stream.Send})
		m.made, m.cut, m.waiting, m.err = plan.Made, plan.Cut, plan.Waiting, err
		return m
	}))
}

func (e *Enabling) read(m read) tea.Cmd {
	if !e.work.IsCurrent(m.seq) {
		return nil
	}
	e.work.End(m.err)
	if e.err = e.work.Err; m.err != nil {
		return nil
	}
	e.cut, e.plan, e.want, e.blockers, e.made, e.waiting = m.cut, m.plan, m.want, m.blockers, m.made, m.waiting
	if m.plan == nil {
		e.show(taking)
	} else {
		e.show(planned)
	}
	if m.unkept != nil {
		return screen.Refuse(problem.Line(m.unkept))
	}
	return nil
}
