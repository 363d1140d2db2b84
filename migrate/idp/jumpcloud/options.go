package jumpcloud

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/playbook"
)

// Options say which organisation to open.
type Options struct {
	// APIKey is an admin's API key; it has that admin's role.
	APIKey migrate.Secret
	// Org is the organisation's id; for admins of several organisations alone.
	Org string
	// Region is us (the default), eu or in.
	Region string
	// URL is the console's address, where it is not the region's own; it ends
	// before /api.
	URL    string
	CAFile string // PEM; further certificate authorities to trust
}

// FromEnv reads the options from AD2SCIM_JUMPCLOUD_API_KEY,
// AD2SCIM_JUMPCLOUD_ORG and AD2SCIM_JUMPCLOUD_REGION. Whether they suffice is
// for Open to say.
func FromEnv() (Options, error) {
	return Options{
		APIKey: migrate.NewSecret(strings.TrimSpace(os.Getenv("AD2SCIM_JUMPCLOUD_API_KEY"))),
		Org:    os.Getenv("AD2SCIM_JUMPCLOUD_ORG"),
		Region: os.Getenv("AD2SCIM_JUMPCLOUD_REGION"),
	}, nil
}

// consoles are JumpCloud's regions.
var consoles = map[string]string{
	"us": "https://console.jumpcloud.com",
	"eu": "https://console.eu.jumpcloud.com",
	"in": "https://console.in.jumpcloud.com",
}

// Provider is one JumpCloud organisation.
type Provider struct {
	api    *rest.Client
	name   string
	settle time.Duration // between two readings of what was just written
}

var _ idp.Provider = (*Provider)(nil)

// Open makes a provider; nothing is sent before the first call. Options that do
// not suffice are BadInput.
func Open(_ context.Context, o Options) (*Provider, error) {
	region := strings.ToLower(o.Region)
	if region == "" {
		region = "us"
	}
	base, known := consoles[region]
	switch {
	case o.URL != "":
		base = strings.TrimRight(o.URL, "/")
	case !known:
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: migrate.Quote(o.Region) + " is not a region of JumpCloud",
			Next: "set AD2SCIM_JUMPCLOUD_REGION to us, eu or in",
		}
	}
	if o.APIKey.IsZero() {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot sign in to JumpCloud", Why: "there is no API key",
			Next: "make one in the Admin Portal (your initials, My API Key) and set AD2SCIM_JUMPCLOUD_API_KEY",
		}
	}
	p := &Provider{name: "JumpCloud (" + region + ")", settle: 300 * time.Millisecond}
	if o.Org != "" {
		p.name = "JumpCloud (" + region + ", organisation " + migrate.Quote(o.Org) + ")"
	}
	var err error
	p.api, err = rest.New(rest.Options{
		Name: "JumpCloud", Base: base + "/api", Explain: explain, CAFile: o.CAFile,
		Authorize: func(_ context.Context, r *http.Request) error {
			r.Header.Set("x-api-key", o.APIKey.Reveal())
			if o.Org != "" {
				r.Header.Set("x-org-id", o.Org)
			}
			return nil
		},
	})
	return p, err
}

// ID returns playbook.JumpCloud.
func (p *Provider) ID() playbook.IDP { return playbook.JumpCloud }

// String names the organisation.
func (p *Provider) String() string { return p.name }

// SignIn reads one application and one user group. JumpCloud's rights are the
// admin's role: what is refused is named by what the role must allow. Whether it
// may write shows only when something is written.
func (p *Provider) SignIn(ctx context.Context) (missing []string, err error) {
	for _, probe := range []struct{ right, doing, path string }{
		{"Applications: View", "read JumpCloud's applications", "/applications"},
		{"User Groups: View", "read JumpCloud's user groups", "/v2/usergroups"},
	} {
		_, err := p.api.Do(ctx, probe.doing, rest.Request{Method: http.MethodGet, Path: probe.path, Query: page(0, 1)})
		if refused, ok := errors.AsType[*rest.Refused](err); ok && refused.Status == http.StatusForbidden {
			missing = append(missing, probe.right)
		} else if err != nil {
			return nil, err
		}
	}
	return missing, nil
}
