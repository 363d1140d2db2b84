package provisioning

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
)

// signedIn is the message that the provider is open, or why not.
type signedIn struct {
	seq      int
	provider idp.Provider
	lacks    []string
	apps     []idp.App
	endpoint string // where SCIM was last switched on
	at       int    // the app to begin on
	err      error
}

// read is the message that an app's settings, or what was made there, were read.
type read struct {
	seq      int
	plan     *enable.Plan
	want     idp.Want
	blockers []playbook.Blocker
	made     []enable.Outcome
	cut      []enable.Outcome
	waiting  []enable.Waiting
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
	m, s, id, stream, held := signedIn{seq: e.work.Seq()}, e.session, e.id, e.work.Stream, e.session.Holding()
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
		w, err := held()
		if err != nil {
			m.err = err
			return m
		}
		defer w.Close()
		last, known, err := enable.Last(w.Journal(), m.provider)
		m.err = err
		if known {
			m.endpoint = last.Endpoint
		}
		// What looks like Dashlane's comes first.
		slices.SortStableFunc(m.apps, func(a, b idp.App) int { return suggested(b) - suggested(a) })
		m.at = max(0, slices.IndexFunc(m.apps, func(a idp.App) bool { return known && a.ID == last.App.ID }))
		return m
	})
}

func suggested(a idp.App) int {
	if a.Dashlane != "" {
		return 1
	}
	return 0
}

func (e *Enabling) signedIn(m signedIn) {
	if !e.work.Mine(m.seq) {
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
	m, p, app, stream, held, s := read{seq: e.work.Seq()}, e.provider, e.app, e.work.Stream, e.session.HoldingCompared(), e.session
	return tea.Batch(e.listen(), s.Work(func() tea.Msg {
		defer stream.Close()
		if want.Token.IsZero() && s.Secrets != nil {
			// That a machine has no keyring is no failure: the token is asked for.
			want.Token, _ = s.Secrets.Secret(migrate.Connection{Location: want.Endpoint})
		}
		if want.Token.IsZero() && p.Mode(idp.StepEndpoint) == idp.ModeApply {
			m.err = &migrate.Problem{Class: migrate.BadInput, What: "the SCIM API token is missing", Why: "the program enters it at " + p.String(), Next: "go back and paste it"}
			return m
		}
		if keep && !want.Token.IsZero() {
			m.unkept = s.Secrets.Keep(migrate.Connection{Location: want.Endpoint}, want.Token)
		}
		w, err := held()
		if err != nil {
			m.err = err
			return m
		}
		defer w.Close()
		engine := &enable.Engine{Provider: p, App: app, Want: want, Journal: w.Journal()}
		if m.cut, m.err = engine.Recover(ctx); m.err != nil {
			return m
		}
		if m.plan, m.err = enable.Make(ctx, p, app, want); m.err != nil {
			return m
		}
		m.want = want
		if m.blockers, m.err = enable.Blockers(w.State(), want.Path, p.ID()); m.err != nil {
			return m
		}
		m.waiting, m.err = engine.Waiting()
		m.blockers = enable.Shut(m.blockers, m.waiting)
		return m
	}))
}

// listMade reads from the journal what would be taken back.
func (e *Enabling) listMade() tea.Cmd {
	ctx := e.begin("reading the journal")
	m, stream, held := read{seq: e.work.Seq()}, e.work.Stream, e.session.Holding()
	engine := enable.Engine{Provider: e.provider, App: e.app}
	return tea.Batch(e.listen(), e.session.Work(func() tea.Msg {
		defer stream.Close()
		w, err := held()
		if err != nil {
			m.err = err
			return m
		}
		defer w.Close()
		engine.Journal = w.Journal()
		if m.cut, m.err = engine.Recover(ctx); m.err != nil {
			return m
		}
		if m.waiting, m.err = engine.Waiting(); m.err != nil {
			return m
		}
		m.made, m.err = engine.Made()
		if m.err == nil && len(m.made) == 0 {
			m.err = &migrate.Problem{Class: migrate.BadInput, What: "nothing to undo", Why: "the journal knows of no step at this app", Next: "choose the app that SCIM was switched on at"}
		}
		return m
	}))
}

func (e *Enabling) read(m read) tea.Cmd {
	if !e.work.Mine(m.seq) {
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
