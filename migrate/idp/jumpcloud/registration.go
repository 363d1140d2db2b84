package jumpcloud

import (
	"context"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/playbook"
)

// Registration is the registration of JumpCloud as a provider.
var Registration = idp.Registration{
	ID: playbook.JumpCloud, Title: "JumpCloud",
	App: "the id of the application", TestUser: true,
	Environment: []string{
		"AD2SCIM_JUMPCLOUD_API_KEY", "AD2SCIM_JUMPCLOUD_CLIENT_ID", "AD2SCIM_JUMPCLOUD_CLIENT_SECRET",
		"AD2SCIM_JUMPCLOUD_REGION", "AD2SCIM_JUMPCLOUD_ORG", "AD2SCIM_JUMPCLOUD_URL",
		"AD2SCIM_JUMPCLOUD_SIGNIN_URL",
	},
	Help: `  JumpCloud  AD2SCIM_JUMPCLOUD_API_KEY, or AD2SCIM_JUMPCLOUD_CLIENT_ID with
             AD2SCIM_JUMPCLOUD_CLIENT_SECRET (a service account's);
             AD2SCIM_JUMPCLOUD_REGION (us, eu, in), and AD2SCIM_JUMPCLOUD_ORG
             (sent as x-org-id) where the admin has several organizations`,
	Open: func(ctx context.Context, s idp.SignIn) (idp.Provider, error) {
		o := FromEnv()
		o.URL, o.SignInURL = rest.Env("AD2SCIM_JUMPCLOUD_URL"), rest.Env("AD2SCIM_JUMPCLOUD_SIGNIN_URL")
		o.CAFile = s.CAFile
		return idp.Opened(Open(ctx, o))
	},
}
