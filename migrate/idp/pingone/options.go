package pingone

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/playbook"
)

// Options say which environment to open and the worker application to sign in
// with.
type Options struct {
	Environment  string // the environment's id
	ClientID     string
	ClientSecret migrate.Secret
	// Region is com (the default), eu, ca, asia, com.au or sg.
	Region string
	// API and Auth are the hosts' addresses where they are not the region's own.
	API, Auth string
	CAFile    string // PEM; further certificate authorities to trust
}

// FromEnv reads the options from AD2SCIM_PINGONE_ENVIRONMENT,
// AD2SCIM_PINGONE_CLIENT_ID, AD2SCIM_PINGONE_CLIENT_SECRET and
// AD2SCIM_PINGONE_REGION. Whether they suffice is for Open to say.
func FromEnv() (Options, error) {
	return Options{
		Environment:  strings.TrimSpace(os.Getenv("AD2SCIM_PINGONE_ENVIRONMENT")),
		ClientID:     strings.TrimSpace(os.Getenv("AD2SCIM_PINGONE_CLIENT_ID")),
		ClientSecret: migrate.NewSecret(strings.TrimSpace(os.Getenv("AD2SCIM_PINGONE_CLIENT_SECRET"))),
		Region:       os.Getenv("AD2SCIM_PINGONE_REGION"),
	}, nil
}

var regions = map[string]bool{"com": true, "eu": true, "ca": true, "asia": true, "com.au": true, "sg": true}

// Provider is one PingOne environment.
type Provider struct {
	api  *rest.Client
	name string
	// settle is the pause between two readings of what was just written.
	settle time.Duration
}

var _ idp.Provider = (*Provider)(nil)

// Open makes a provider; nothing is sent before the first call. Options that do
// not suffice are BadInput.
func Open(_ context.Context, o Options) (*Provider, error) {
	region := strings.ToLower(o.Region)
	if region == "" {
		region = "com"
	}
	if !regions[region] && o.API == "" {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: migrate.Quote(o.Region) + " is not a region of PingOne",
			Next: "set AD2SCIM_PINGONE_REGION to com, eu, ca, asia, com.au or sg",
		}
	}
	if o.Environment == "" || o.ClientID == "" || o.ClientSecret.IsZero() {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot sign in to PingOne",
			Why:  "the environment's id, or the worker application's id or secret is missing",
			Next: "set AD2SCIM_PINGONE_ENVIRONMENT, AD2SCIM_PINGONE_CLIENT_ID and AD2SCIM_PINGONE_CLIENT_SECRET",
		}
	}
	api, auth := "https://api.pingone."+region+"/v1", "https://auth.pingone."+region
	if o.API != "" {
		api, auth = strings.TrimRight(o.API, "/"), strings.TrimRight(o.Auth, "/")
	}
	// The address is checked here too: the secret goes there before any call.
	if _, err := rest.New(rest.Options{Name: "PingOne", Base: auth, CAFile: o.CAFile}); err != nil {
		return nil, err
	}
	id := url.PathEscape(o.Environment)
	config := clientcredentials.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(),
		TokenURL: auth + "/" + id + "/as/token", AuthStyle: oauth2.AuthStyleInHeader,
	}
	s, err := newSignIn(config, o.CAFile)
	if err != nil {
		return nil, err
	}
	p := &Provider{name: "PingOne (" + o.Environment + ")", settle: 2 * time.Second}
	p.api, err = rest.New(rest.Options{
		Name: "PingOne", Base: api + "/environments/" + id, CAFile: o.CAFile,
		Explain: explain, KeepsToken: func(path string) bool { return strings.Contains(path, "/propagation/stores") },
		Authorize: func(ctx context.Context, r *http.Request) error {
			token, err := s.token(ctx)
			if err != nil {
				return err
			}
			r.Header.Set("Authorization", "Bearer "+token)
			return nil
		},
	})
	return p, err
}

// ID returns playbook.PingOne.
func (p *Provider) ID() playbook.IDP { return playbook.PingOne }

// String names the environment.
func (p *Provider) String() string { return p.name }
