package entra

import (
	"context"
	"net/http"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// Apps lists the enterprise apps; whether one can provision shows in its
// synchronization templates.
func (c *Client) Apps(ctx context.Context, report migrate.Report) ([]idp.App, error) {
	const doing = "list the enterprise apps"
	type one struct {
		ID, DisplayName string
		Tags            []string
	}
	list, err := pages[one](ctx, c, doing, "/servicePrincipals?$select=id,displayName,tags&$filter=tags/any(t:t%20eq%20'WindowsAzureActiveDirectoryIntegratedApp')&$top=999", report)
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
