package main

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// provider runs a probe of the chosen identity provider, with the sign-in that
// the environment holds, at the app that was last enabled or that alone looks
// like Dashlane's.
func (l looker) provider(ctx context.Context, state migration.State, probe playbook.Probe, report migrate.Report) (string, error) {
	if state.IdP == playbook.Other {
		return "", cannotLook("this program does not speak the API of another identity provider", "look in its console and confirm the step yourself")
	}
	say := l.say
	if say == nil { // a device code is shown with the progress
		say = func(text string) { report.Send(migrate.Progress{Doing: "signing in", Note: text}) }
	}
	p, err := openProvider(ctx, migrate.Scheme(state.IdP), say)
	if err != nil {
		return "", err
	}
	app, want, err := l.begun(ctx, state, p)
	if err != nil {
		return "", err
	}
	if probe == playbook.ProbeIDPAssigned {
		return l.assigned(ctx, p, app, report)
	}
	if want.Endpoint == "" && probe == playbook.ProbeIDPConnection {
		return "", inApp(cannotLook("no SCIM endpoint is remembered that the app's could be compared with", "run ad2scim probe --scim URL, or set the SCIM side up in the app"),
			"set it up on Connection (7)")
	}
	return enable.Look(ctx, p, app, want, probe)
}

// begun finds the app and the endpoint: what the journal knows of comes first.
func (l looker) begun(ctx context.Context, state migration.State, p idp.Provider) (idp.App, idp.Want, error) {
	w, err := migration.OpenReadOnly(l.dir)
	if err != nil {
		return idp.App{}, idp.Want{}, err
	}
	defer w.Close()
	want := idp.Want{Path: state.Path}
	last, known, err := enable.Last(w.Journal(), p)
	if err != nil || known {
		want.Endpoint = last.Endpoint
		return last.App, want, err
	}
	want.Endpoint = rememberedEndpoint(state)
	app, err := findApp(ctx, p, "")
	return app, want, err
}

func (l looker) assigned(ctx context.Context, p idp.Provider, app idp.App, report migrate.Report) (string, error) {
	ad, err := l.read(ctx, migrate.AD, report)
	if err != nil {
		return "", err
	}
	directory, err := p.Directory(ctx, report)
	if err != nil {
		return "", err
	}
	assigned, err := p.Assigned(ctx, app, report)
	if err != nil {
		return "", err
	}
	saw, left := enable.PlanAssignments(ad.groups, directory, assigned).Standing()
	if left != "" {
		return "", notYet(left, "run ad2scim enable --assign --plan to see which")
	}
	return saw, nil
}
