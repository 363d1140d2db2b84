package entra

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/playbook"
)

// Options say which tenant to open and how to sign in: by ClientSecret, by Certificate, by device code if Show is
// set, or with the az command if there is no ClientID.
type Options struct {
	Tenant       string // id or domain
	ClientID     string
	Cloud        string // global (or empty), usgov, usgovdod, china
	ClientSecret migrate.Secret
	// Certificate is a PEM file's content with the certificate and its RSA private key.
	Certificate migrate.Secret
	// Show shows a person the address and the code to enter there.
	Show func(string)
	// Graph and Login replace the cloud's addresses in tests.
	Graph, Login string
	CAFile       string // PEM file; additional certificate authorities to trust
}

type cloud struct{ graph, login string }

// clouds are the addresses of Graph and of the sign-in (Graph, "National cloud deployments").
var clouds = map[string]cloud{
	"":         {"https://graph.microsoft.com", "https://login.microsoftonline.com"},
	"global":   {"https://graph.microsoft.com", "https://login.microsoftonline.com"},
	"usgov":    {"https://graph.microsoft.us", "https://login.microsoftonline.us"},
	"usgovdod": {"https://dod-graph.microsoft.us", "https://login.microsoftonline.us"},
	"china":    {"https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"},
}

// FromEnv reads AD2SCIM_ENTRA_TENANT, AD2SCIM_ENTRA_CLIENT_ID, AD2SCIM_ENTRA_CLIENT_SECRET,
// AD2SCIM_ENTRA_CERTIFICATE (a file) and AD2SCIM_ENTRA_CLOUD. A file that can't be read is BadInput.
func FromEnv(_ context.Context, show func(string)) (o Options, err error) {
	o = Options{
		Tenant: rest.Env("AD2SCIM_ENTRA_TENANT"), ClientID: rest.Env("AD2SCIM_ENTRA_CLIENT_ID"),
		Cloud: rest.Env("AD2SCIM_ENTRA_CLOUD"), ClientSecret: rest.SecretEnv("AD2SCIM_ENTRA_CLIENT_SECRET"), Show: show,
	}
	o.Certificate, err = rest.SecretFile("AD2SCIM_ENTRA_CERTIFICATE", "the certificate for Entra")
	return o, err
}

func bad(what, why, next string, err error) error {
	return &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: next, Err: err}
}

// Client is a client of one Entra tenant.
type Client struct {
	api    *rest.Client
	tokens *tokens
	tenant string
	settle time.Duration // before the second read of what was just written
	own    own
}

var _ idp.Provider = (*Client)(nil)

// Open returns a client without sending anything. Incomplete options are BadInput.
func Open(_ context.Context, o Options) (*Client, error) {
	const what = "cannot sign in to Entra"
	at, ok := clouds[o.Cloud]
	if !ok {
		return nil, bad(what, "the cloud "+migrate.Quote(o.Cloud)+" is not known", "give global, usgov, usgovdod or china",
			nil)
	}
	if o.Tenant == "" {
		return nil, bad(what, "the tenant is missing", "set AD2SCIM_ENTRA_TENANT to the tenant's id or domain", nil)
	}
	if o.Graph != "" {
		at.graph = o.Graph
	}
	if o.Login != "" {
		at.login = o.Login
	}
	web, err := rest.HTTPClient(o.CAFile)
	if err != nil {
		return nil, err
	}
	t, err := newTokens(o, at, web)
	if err != nil {
		return nil, err
	}
	c := &Client{tokens: t, tenant: o.Tenant, settle: 500 * time.Millisecond}
	c.api, err = rest.New(rest.Options{
		Name: "Microsoft Graph", Base: at.graph + "/v1.0", CAFile: o.CAFile,
		Explain: explain, KeepsToken: func(path string) bool { return strings.Contains(path, "/synchronization/secrets") },
		Authorize: func(ctx context.Context, r *http.Request) error {
			token, err := t.get(ctx)
			if err == nil {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			return err
		},
	})
	return c, err
}

// ID returns playbook.Entra.
func (c *Client) ID() playbook.IDP { return playbook.Entra }

// String returns the name of the tenant.
func (c *Client) String() string { return "Entra ID (" + migrate.Quote(c.tenant) + ")" }

func principal(id, rest string) string { return "/servicePrincipals/" + url.PathEscape(id) + rest }
