package operation

import (
	"context"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
)

// reader reads AD without asking anybody.
type reader func(context.Context) (List, error)

// starts reports whether a plan makes the provider send.
func starts(plan *enable.Plan) bool {
	return slices.ContainsFunc(plan.Steps, func(step idp.Step) bool { return step.ID == idp.StepStart })
}

// readerOfAD finds the secret of AD before the workspace is locked, because a person may be
// asked for it. It is nil if nothing is compared, because nothing is sent or the run is
// forced.
func (r run) readerOfAD(ctx context.Context, sends bool) (reader, error) {
	state, err := r.service.State()
	if err != nil || !sends || r.forced() || !enable.SendsGroups(state, r.Config.Path) {
		return nil, err
	}
	if r.AD != nil {
		return func(ctx context.Context) (List, error) {
			if r.AD.Location == "" {
				return List{}, &migrate.Problem{
					Class: migrate.BadInput, What: "what is sent can't be compared with AD",
					Why:      "Active Directory isn't connected",
					Remedies: migrate.Remedies{{Kind: migrate.RemedyConnect, Side: migrate.AD}},
				}
			}
			return r.service.readOpenedAD(ctx, *r.AD, r.show)
		}, nil
	}
	c, err := r.service.Connect(ctx, Input{Side: migrate.AD}, r.ask, r.show)
	return func(ctx context.Context) (List, error) { return r.service.read(ctx, migrate.AD, c, r.show) }, err
}

// readSent reads the groups whose names reach Dashlane on the path: the provisioned ones, or
// those that SAML would send. Only if the provider's API can't list the latter, a connected
// file takes their place, with a note.
func (r run) readSent(ctx context.Context, state migration.State) (list List, err error) {
	source, bySAML := idp.NewSource(r.Provider, r.App), !r.Config.GroupProvisioning()
	_, tells := r.Provider.(idp.SAMLLister)
	if connected := state.Connections[migrate.SCIM]; bySAML && !tells && connected.IsFile() {
		r.show.Warn("AD is compared with the file " + connected.String() + ", because " +
			r.Provider.String() + " doesn't report what it would send by SAML")
		list, err = r.service.read(ctx, migrate.SCIM, connected, r.show)
	} else {
		if bySAML {
			source, err = idp.NewSAMLSource(r.Provider, r.App)
		}
		if err == nil {
			list, err = readGroups(ctx, migrate.Connection{}, source, r.show.Report(migrate.SCIM))
		}
	}
	for _, note := range list.notesOf(migrate.SCIM) {
		r.show.Warn(note)
	}
	return list, err
}

func (r run) forced() bool { return evidence.IsReason(r.Force) }

// maySend reads what the provider sends now and compares it with AD, even if they were
// compared before. A forced run records that nothing was compared.
func (r run) maySend(ctx context.Context, w *migration.Workspace, readAD reader) error {
	switch {
	case !enable.SendsGroups(w.State(), r.Config.Path):
		return nil
	case r.forced():
		return enable.SendUncompared(w, r.Config.Path, r.ID(), r.Force, Who())
	}
	at := time.Now().UTC()
	result, err := r.compareSent(ctx, w, readAD)
	if err != nil {
		return err
	}
	return enable.CheckSend(w, r.Config.Path, r.ID(), w.State().NamesAtStart(result, at), r.Typed, Who())
}

// mayTryGroup is maySend for one group that is provisioned as a trial: its own name must be
// exact. Without a group, nothing is compared.
func (r run) mayTryGroup(ctx context.Context, w *migration.Workspace, readAD reader, group idp.Group) error {
	switch {
	case group.ID == "":
		return nil
	case r.forced():
		return enable.TryUncompared(w, r.Config.Path, r.ID(), r.Force, Who())
	}
	at := time.Now().UTC()
	result, err := r.compareSent(ctx, w, readAD)
	if err != nil {
		return err
	}
	result.Keep(func(row diff.Row) bool { return row.SCIM != nil && row.SCIM.ID == group.ID })
	return enable.CheckTrial(w, r.Config.Path, r.ID(), w.State().NamesAtStart(result, at), r.Typed, Who())
}

// compareSent compares AD with what the provider sends, as both are now.
func (r run) compareSent(ctx context.Context, w *migration.Workspace, readAD reader) (*diff.Result, error) {
	ad, err := readAD(ctx)
	if err != nil {
		return nil, err
	}
	sent, err := r.readSent(ctx, w.State())
	if err != nil {
		return nil, err
	}
	return Pair(ctx, w.State().Decisions, ad, sent)
}
