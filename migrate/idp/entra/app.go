package entra

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// App returns one app by its id or its exact name, without reading the whole tenant. ok is false if there is none,
// or if several have the name.
func (c *Client) App(ctx context.Context, text string) (app idp.App, ok bool, err error) {
	const doing = "find the app"
	type one struct{ ID, DisplayName string }
	if uuid.Validate(text) == nil {
		var found one
		err := c.get(ctx, doing, principal(text, "?$select=id,displayName"), &found)
		if errors.Is(err, migrate.ErrGone) {
			return idp.App{}, false, nil
		}
		return idp.App{ID: found.ID, Name: found.DisplayName}, err == nil && found.ID != "", err
	}
	filter := url.PathEscape("displayName eq '" + strings.ReplaceAll(text, "'", "''") + "'")
	list, err := pages[one](ctx, c, doing, "/servicePrincipals?$select=id,displayName&$filter="+filter, nil)
	// Graph's eq ignores case.
	list = slices.DeleteFunc(list, func(o one) bool { return o.DisplayName != text })
	if err != nil || len(list) != 1 {
		return idp.App{}, false, err
	}
	return idp.App{ID: list[0].ID, Name: list[0].DisplayName}, true, nil
}

// Apps returns the enterprise apps. Whether one can provision depends on its synchronization templates.
func (c *Client) Apps(ctx context.Context, report migrate.Report) ([]idp.App, error) {
	const doing = "list the enterprise apps"
	type one struct {
		ID, DisplayName string
		Tags            []string
	}
	list, err := pages[one](ctx, c, doing,
		"/servicePrincipals?$select=id,displayName,tags&$filter=tags/any(t:t%20eq%20'WindowsAzureActiveDirectoryIntegratedApp')&$top=999", report)
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(list))
	for i, a := range list {
		paths[i] = principal(a.ID, "/synchronization/templates")
	}
	parts, err := c.batch(ctx, "look which apps can provision", paths, report)
	if err != nil {
		return nil, err
	}
	apps := make([]idp.App, len(list))
	for i, a := range list {
		apps[i] = idp.App{ID: a.ID, Name: a.DisplayName}
		if strings.Contains(strings.ToLower(a.DisplayName), "dashlane") {
			apps[i].Dashlane = "its name says Dashlane"
		}
		var templates struct{ Value []template }
		switch {
		case parts[i].Status != http.StatusOK:
			apps[i].SCIM = "Entra does not say whether it can provision"
		case read(doing, parts[i].Body, &templates) != nil || len(templates.Value) == 0:
			apps[i].SCIM = "the app has no provisioning"
		}
	}
	return apps, nil
}
