package okta

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// The statuses of a push mapping.
const (
	active   = "ACTIVE"
	inactive = "INACTIVE"
	inError  = "ERROR"
)

// mapping is a group push mapping: a group of Okta that is sent to the app.
type mapping struct {
	ID       string `json:"id"`
	Source   string `json:"sourceGroupId"`
	Target   string `json:"targetGroupId"`
	Status   string `json:"status"`
	LastPush string `json:"lastPush,omitempty"`
	Error    string `json:"errorSummary,omitempty"`
}

// newMapping is the request for a mapping with one of the targets. With an id it links an existing group, so that
// no second one with the name is created.
type newMapping struct {
	Source     string `json:"sourceGroupId"`
	Status     string `json:"status"`
	TargetID   string `json:"targetGroupId,omitempty"`
	TargetName string `json:"targetGroupName,omitempty"`
}

func pushPath(a idp.App) string { return appPath(a) + "/group-push/mappings" }

func (p *Provider) mappings(ctx context.Context, a idp.App, report migrate.Report) ([]mapping, error) {
	return list[mapping](ctx, p, "read the pushed groups of the app "+migrate.Quote(a.Name), pushPath(a),
		url.Values{"limit": {"200"}}, report)
}

func (p *Provider) push(ctx context.Context, a idp.App, m newMapping) error {
	_, err := p.api.Do(ctx, "push a group to the app "+migrate.Quote(a.Name), rest.Request{
		Method: http.MethodPost,
		Path:   pushPath(a), Body: m,
	})
	return err
}

func (p *Provider) setStatus(ctx context.Context, a idp.App, id, status string) error {
	_, err := p.api.Do(ctx, "turn a pushed group "+map[string]string{active: "on", inactive: "off"}[status], rest.Request{
		Method: http.MethodPatch, Path: pushPath(a) + "/" + url.PathEscape(id), Body: map[string]string{"status": status},
	})
	return err
}

// unpush removes a mapping and leaves the group at the app: deleting it there would delete what is shared with it.
func (p *Provider) unpush(ctx context.Context, a idp.App, m mapping) error {
	if m.Status != inactive {
		if err := p.setStatus(ctx, a, m.ID, inactive); err != nil {
			return err
		}
	}
	_, err := p.api.Do(ctx, "unlink a pushed group", rest.Request{
		Method: http.MethodDelete,
		Path:   pushPath(a) + "/" + url.PathEscape(m.ID), Query: url.Values{"deleteTargetGroup": {"false"}},
	})
	return err
}

// targets returns the groups that Okta imported from the app, with their exact names.
func (p *Provider) targets(ctx context.Context, a idp.App, report migrate.Report) (groupList, error) {
	return list[group](ctx, p, "read the groups at the app", "/api/v1/groups",
		url.Values{"limit": {"200"}, "search": {`type eq "` + appGroup + `" and source.id eq ` + strconv.Quote(a.ID)}},
		report)
}
