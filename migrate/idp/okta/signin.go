package okta

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"ad2scim/migrate/idp/rest"
)

const adminRole = "an admin role for the API Services app (Admin roles tab; Application Administrator with Group Administrator is enough)"

// SignIn reads one app, one group and one log entry, and returns the scope of each that is refused. With OAuth, the
// missing scopes are known exactly. An API token has its admin's role, whose write permissions only show when
// something is written.
func (p *Provider) SignIn(ctx context.Context) (missing []string, err error) {
	if p.grants != nil {
		if _, missing, err = p.grants.sign(ctx); err != nil {
			return nil, err
		}
	}
	for _, probe := range []struct {
		scope, doing, path string
	}{
		{"okta.apps.read", "read Okta's apps", "/api/v1/apps"},
		{"okta.groups.read", "read Okta's groups", "/api/v1/groups"},
		{"okta.logs.read", "read Okta's System Log", "/api/v1/logs"},
	} {
		if slices.Contains(missing, probe.scope) {
			continue
		}
		_, err := p.api.Do(ctx, probe.doing, rest.Request{
			Method: http.MethodGet, Path: probe.path,
			Query: url.Values{"limit": {"1"}},
		})
		if refused, ok := errors.AsType[*rest.Refused](err); ok && refused.Status == http.StatusForbidden {
			if p.grants != nil {
				return append(missing, adminRole), nil
			}
			missing = append(missing, probe.scope)
		} else if err != nil {
			return nil, err
		}
	}
	return missing, nil
}
