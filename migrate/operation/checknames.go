package operation

import (
	"context"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

func (c checking) snapshot(ctx context.Context) (saw string, err error) {
	ad, err := c.list(ctx, migrate.AD)
	if err != nil {
		return "", err
	}
	err = c.write(func(w *migration.Workspace) error {
		_, err := w.SaveSnapshot(migrate.AD, ad.Source, ad.Groups, ad.Notes)
		return err
	})
	return fmt.Sprintf("%d groups of %s are saved in the workspace", len(ad.Groups), ad.Source), err
}

// arrived compares what has come since provisioning was started.
func (c checking) arrived(ctx context.Context) (string, error) {
	started := c.state.Playbook.Steps["idp-started"]
	if !started.Status.Over() {
		return "", cannotCheck("provisioning has not been started yet, so that nothing has come", "do the steps before this one")
	}
	if c.state.Playbook.NamesNotNeeded() {
		return "", &migrate.Problem{Class: migrate.BadInput, What: "this cannot be seen here", Why: "no names need to be exact here, as the step names-exact says",
			Next: "look at the groups in the Admin Console, and confirm the step yourself", Err: playbook.ErrNothingAgainst}
	}
	saw, err := c.names(ctx, started.At)
	return saw + "; names alone, members were not compared", err
}

// names compares the sides that are remembered. An earlier comparison is used only
// if it is newer than since.
func (c checking) names(ctx context.Context, since time.Time) (string, error) {
	if saw, known, err := c.compared(since); known {
		return saw, err
	}
	at := time.Now().UTC()
	ad, err := c.list(ctx, migrate.AD)
	if err != nil {
		return "", err
	}
	provisioned, err := c.list(ctx, migrate.SCIM)
	if err != nil {
		return "", err
	}
	result, err := c.pair(ctx, ad, provisioned)
	if err != nil {
		return "", err
	}
	dropped, err := c.remember(result, at)
	if err == nil && dropped != "" {
		err = cannotCheck(dropped, "look again")
	}
	if err != nil {
		return "", err
	}
	n := migration.Compared(result, at).Names()
	if why := n.Wrong(); why != "" {
		return "", inApp(notYet(why+" ("+result.Summary.String()+")", n.Remedy()), fixInApp(n))
	}
	return n.String(), nil
}

// compared uses the last comparison where a side's source is not remembered, so
// that it cannot be read again.
func (c checking) compared(since time.Time) (saw string, known bool, err error) {
	last := c.state.Comparison
	if last == nil || c.state.Connections[migrate.AD].Location != "" && c.state.Connections[migrate.SCIM].Location != "" {
		return "", false, nil
	}
	if last.Time.Before(since) {
		return "", true, inApp(cannotCheck("the last comparison is of "+moment(last.Time)+", before provisioning was started", "compare again with ad2scim diff"),
			"set both sides up on Connection (7); then v compares again")
	}
	n := last.NamesAt(time.Now())
	if why := n.Wrong(); why != "" {
		return "", true, inApp(notYet(why+", compared "+moment(last.Time), n.Remedy()), fixInApp(n))
	}
	return fmt.Sprintf("%s, compared %s: %s with %s%s", n, moment(last.Time), last.AD, last.SCIM, shrinkWarning(c.state.First, last)), true, nil
}

// shrinkWarning says that a comparison is of much less than the first one was.
func shrinkWarning(first, now *migration.Comparison) string {
	count := func(c *migration.Comparison) int { return c.Exact + c.Differs + c.Conflicts + c.ADOnly }
	if first == nil || 2*count(now) >= count(first) {
		return ""
	}
	return fmt.Sprintf("; mind that this is about %d of AD's groups, and the first comparison was about %d", count(now), count(first))
}

// fixInApp is playbook.Names.Remedy for the app.
func fixInApp(n playbook.Names) string {
	if n.Doubles > 0 {
		return "remove the groups that are there a second time, at the identity provider: Groups (2) shows them; then v again"
	}
	return "make them exact on Fix (3), then v again"
}
