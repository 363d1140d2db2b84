package okta

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

// Options say which organization to open and how to sign in: by Token, or by
// ClientID and PrivateKey.
type Options struct {
	// URL is the organization, such as https://example.okta.com or a custom domain. A host name means https.
	URL string
	// Token is an API token (Security > API > Tokens), with the permissions of the admin who created it.
	Token migrate.Secret
	// ClientID is the id of an API Services app with a public key.
	ClientID string
	// PrivateKey is that app's private key, RSA or EC, in PEM form.
	PrivateKey migrate.Secret
	// KeyID is the key's kid; required if the app has more than one key.
	KeyID  string
	CAFile string // PEM file; additional certificate authorities to trust
}

// FromEnv reads the options from AD2SCIM_OKTA_URL, AD2SCIM_OKTA_TOKEN, AD2SCIM_OKTA_CLIENT_ID,
// AD2SCIM_OKTA_PRIVATE_KEY, or AD2SCIM_OKTA_PRIVATE_KEY_FILE, and AD2SCIM_OKTA_KEY_ID. A key file that can't be
// read is BadInput. Open checks whether the options are complete.
func FromEnv() (o Options, err error) {
	o = Options{
		URL: rest.Env("AD2SCIM_OKTA_URL"), Token: rest.SecretEnv("AD2SCIM_OKTA_TOKEN"),
		ClientID:   rest.Env("AD2SCIM_OKTA_CLIENT_ID"),
		PrivateKey: rest.SecretEnv("AD2SCIM_OKTA_PRIVATE_KEY"), KeyID: rest.Env("AD2SCIM_OKTA_KEY_ID"),
	}
	if o.PrivateKey.IsZero() {
		o.PrivateKey, err = rest.SecretFile("AD2SCIM_OKTA_PRIVATE_KEY_FILE", "Okta's private key")
	}
	return o, err
}

// Provider is one Okta organization.
type Provider struct {
	api    *rest.Client
	host   string
	grants *grants       // nil with an API token
	settle time.Duration // between two reads of what was just written
	now    func() time.Time
}

var _ idp.Provider = (*Provider)(nil)

// Open returns a provider without sending anything. Incomplete options are BadInput.
func Open(_ context.Context, o Options) (*Provider, error) {
	org, err := orgURL(o.URL)
	if err != nil {
		return nil, err
	}
	p := &Provider{host: org.Host, settle: 300 * time.Millisecond, now: time.Now}
	authorize := func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "SSWS "+o.Token.Reveal())
		return nil
	}
	switch {
	case !o.Token.IsZero():
	case o.ClientID != "" && !o.PrivateKey.IsZero():
		if p.grants, err = newGrants(org, o); err != nil {
			return nil, err
		}
		authorize = p.grants.authorize
	default:
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot sign in to Okta at " + migrate.Quote(org.Host),
			Why:  "there is neither an API token nor a client with its private key",
			Next: "set AD2SCIM_OKTA_TOKEN, or AD2SCIM_OKTA_CLIENT_ID with AD2SCIM_OKTA_PRIVATE_KEY_FILE",
		}
	}
	p.api, err = rest.New(rest.Options{
		Name: "Okta", Base: org.String(), Authorize: authorize, Explain: explain,
		Wait: resetWait, CAFile: o.CAFile,
	})
	return p, err
}

// orgURL parses the organization's address. The API isn't on the Admin Console's own host (example-admin.okta.com).
func orgURL(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	if text != "" && !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot use the address of the Okta organization",
			Why:  "it is missing or is no web address",
			Next: "set AD2SCIM_OKTA_URL to https://your-organization.okta.com, or to your custom domain",
		}
	}
	if name, domain, ok := strings.Cut(u.Host, "."); ok && strings.HasPrefix(domain, "okta") {
		u.Host = strings.TrimSuffix(name, "-admin") + "." + domain
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

// ID returns playbook.Okta.
func (p *Provider) ID() playbook.IDP { return playbook.Okta }

// String returns the name of the organization.
func (p *Provider) String() string { return "Okta (" + p.host + ")" }
