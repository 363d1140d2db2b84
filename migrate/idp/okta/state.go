package okta

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// connection is the provisioning connection. For apps that don't support the call, Okta answers 200 with UNKNOWN,
// which means nothing.
type connection struct {
	Status     string `json:"status"` // ENABLED, DISABLED or UNKNOWN
	BaseURL    string `json:"baseUrl"`
	AuthScheme string `json:"authScheme"`
	Profile    struct {
		AuthScheme string `json:"authScheme"`
	} `json:"profile"`
}

// told reports whether the answer is meaningful.
func (c connection) told() bool {
	scheme := c.Profile.AuthScheme
	if scheme == "" {
		scheme = c.AuthScheme
	}
	return (c.Status == "ENABLED" || c.Status == "DISABLED") && scheme != "" && scheme != "UNKNOWN"
}

type status struct {
	Status string `json:"status"`
}

// capabilities are the three settings of the To App tab that matter here. Settings that a write omits aren't
// changed.
type capabilities struct {
	Create struct {
		Lifecycle status `json:"lifecycleCreate"`
	} `json:"create"`
	Update struct {
		Profile    status `json:"profile"`
		Deactivate status `json:"lifecycleDeactivate"`
	} `json:"update"`
}

const enabled = "ENABLED"

func allOn() capabilities {
	var c capabilities
	c.Create.Lifecycle.Status, c.Update.Profile.Status, c.Update.Deactivate.Status = enabled, enabled, enabled
	return c
}

// state is the state that a plan is made from.
type state struct {
	app        app
	at         time.Time // time of the read by Okta's clock
	connection connection
	users      *capabilities // nil if the app doesn't support the call
	groups     groupList     // assigned
	mappings   []mapping
	targets    groupList // groups that Okta imported from the app
	noPush     bool      // the organization has no API for pushing groups
}

func (p *Provider) state(ctx context.Context, a idp.App) (state, error) {
	var s state
	var err error
	if s.app, s.at, err = p.appAt(ctx, a); err != nil {
		return s, err
	}
	if s.connection, err = p.connection(ctx, a); err != nil {
		return s, err
	}
	if s.connection.told() {
		if s.users, err = p.users(ctx, a); err != nil {
			return s, err
		}
	}
	if s.groups, _, err = p.assigned(ctx, a, nil); err != nil {
		return s, err
	}
	if s.mappings, err = p.mappings(ctx, a, nil); featureRefused(err) {
		s.noPush, err = true, nil
	}
	if err != nil {
		return s, err
	}
	s.targets, err = p.targets(ctx, a, nil)
	return s, err
}

// unsupported reports whether Okta doesn't support the call for this app.
func unsupported(err error) bool {
	r, ok := errors.AsType[*rest.Refused](err)
	return ok && (r.Status == http.StatusBadRequest || r.Status == http.StatusNotFound || r.Status == http.StatusForbidden)
}

func (p *Provider) connection(ctx context.Context, a idp.App) (connection, error) {
	var c connection
	_, err := p.api.JSON(ctx, "read the provisioning connection of the app "+migrate.Quote(a.Name),
		rest.Request{Method: http.MethodGet, Path: appPath(a) + "/connections/default"}, &c)
	if unsupported(err) {
		return connection{}, nil
	}
	return c, err
}

func usersPath(a idp.App) string { return appPath(a) + "/features/USER_PROVISIONING" }

func (p *Provider) users(ctx context.Context, a idp.App) (*capabilities, error) {
	var feature struct {
		Capabilities *capabilities `json:"capabilities"`
	}
	_, err := p.api.JSON(ctx, "read the user provisioning of the app "+migrate.Quote(a.Name),
		rest.Request{Method: http.MethodGet, Path: usersPath(a)}, &feature)
	if unsupported(err) {
		return nil, nil
	}
	return feature.Capabilities, err
}

// seenUsers returns a fingerprint of what the users step uses.
func (s state) seenUsers() string {
	return mark(s.users)
}

// seenGroups returns a fingerprint of what the groups step changes: the mappings without what changes by itself.
func (s state) seenGroups() string {
	var lines []string
	for _, m := range s.mappings {
		lines = append(lines, strings.Join([]string{"m", m.ID, m.Source, m.Target, m.Status}, " "))
	}
	slices.Sort(lines)
	return mark(lines)
}

func (s state) idpApp() idp.App { return idp.App{ID: s.app.ID, Name: s.app.Label} }

func mark(parts ...any) string {
	text, err := json.Marshal(parts)
	if err != nil {
		panic(err) // can't happen: strings, booleans and structs of strings
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}
