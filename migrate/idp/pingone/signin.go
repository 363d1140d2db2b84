package pingone

import (
	"context"
	"errors"
	"net/http"

	"ad2scim/migrate/idp/rest"
)

// SignIn reads the propagation stores and a group. Permissions in PingOne are roles, so that it returns the role
// for each refused call.
func (p *Provider) SignIn(ctx context.Context) (missing []string, err error) {
	for _, probe := range []struct{ right, path string }{
		{"Environment Admin (provisioning)", "/propagation/stores"},
		{"Identity Data Admin or Identity Data Read Only (groups)", "/groups?limit=1"},
	} {
		_, err := p.api.Do(ctx, "sign in to PingOne", rest.Request{Method: http.MethodGet, Path: probe.path})
		if refused, ok := errors.AsType[*rest.Refused](err); ok && refused.Status == http.StatusForbidden {
			missing = append(missing, probe.right+" for the environment "+p.environment)
		} else if err != nil {
			return nil, err
		}
	}
	return missing, nil
}
