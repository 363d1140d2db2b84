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

// Tenant is an identity provider, signed in.
type Tenant struct {
	service *Service
	idp.Provider
	// Lacks lists the rights that the account lacks, by the provider's names.
	Lacks []string
}

// NewTenant returns a provider that is open already, with the rights that its account
// lacks.
func (s *Service) NewTenant(p idp.Provider, lacks []string) *Tenant {
	return &Tenant{service: s, Provider: p, Lacks: lacks}
}

// Setup is what a person chooses among before provisioning is set up.
type Setup struct {
	Apps enable.Apps // see ListApps
	// Suggested is the place of the app at which provisioning was last set up, else the first.
	Suggested int
	// Endpoint is the one at Dashlane that is connected, else the one of the last run; empty
	// where neither is known.
	Endpoint string
}

// Setup finds what a person chooses among. scim is the SCIM side in use, which counts for
// more than the one that is remembered.
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
	last, err := lastRun(w, t.Provider)
	setup.Endpoint = cmp.Or(endpointOf(state.With(migrate.SCIM, scim)), last.Endpoint)
	setup.Suggested = max(0, slices.IndexFunc(setup.Apps, func(a idp.App) bool { return a.ID == last.App.ID }))
	return setup, err
}

// lastRun is the newest step that was made at a provider's tenant; zero for none.
func lastRun(w *migration.Workspace, p idp.Provider) (enable.Begun, error) {
	last, _, err := enable.Last(w.Journal(), p)
	return last, err
}

// SignIn signs in at a provider; with no id at the chosen one.
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
	p, err := providers.Open(ctx, id, func(text string) { show.Tell(Message{Kind: SignIn, Text: text}) })
	if err != nil {
		return nil, err
	}
	t := &Tenant{service: s, Provider: p}
	t.Lacks, err = p.SignIn(ctx)
	return t, err
}

// MissingRights says which rights the account lacks that a use needs; empty where it
// lacks none.
func (t *Tenant) MissingRights(use idp.Use) string {
	lacks := t.lacks(use)
	if len(lacks) == 0 {
		return ""
	}
	return "the account lacks required permissions: " + strings.Join(lacks, ", ")
}

// lacks lists the missing rights that a use needs: all of them where the provider's table
// has none.
func (t *Tenant) lacks(use idp.Use) []string {
	r, _ := providers.Find(t.ID())
	if len(r.Rights) == 0 {
		return t.Lacks
	}
	needs := r.For(use)
	return slices.DeleteFunc(slices.Clone(t.Lacks), func(lack string) bool { return !slices.Contains(needs, lack) })
}

// ListApps lists the apps that could be Dashlane's, those that look like it first.
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

// SuggestIDP returns the identity provider to suggest where one is chosen: the one that is
// chosen already, else the one whose app is the connected SCIM side; empty if it is neither.
func SuggestIDP(state migration.State, scim migrate.Connection) playbook.IDP {
	if provider, _, isApp := scim.ProviderApp(); isApp && state.IdP == "" {
		return playbook.IDP(provider)
	}
	return state.IdP
}

// FindApp finds an app by its id or its exact name; with no text it is the only one that
// looks like Dashlane's.
func (t *Tenant) FindApp(ctx context.Context, text string) (idp.App, error) {
	return providers.FindApp(ctx, t.Provider, text)
}

// ListAssigned lists the groups and users whom an app is assigned to. note says that
// the provider does not tell its users.
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

// DiagnoseApp looks for what keeps provisioning from working.
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
