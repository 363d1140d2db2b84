package pingone

import (
	"cmp"
	"context"
	"net/url"
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
	Environment string // id of the environment
	// WorkerEnvironment is the id of the worker application's environment, often that of the administrators; empty
	// means Environment.
	WorkerEnvironment string
	ClientID          string
	ClientSecret      migrate.Secret
	// Region is com (the default), eu, ca, asia, com.au or sg.
	Region string
	// API and Auth are the hosts' addresses if they aren't the region's.
	API, Auth string
	CAFile    string // PEM file; additional certificate authorities to trust
}

// FromEnv reads the options from AD2SCIM_PINGONE_ENVIRONMENT, AD2SCIM_PINGONE_WORKER_ENVIRONMENT,
// AD2SCIM_PINGONE_CLIENT_ID, AD2SCIM_PINGONE_CLIENT_SECRET and AD2SCIM_PINGONE_REGION. Open checks whether they are
// complete.
func FromEnv() Options {
	return Options{
		Environment:       rest.Env("AD2SCIM_PINGONE_ENVIRONMENT"),
		WorkerEnvironment: rest.Env("AD2SCIM_PINGONE_WORKER_ENVIRONMENT"),
		ClientID:          rest.Env("AD2SCIM_PINGONE_CLIENT_ID"),
		ClientSecret:      rest.SecretEnv("AD2SCIM_PINGONE_CLIENT_SECRET"),
		Region:            rest.Env("AD2SCIM_PINGONE_REGION"),
	}
}

var regions = map[string]bool{"com": true, "eu": true, "ca": true, "asia": true, "com.au": true, "sg": true}

// Provider is one PingOne environment.
type Provider struct {
	api         *rest.Client
	name        string
	environment string // its id, for people
	// settle is the pause between two reads of what was just written.
	settle time.Duration
}

var _ idp.Provider = (*Provider)(nil)

// Open returns a provider without sending anything. Incomplete options are BadInput.
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
	id, worker := url.PathEscape(o.Environment), url.PathEscape(cmp.Or(o.WorkerEnvironment, o.Environment))
	signIn, err := rest.NewSignIn(rest.SignInOptions{
		Name: "PingOne", CAFile: o.CAFile, Region: "AD2SCIM_PINGONE_REGION", Client: "the worker application",
		Check: workerCheck(o), Config: clientcredentials.Config{
			ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(),
			TokenURL: auth + "/" + worker + "/as/token", AuthStyle: oauth2.AuthStyleInHeader,
		},
	})
	if err != nil {
		return nil, err
	}
	p := &Provider{
		name: "PingOne (" + o.Environment + ")", environment: migrate.Quote(o.Environment), settle: 2 * time.Second,
	}
	p.api, err = rest.New(rest.Options{
		Name: "PingOne", Base: api + "/environments/" + id, CAFile: o.CAFile,
		Explain: explain, KeepsToken: func(path string) bool { return strings.Contains(path, "/propagation/stores") },
		Authorize: signIn.Authorize,
	})
	return p, err
}

// workerCheck returns what to check if the worker application is refused: one in another environment signs in
// there.
func workerCheck(o Options) string {
	where := "in the environment " + migrate.Quote(o.Environment) +
		"; one of another environment needs that environment's id in AD2SCIM_PINGONE_WORKER_ENVIRONMENT"
	if o.WorkerEnvironment != "" {
		where = "in the environment " + migrate.Quote(o.WorkerEnvironment) + ", which AD2SCIM_PINGONE_WORKER_ENVIRONMENT names"
	}
	return "check the client's id and its secret, and that the worker application is enabled " + where
}

// ID returns playbook.PingOne.
func (p *Provider) ID() playbook.IDP { return playbook.PingOne }

// String returns the name of the environment.
func (p *Provider) String() string { return p.name }
