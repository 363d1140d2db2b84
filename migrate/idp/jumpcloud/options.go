package jumpcloud

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/playbook"
)

// Options say which organization to open and how to sign in: by APIKey, or by ClientID
// and ClientSecret.
type Options struct {
	// APIKey is an admin's API key, with that admin's role.
	APIKey migrate.Secret
	// ClientID and ClientSecret are the credentials of a service account.
	ClientID     string
	ClientSecret migrate.Secret
	// Org is the organization's id; only for admins of several organizations.
	Org string
	// Region is us (the default), eu or in.
	Region string
	// URL is the console's address, instead of Region, without /api. SignInURL is the token endpoint of service
	// accounts if URL isn't a region's own.
	URL, SignInURL string
	CAFile         string // PEM file; additional certificate authorities to trust
}

// FromEnv reads the options from AD2SCIM_JUMPCLOUD_API_KEY, or AD2SCIM_JUMPCLOUD_CLIENT_ID and
// AD2SCIM_JUMPCLOUD_CLIENT_SECRET, and from AD2SCIM_JUMPCLOUD_ORG and AD2SCIM_JUMPCLOUD_REGION. Open checks whether
// they are complete.
func FromEnv() Options {
	return Options{
		APIKey:       rest.SecretEnv("AD2SCIM_JUMPCLOUD_API_KEY"),
		ClientID:     rest.Env("AD2SCIM_JUMPCLOUD_CLIENT_ID"),
		ClientSecret: rest.SecretEnv("AD2SCIM_JUMPCLOUD_CLIENT_SECRET"),
		Org:          rest.Env("AD2SCIM_JUMPCLOUD_ORG"),
		Region:       rest.Env("AD2SCIM_JUMPCLOUD_REGION"),
	}
}

// region holds the addresses of a region: the console, and the sign-in of service accounts (JumpCloud, "Service
// Account for APIs").
type region struct{ console, signIn string }

var regions = map[string]region{
	"us": {"https://console.jumpcloud.com", "https://admin-oauth.id.jumpcloud.com"},
	"eu": {"https://console.eu.jumpcloud.com", "https://admin-oauth.id.eu.jumpcloud.com"},
	"in": {"https://console.in.jumpcloud.com", "https://admin-oauth.id.in.jumpcloud.com"},
}

// Provider is one JumpCloud organization.
type Provider struct {
	api    *rest.Client
	name   string
	org    string        // the organization's id; may be empty
	settle time.Duration // between two reads of what was just written
}

var _ idp.Provider = (*Provider)(nil)

// Open returns a provider without sending anything. Incomplete options are BadInput.
func Open(_ context.Context, o Options) (*Provider, error) {
	name, at, err := o.place()
	if err != nil {
		return nil, err
	}
	authorize, err := o.authorize(at)
	if err != nil {
		return nil, err
	}
	p := &Provider{name: "JumpCloud (" + name + ")", org: o.Org, settle: 300 * time.Millisecond}
	if o.Org != "" {
		p.name = "JumpCloud (" + name + ", organization " + migrate.Quote(o.Org) + ")"
	}
	p.api, err = rest.New(rest.Options{
		Name: "JumpCloud", Base: at.console + "/api", Explain: o.explain, CAFile: o.CAFile, Authorize: authorize,
	})
	return p, err
}

// place returns the region's name and addresses. A service account's secret is only sent to an address that
// JumpCloud or the admin names for it.
func (o Options) place() (name string, at region, err error) {
	name = cmp.Or(strings.ToLower(o.Region), "us")
	at, known := regions[name]
	if o.URL == "" && !known {
		return name, at, &migrate.Problem{
			Class: migrate.BadInput, What: migrate.Quote(o.Region) + " is not a region of JumpCloud",
			Next: "set AD2SCIM_JUMPCLOUD_REGION to us, eu or in",
		}
	}
	if o.URL != "" {
		at = region{console: strings.TrimRight(o.URL, "/")}
		for official, r := range regions {
			if strings.EqualFold(r.console, at.console) {
				name, at = official, r
			}
		}
	}
	at.signIn = strings.TrimRight(cmp.Or(o.SignInURL, at.signIn), "/")
	if at.signIn == "" && o.APIKey.IsZero() && o.ClientID != "" {
		return name, at, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot sign in to JumpCloud with a service account",
			Why:  migrate.Quote(o.URL) + " is not the address of one of JumpCloud's consoles, so the address of its sign-in isn't known",
			Next: "unset AD2SCIM_JUMPCLOUD_URL and set AD2SCIM_JUMPCLOUD_REGION to us, eu or in; or set AD2SCIM_JUMPCLOUD_SIGNIN_URL to the sign-in's address",
		}
	}
	return name, at, nil
}

// authorize returns the function that authorizes requests. The API key comes first, because the admin's own tools
// have it.
func (o Options) authorize(at region) (func(context.Context, *http.Request) error, error) {
	sign := func(_ context.Context, r *http.Request) error {
		r.Header.Set("x-api-key", o.APIKey.Reveal())
		return nil
	}
	switch {
	case !o.APIKey.IsZero():
	case o.ClientID != "" && !o.ClientSecret.IsZero():
		account, err := rest.NewSignIn(rest.SignInOptions{
			Name: "JumpCloud", CAFile: o.CAFile, Region: "AD2SCIM_JUMPCLOUD_REGION", Client: "the service account",
			Check: "check the service account's client id and secret, that it is enabled, and the region (AD2SCIM_JUMPCLOUD_REGION)",
			Config: clientcredentials.Config{
				ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(), Scopes: []string{"api"},
				TokenURL: at.signIn + "/oauth2/token", AuthStyle: oauth2.AuthStyleInHeader,
			},
		})
		if err != nil {
			return nil, err
		}
		sign = account.Authorize
	default:
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot sign in to JumpCloud",
			Why:  "there is neither an API key nor a service account with its secret",
			Next: "make an API key in the Admin Portal (your initials, My API Key) and set AD2SCIM_JUMPCLOUD_API_KEY, or set AD2SCIM_JUMPCLOUD_CLIENT_ID and AD2SCIM_JUMPCLOUD_CLIENT_SECRET",
		}
	}
	return func(ctx context.Context, r *http.Request) error {
		if o.Org != "" {
			r.Header.Set("x-org-id", o.Org)
		}
		return sign(ctx, r)
	}, nil
}

// ID returns playbook.JumpCloud.
func (p *Provider) ID() playbook.IDP { return playbook.JumpCloud }

// String returns the name of the organization.
func (p *Provider) String() string { return p.name }

// SignIn reads one application and one user group. Permissions in JumpCloud are the admin's role, so that it names
// what the role must permit. Write permissions only show when something is written.
func (p *Provider) SignIn(ctx context.Context) (missing []string, err error) {
	for _, probe := range []struct{ right, doing, path string }{
		{"Applications: View", "read JumpCloud's applications", "/applications"},
		{"User Groups: View", "read JumpCloud's user groups", "/v2/usergroups"},
	} {
		_, err := p.api.Do(ctx, probe.doing, rest.Request{Method: http.MethodGet, Path: probe.path, Query: page(0, 1)})
		refused, ok := errors.AsType[*rest.Refused](err)
		if ok && refused.Status == http.StatusForbidden && !(p.org == "" && aboutOrganization(refused.Body)) {
			missing = append(missing, probe.right)
		} else if err != nil {
			return nil, err
		}
	}
	return missing, nil
}
