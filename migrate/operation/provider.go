package operation

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/providers"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// Tenant is an identity provider after the sign-in.
type Tenant struct {
	service *Service
	idp.Provider
	// Lacks lists the rights that the account doesn't have, by the provider's names.
	Lacks []string
}

// NewTenant returns a provider that is already open, with the rights that its account doesn't
// have.
func (s *Service) NewTenant(p idp.Provider, lacks []string) *Tenant {
	return &Tenant{service: s, Provider: p, Lacks: lacks}
}

// Setup is what a person can choose before provisioning is set up.
type Setup struct {
	Apps enable.Apps // see ListApps
	// Suggested is the index of the app at which provisioning was last set up, or else 0.
	Suggested int

	connected string // the endpoint at Dashlane
	last      enable.LastSetup
}

// Endpoint returns the connected endpoint at Dashlane, or else that of the last run if it set up
// this app on this path and wasn't taken back since. It is empty if there is neither.
func (s Setup) Endpoint(app idp.App, path playbook.Path) string {
	return cmp.Or(s.connected, s.last.EndpointOf(app, path))
}

// Setup returns what a person can choose. scim is the SCIM side that is in use, which is
// preferred to the remembered one.
func (t *Tenant) Setup(ctx context.Context, scim migrate.Connection, show Progress) (setup Setup, err error) {
	if setup.Apps, err = t.ListApps(ctx, show); err != nil {
		return setup, err
	}
	w, err := t.service.hold(ctx)
	if err != nil {
		return setup, err
	}
	defer w.Close()
	state := w.State()
	setup.connected = endpointOf(state.WithConnection(migrate.SCIM, scim))
	setup.last, err = lastRun(w, t.Provider)
	setup.Suggested = max(0, slices.IndexFunc(setup.Apps, func(a idp.App) bool { return a.ID == setup.last.App.ID }))
	return setup, err
}

// lastRun returns the newest step that was carried out in a provider's tenant, or a zero
// value.
func lastRun(w *migration.Workspace, p idp.Provider) (enable.LastSetup, error) {
	last, _, err := enable.Last(w.Journal(), p)
	return last, err
}

// SignIn signs in at a provider; without an id, at the chosen one.
func (s *Service) SignIn(ctx context.Context, id playbook.IDP, show Progress) (*Tenant, error) {
	if id == "" {
		state, err := s.State()
		if err != nil {
			return nil, err
		}
		if id = state.IdP; id == "" {
			return nil, &MissingTargetError{MissingProvider}
		}
	}
	p, err := providers.Open(ctx, id, show.SignIn)
	if err != nil {
		return nil, err
	}
	t := &Tenant{service: s, Provider: p}
	t.Lacks, err = p.SignIn(ctx)
	return t, err
}

// MissingRights says which rights for a use the account doesn't have, or "".
func (t *Tenant) MissingRights(use idp.Use) string {
	lacks := t.lacks(use)
	if len(lacks) == 0 {
		return ""
	}
	return "the account lacks required permissions: " + strings.Join(lacks, ", ")
}

// lacks lists the missing rights for a use: all missing ones if the provider's table has no
// entry for it.
func (t *Tenant) lacks(use idp.Use) []string {
	r, _ := providers.Find(t.ID())
	if len(r.Rights) == 0 {
		return t.Lacks
	}
	needs := r.For(use)
	return slices.DeleteFunc(slices.Clone(t.Lacks), func(lack string) bool { return !slices.Contains(needs, lack) })
}

// ListApps lists the apps that may be Dashlane's, the most likely first.
func (t *Tenant) ListApps(ctx context.Context, show Progress) (enable.Apps, error) {
	apps, err := t.Apps(ctx, show.Report(migrate.SCIM))
	var likely, others enable.Apps
	for _, app := range apps {
		if app.Dashlane != "" {
			likely = append(likely, app)
		} else {
			others = append(others, app)
		}
	}
	return append(likely, others...), err
}

// SuggestIDP returns the identity provider to suggest: the chosen one, or else the one whose
// app is the connected SCIM side, or else "".
func SuggestIDP(state migration.State, scim migrate.Connection) playbook.IDP {
	if provider, _, isApp := scim.ProviderApp(); isApp && state.IdP == "" {
		return playbook.IDP(provider)
	}
	return state.IdP
}

// FindApp finds an app by its id or its exact name. Without text, it returns the only app
// that looks like Dashlane's.
func (t *Tenant) FindApp(ctx context.Context, text string) (idp.App, error) {
	return providers.FindApp(ctx, t.Provider, text)
}

// ListAssigned lists the groups and users that an app is assigned to. note says that the
// provider doesn't list the users.
func (t *Tenant) ListAssigned(ctx context.Context, app idp.App, show Progress) (all enable.Assigned, note string,
	err error,
) {
	if all.Groups, err = t.Assigned(ctx, app, show.Report(migrate.SCIM)); err != nil {
		return all, "", err
	}
	lister, tells := t.Provider.(idp.UserLister)
	if !tells {
		return all, t.String() + " doesn't list an app's users: its user filter selects them", nil
	}
	all.Users, err = lister.AssignedUsers(ctx, app, show.Report(migrate.SCIM))
	return all, "", err
}

// DiagnoseApp looks for reasons why provisioning doesn't work.
func (t *Tenant) DiagnoseApp(ctx context.Context, app idp.App) (enable.Report, error) {
	cycle, findings, err := t.examine(ctx, app)
	if err != nil {
		return enable.Report{}, err
	}
	if lacks := t.lacks(idp.UseDiagnose); len(lacks) > 0 {
		findings = append(findings, idp.Finding{
			ID: "rights", Sure: true, Title: "The account lacks permissions",
			Why: "it lacks " + strings.Join(lacks, ", "), Next: "grant them at the provider, or sign in with another account",
		})
	}
	return enable.Report{Cycle: &cycle, Findings: findings}, nil
}

func (t *Tenant) examine(ctx context.Context, app idp.App) (idp.Cycle, []idp.Finding, error) {
	if examiner, is := t.Provider.(idp.Examiner); is {
		return examiner.Examine(ctx, app)
	}
	cycle, err := t.Cycle(ctx, app, time.Time{})
	if err != nil {
		return cycle, nil, err
	}
	findings, err := t.Diagnose(ctx, app)
	return cycle, findings, err
}
