package pingone

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// The id and the name of the connection that the endpoint step creates. It is found by its name, so that its id in
// the program stays the same.
const (
	newID   = "new"
	newName = "Dashlane SCIM (ad2scim)"
)

const (
	scimType      = "scim"
	directoryType = "directory"
	statusOn      = "ACTIVE"
	statusOff     = "INACTIVE"
)

// store is a propagation store (Platform API, "Propagation store base data model"). For people it is called a
// connection.
type store struct {
	ID, Name, Type, Status, Description string
	Managed                             *bool
	Image                               struct{ Href string }
	Configuration                       config
	UpdatedAt                           time.Time
	SyncStatus                          *struct {
		State   string    `json:"syncState"`
		Last    time.Time `json:"lastSyncAt"`
		Done    int       `json:"successCount"`
		Failed  int       `json:"failedCount"`
		Removed int       `json:"failedDeprovisionCount"`
		Total   int       `json:"userTotal"`
		Details string
	} `json:"syncStatus"`
}

func (p *Provider) stores(ctx context.Context, report migrate.Report) ([]store, error) {
	return list[store](ctx, p, "read the connections", "/propagation/stores", report)
}

func storePath(id string) string { return "/propagation/stores/" + url.PathEscape(id) }

// find reads the app's connection. It returns nil if it doesn't exist yet.
func (p *Provider) find(ctx context.Context, a idp.App) (*store, error) {
	if a.ID != newID {
		var s store
		_, err := p.api.JSON(ctx, "read the connection "+migrate.Quote(a.Name),
			rest.Request{Method: http.MethodGet, Path: storePath(a.ID)}, &s)
		return &s, err
	}
	all, err := p.stores(ctx, nil)
	if err != nil {
		return nil, err
	}
	var found *store
	for i := range all {
		if all[i].Type != scimType || all[i].Name != newName {
			continue
		}
		if found != nil {
			return nil, notDone("cannot tell which connection is meant", "several are called "+migrate.Quote(newName),
				"rename or delete all but one in the console (Integrations > Provisioning)")
		}
		found = &all[i]
	}
	return found, nil
}

// store is find for a connection that must exist.
func (p *Provider) store(ctx context.Context, a idp.App) (store, error) {
	s, err := p.find(ctx, a)
	if err != nil {
		return store{}, err
	}
	if s == nil {
		return store{}, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read the connection " + migrate.Quote(a.Name),
			Why: "it is not made yet", Next: "run enable for it, or choose another app", Err: migrate.ErrGone,
		}
	}
	return *s, nil
}

// body returns the body of an update or a test: the whole store, because an update may remove what it omits.
func (s store) body(c config) map[string]any {
	body := map[string]any{"name": s.Name, "type": s.Type, "configuration": c}
	if s.Status != "" {
		body["status"] = s.Status
	}
	if s.Description != "" {
		body["description"] = s.Description
	}
	if s.Managed != nil {
		body["managed"] = *s.Managed
	}
	if s.Image.Href != "" {
		body["image"] = map[string]string{"href": s.Image.Href}
	}
	return body
}

// put updates a connection's configuration (nil removes a value) and status, and waits until they are read back.
// token replaces the stored one, which an update must not omit.
func (p *Provider) put(ctx context.Context, a idp.App, s store, change config, token string) error {
	c := s.Configuration.with(change)
	c[tokenKey] = token
	doing := "set up the connection " + migrate.Quote(s.Name)
	if _, err := p.api.Do(ctx, doing, rest.Request{
		Method: http.MethodPut, Path: storePath(s.ID),
		Body: s.body(c),
	}); err != nil {
		return err
	}
	return p.shows(ctx, a, s.Status, change)
}

// shows waits until the connection has these values.
func (p *Provider) shows(ctx context.Context, a idp.App, status string, change config) error {
	var other []string
	err := rest.Settle(ctx, p.settle, func() (bool, error) {
		now, err := p.find(ctx, a)
		if err != nil || now == nil {
			return false, err
		}
		other = now.Configuration.differs(change)
		if status != "" && now.Status != status {
			other = append(other, "status")
		}
		return len(other) == 0, nil
	}, errNotShown)
	if errors.Is(err, errNotShown) {
		return notDone("cannot set up the connection "+migrate.Quote(a.Name),
			"PingOne accepted the settings, but doesn't show them: "+strings.Join(other, ", "),
			"check it in the console (Integrations > Provisioning)")
	}
	return err
}
