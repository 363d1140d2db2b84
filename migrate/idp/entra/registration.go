package entra

import (
	"context"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/playbook"
)

// Registration is the registration of Entra as a provider.
var Registration = idp.Registration{
	ID: playbook.Entra, Title: "Entra ID",
	App: "the name or id of the enterprise application",
	Environment: []string{
		"AD2SCIM_ENTRA_TENANT", "AD2SCIM_ENTRA_CLIENT_ID", "AD2SCIM_ENTRA_CLIENT_SECRET", "AD2SCIM_ENTRA_CERTIFICATE",
		"AD2SCIM_ENTRA_CLOUD",
		"AD2SCIM_ENTRA_GRAPH_URL", "AD2SCIM_ENTRA_LOGIN_URL",
	},
	Help: `  Entra      AD2SCIM_ENTRA_TENANT, and for an app registration
             AD2SCIM_ENTRA_CLIENT_ID with AD2SCIM_ENTRA_CLIENT_SECRET or
             AD2SCIM_ENTRA_CERTIFICATE (a PEM file); with the id alone by device
             code, with neither as az is signed in. AD2SCIM_ENTRA_CLOUD is
             global, usgov, usgovdod or china`,
	Rights: leastRights,
	Open: func(ctx context.Context, s idp.SignIn) (idp.Provider, error) {
		o, err := FromEnv(ctx, s.Show)
		if err != nil {
			return nil, err
		}
		o.Graph, o.Login = rest.Env("AD2SCIM_ENTRA_GRAPH_URL"), rest.Env("AD2SCIM_ENTRA_LOGIN_URL")
		o.CAFile = s.CAFile
		return idp.Opened(Open(ctx, o))
	},
}
