package operation

import (
	"cmp"
	"context"
	"errors"
	"os"

	"ad2scim/migrate"
	"ad2scim/migrate/dashlane"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/migrate/scim"
)

// tokenFor returns the token for an endpoint: the one that was entered for it, or one that is
// at hand. A token that was entered for another endpoint is never sent to it.
func (c checking) tokenFor(ctx context.Context, endpoint migrate.Connection) (migrate.Secret, error) {
	if token, _ := c.in.Entered.For(endpoint.Location, c.in.InUse[migrate.SCIM]); !token.IsZero() {
		return token, nil
	}
	if endpoint.Location == "" { // the form of a token can be checked before an endpoint is known
		return migrate.NewSecret(os.Getenv(SCIMTokenVariable)), nil
	}
	return c.SecretAtHand(ctx, migrate.SCIM, endpoint)
}

// token checks whether the endpoint accepts the token. A token with the right form may still
// be wrong.
func (c checking) token(ctx context.Context) (string, error) {
	connection := c.state.EndpointConnection()
	token, _ := c.tokenFor(ctx, connection) // if there is none, the checks below say what is missing
	if token.IsZero() {
		why := "no token is available to check"
		if !c.in.Entered.Token.IsZero() {
			why = "the token was entered for another endpoint than " + migrate.Quote(connection.Location)
		}
		return "", cannotCheck(why,
			"set "+SCIMTokenVariable+", or save the token in the system's keyring with the app, or confirm the step yourself")
	}
	if err := playbook.CheckToken(token); err != nil {
		return "", err
	}
	if saw, err := c.endpoint(ctx); err == nil {
		return saw, nil
	}
	form := cmp.Or(playbook.TokenWarning(c.state.Path, token), "it has the form of a token")
	return "", cannotCheck(form+", and no endpoint has taken it yet",
		"confirm the step yourself; the step endpoint-answers tries the token once SCIM is on")
}

// endpoint probes the connected SCIM endpoint.
func (c checking) endpoint(ctx context.Context) (string, error) {
	connection := c.state.EndpointConnection()
	if !connection.SpeaksSCIM() {
		return "", cannotCheck("no SCIM endpoint is connected", "", remedy(migrate.RemedyProbe),
			remedy(migrate.RemedyConfirm))
	}
	var err error
	if connection.Secret, err = c.tokenFor(ctx, connection); err != nil {
		return "", err
	}
	client, err := scim.Open(connection)
	if err != nil {
		return "", err
	}
	defer client.Close()
	result := client.Probe(ctx, func(scim.Check) {})
	if err := cmp.Or(ctx.Err(), result.Err()); err != nil {
		return "", err
	}
	for _, check := range result.Checks {
		if check.State == scim.Warn {
			return "", cannotCheck("the endpoint answers, with a warning about "+check.Name+": "+check.Detail,
				"", remedy(migrate.RemedyProbe), remedy(migrate.RemedyConfirm))
		}
	}
	return "the endpoint answers and accepts the token", nil
}

func (c checking) encryptionService(ctx context.Context) (string, error) {
	connection := c.state.EndpointConnection()
	address := dashlane.EncryptionService(connection.Location)
	if address == "" {
		return "", cannotCheck("no self-hosted SCIM endpoint is connected, so its address isn't known",
			"open the encryption service's URL in a browser, and confirm the step yourself")
	}
	err := dashlane.CheckEncryptionService(ctx, address, connection.CAFile)
	if migrate.ClassOf(err) == migrate.Unreachable && ctx.Err() == nil {
		why := err.Error()
		if p, ok := errors.AsType[*migrate.Problem](err); ok {
			why = cmp.Or(p.Why, p.What)
		}
		return "", notYet(address+" doesn't show a Dashlane page: "+why,
			"check on its host that the encryption service runs, and that this is its URL")
	}
	return address + " shows a Dashlane page", err
}

// dashlaneAPI returns the address of Dashlane's public API, or the one in the environment.
func dashlaneAPI() string { return cmp.Or(os.Getenv(DashlaneURLVariable), dashlane.API) }

func dashlaneKey() migrate.Secret { return migrate.NewSecret(os.Getenv(DashlaneKeyVariable)) }

func ssoOn(ctx context.Context) (string, error) {
	status, err := dashlane.TeamStatus(ctx, dashlaneAPI(), dashlaneKey())
	if err != nil {
		return "", err
	}
	if !status.SSOEnabled {
		return "", notYet("Dashlane reports that SSO isn't enabled", "enable it in the Admin Console")
	}
	return "Dashlane reports that SSO is enabled for " + render.Count(status.Domains, "domain", "domains"), nil
}
