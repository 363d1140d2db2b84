package okta

import (
	"context"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
)

// Registration is the registration of Okta as a provider.
var Registration = idp.Registration{
	ID: playbook.Okta, Title: "Okta",
	App: "the id of the application",
	Environment: []string{
		"AD2SCIM_OKTA_URL", "AD2SCIM_OKTA_TOKEN", "AD2SCIM_OKTA_CLIENT_ID", "AD2SCIM_OKTA_PRIVATE_KEY_FILE",
		"AD2SCIM_OKTA_PRIVATE_KEY",
		"AD2SCIM_OKTA_KEY_ID",
	},
	Help: `  Okta       AD2SCIM_OKTA_URL, and AD2SCIM_OKTA_TOKEN, or
             AD2SCIM_OKTA_CLIENT_ID with AD2SCIM_OKTA_PRIVATE_KEY_FILE (or
             AD2SCIM_OKTA_PRIVATE_KEY) and AD2SCIM_OKTA_KEY_ID`,
	Open: func(ctx context.Context, s idp.SignIn) (idp.Provider, error) {
		o, err := FromEnv()
		if err != nil {
			return nil, err
		}
		o.CAFile = s.CAFile
		return idp.Opened(Open(ctx, o))
	},
}
