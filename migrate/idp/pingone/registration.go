package pingone

import (
	"context"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/playbook"
)

// Registration is the registration of PingOne as a provider.
var Registration = idp.Registration{
	ID: playbook.PingOne, Title: "PingOne",
	App: "the id of the application",
	Environment: []string{
		"AD2SCIM_PINGONE_ENVIRONMENT", "AD2SCIM_PINGONE_CLIENT_ID", "AD2SCIM_PINGONE_CLIENT_SECRET", "AD2SCIM_PINGONE_REGION",
		"AD2SCIM_PINGONE_WORKER_ENVIRONMENT", "AD2SCIM_PINGONE_URL",
	},
	Help: `  PingOne    AD2SCIM_PINGONE_ENVIRONMENT, AD2SCIM_PINGONE_CLIENT_ID,
             AD2SCIM_PINGONE_CLIENT_SECRET (a worker application's) and
             AD2SCIM_PINGONE_REGION (com, eu, ca, asia, com.au, sg);
             AD2SCIM_PINGONE_WORKER_ENVIRONMENT where that application is in
             another environment`,
	Open: func(ctx context.Context, s idp.SignIn) (idp.Provider, error) {
		o := FromEnv()
		if at := rest.Env("AD2SCIM_PINGONE_URL"); at != "" {
			o.API, o.Auth = at+"/v1", at
		}
		o.CAFile = s.CAFile
		return idp.Opened(Open(ctx, o))
	},
}
