package enable

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
)

// RunProbe runs one of the playbook's probes of the identity provider: connection, users, groups or status. It writes
// nothing and doesn't need the token. It returns the result, or a Problem: Partial if the step isn't done, BadInput
// if the provider doesn't report it, or the provider's error. Only a cycle after since counts; if since is zero, a
// provider that sends as soon as it is set up can't be checked.
func RunProbe(ctx context.Context, p idp.Provider, app idp.App, want idp.DesiredConfig, probe playbook.Probe,
	since time.Time,
) (saw string, err error) {
	switch probe {
	case playbook.ProbeIDPConnection:
		return lookSteps(ctx, p, app, want, idp.StepEndpoint, idp.StepTest)
	case playbook.ProbeIDPUsers:
		return lookSteps(ctx, p, app, want, idp.StepUsers)
	case playbook.ProbeIDPImported:
		return lookSteps(ctx, p, app, want, idp.StepImport)
	case playbook.ProbeIDPGroups:
		return lookSteps(ctx, p, app, want, idp.StepGroups)
	case playbook.ProbeIDPStatus:
		return lookCycle(ctx, p, app, since)
	}
	return "", untold("the probe "+string(probe)+" is not about the identity provider", "")
}

func lookSteps(ctx context.Context, p idp.Provider, app idp.App, want idp.DesiredConfig, ids ...idp.StepID) (string,
	error,
) {
	plan, err := p.Plan(ctx, app, want)
	if err != nil {
		return "", err
	}
	var all, silent []string
	for _, id := range ids {
		for _, step := range plan {
			if step.ID != id {
				continue
			}
			if step.Mode == idp.ModeGuide {
				silent = append(silent, step.Title)
				continue
			}
			saw, err := p.Verify(ctx, app, step, want)
			if problem, told := errors.AsType[*migrate.Problem](err); told && problem.Err == nil {
				return "", &migrate.Problem{
					Class: migrate.Partial, What: problem.What, Why: problem.Why, Remedies: problem.Advice(),
				}
			}
			if err != nil {
				return "", err
			}
			all = append(all, saw)
		}
	}
	if len(silent) > 0 {
		return "", untold(p.String()+" doesn't report: "+strings.Join(silent, ", "), strings.Join(all, "; "))
	}
	return strings.Join(all, "; "), nil
}

func lookCycle(ctx context.Context, p idp.Provider, app idp.App, since time.Time) (string, error) {
	c, err := p.Cycle(ctx, app, since)
	if err != nil {
		return "", err
	}
	return verifyCycle(p.String(), c, since)
}

// verifyCycle returns what a provider says about a first cycle that this migration started at since, or a Problem if
// that doesn't show that the start is done: Partial if it isn't, BadInput if it can't be known.
func verifyCycle(provider string, c idp.Cycle, since time.Time) (string, error) {
	notYet := func(why, next string, remedies ...migrate.Remedy) error {
		return &migrate.Problem{
			Class: migrate.Partial, What: "provisioning has not completed its first cycle", Why: why,
			Next: next, Remedies: remedies,
		}
	}
	says := names.Visible(c.Says)
	switch {
	case c.State == idp.CycleUnknown:
		return "", untold(provider+" doesn't report the state of provisioning", says)
	case c.State == idp.CycleOff || c.State == idp.CyclePaused || c.State == idp.CycleQuarantined:
		return "", notYet("it is "+string(c.State)+": "+says, "", migrate.Remedy{Kind: migrate.RemedyDiagnose})
	case len(c.Errors) > 0:
		first := c.Errors[0]
		return "", notYet(fmt.Sprintf("%d objects failed, the first is the %s %s: %s", len(c.Errors), first.Kind,
			migrate.Quote(first.Name), names.Visible(first.Why)),
			"", migrate.Remedy{Kind: migrate.RemedyDiagnose})
	case !c.Complete:
		return "", notYet(says, "check again when the cycle has ended")
	case since.IsZero():
		p := untold("the journal doesn't show when this migration started provisioning, so "+provider+
			" may have sent this before", says)
		p.Err = playbook.ErrNothingAgainst // an earlier failed cycle no longer counts
		return "", p
	}
	return says, nil
}

func untold(why, seen string) *migrate.Problem {
	next := "check it in the provider's console and confirm it yourself"
	if seen != "" {
		why += " (result: " + seen + ")"
	}
	return &migrate.Problem{Class: migrate.BadInput, What: "this can't be checked here", Why: why, Next: next}
}
