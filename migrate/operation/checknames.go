package operation

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
)

func (c checking) snapshot(ctx context.Context) (saw string, err error) {
	ad, err := c.list(ctx, migrate.AD, c.state.Connections[migrate.AD])
	if err != nil {
		return "", err
	}
	if len(ad.Groups) == 0 {
		return "", notYet("no group in "+ad.Source, "check the base and the filter of the AD side")
	}
	err = c.write(func(w *migration.Workspace) error {
		return saveList(ctx, w, migrate.AD, ad)
	})
	return render.Count(len(ad.Groups), "group", "groups") + " of " + ad.Source + " saved in the workspace", err
}

// arrived compares AD with the endpoint at Dashlane, after provisioning was started.
func (c checking) arrived(ctx context.Context) (string, error) {
	if !c.state.Playbook.Steps[playbook.StepIDPStarted].Status.IsFinal() {
		return "", cannotCheck("provisioning hasn't started yet, so nothing has arrived",
			"complete the earlier steps")
	}
	endpoint := c.state.EndpointConnection()
	why, next := "", migrate.Advise("check the groups in the Admin Console, and confirm the step yourself")
	switch {
	case c.state.Playbook.NamesNotNeeded():
		why = "the step " + string(playbook.StepNamesExact) + " is marked as not needed, so names aren't compared"
	case !c.state.Path.ProvisionsGroups():
		why = "on the Confidential path the endpoint at Dashlane lists no groups"
	case endpoint.Location == "":
		why = "the SCIM endpoint at Dashlane isn't connected, and the groups that the provider sends don't show what has arrived"
		next = migrate.Remedies{{Kind: migrate.RemedyConnect, Side: migrate.Endpoint}}.Or(next...)
	}
	if why != "" {
		return "", &migrate.Problem{
			Class: migrate.BadInput, What: "this can't be checked here", Why: why, Remedies: next,
			Err: playbook.ErrNothingAgainst,
		}
	}
	saw, err := c.names(ctx, endpoint)
	if err != nil {
		return "", err
	}
	return saw + "; only names were compared, not members", nil
}

// names compares AD with the groups of a connection, and records the comparison.
func (c checking) names(ctx context.Context, other migrate.Connection) (string, error) {
	at := time.Now().UTC()
	ad, err := c.list(ctx, migrate.AD, c.state.Connections[migrate.AD])
	if err != nil {
		return "", err
	}
	provisioned, err := c.list(ctx, migrate.SCIM, other)
	if err != nil {
		return "", err
	}
	result, err := c.pair(ctx, ad, provisioned)
	if err != nil {
		return "", err
	}
	dropped, _, err := c.keep(result, ad, provisioned, at)
	if err == nil && dropped.Why != "" {
		err = doesNotCount(dropped)
	}
	if err != nil {
		return "", err
	}
	return namesResult(result, about(ad, provisioned), at)
}

// namesResult returns what a comparison shows about the names: that they are exact, or a
// Problem of class Partial with the reason.
func namesResult(r *diff.Result, about evidence.About, at time.Time) (string, error) {
	n := migration.NewComparison(r, about, at).Names()
	if why := n.Wrong(); why != "" {
		return "", notYet(why+" ("+r.Summary.String()+")", "", n.Remedies()...)
	}
	return n.String(), nil
}
