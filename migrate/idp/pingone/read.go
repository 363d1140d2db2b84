package pingone

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// store is a propagation store; of its configuration only what holds no secret.
type store struct {
	ID, Name, Type, Status string
	Configuration          struct {
		URL    string `json:"SCIM_URL"`
		Auth   string `json:"AUTHENTICATION_METHOD"`
		Source string `json:"GROUP_NAME_SOURCE"`
		Create bool   `json:"CREATE_USERS"`
		Update bool   `json:"UPDATE_USERS"`
	}
	SyncStatus *struct {
		State   string    `json:"syncState"`
		Last    time.Time `json:"lastSyncAt"`
		Done    int       `json:"successCount"`
		Failed  int       `json:"failedCount"`
		Removed int       `json:"failedDeprovisionCount"`
		Total   int       `json:"userTotal"`
		Details string
	} `json:"syncStatus"`
}

type rule struct {
	ID, Name    string
	Active      bool
	TargetStore struct{ ID string } `json:"targetStore"`
	Groups      []struct{ ID string }
}

type group struct {
	ID, Name   string
	SourceType string `json:"sourceType"`
}

// list reads every page: PingOne links to the next one (HAL).
func list[T any](ctx context.Context, p *Provider, doing, path string, report migrate.Report) ([]T, error) {
	var all []T
	seen := map[string]bool{}
	for path != "" {
		if seen[path] {
			return nil, &migrate.Problem{Class: migrate.Unreachable, What: "cannot " + doing + " (PingOne)", Why: "its pages lead back to one that was read", Next: "try again; update ad2scim if it stays"}
		}
		seen[path] = true
		var page struct {
			Embedded map[string]json.RawMessage           `json:"_embedded"`
			Links    struct{ Next struct{ Href string } } `json:"_links"`
		}
		if _, err := p.api.JSON(ctx, doing, rest.Request{Method: http.MethodGet, Path: path, Report: report}, &page); err != nil {
			return nil, err
		}
		for _, raw := range page.Embedded {
			var some []T
			if err := json.Unmarshal(raw, &some); err != nil {
				return nil, &migrate.Problem{Class: migrate.Unreachable, What: "cannot " + doing + " (PingOne)", Why: "the answer is not the list that was expected", Next: "try again; update ad2scim if it stays", Err: err}
			}
			all = append(all, some...)
		}
		report.Send(migrate.Progress{Doing: doing, Done: len(all)})
		path = page.Links.Next.Href
	}
	return all, nil
}

// Apps lists the outbound SCIM connections.
func (p *Provider) Apps(ctx context.Context, report migrate.Report) ([]idp.App, error) {
	stores, err := list[store](ctx, p, "read the connections", "/propagation/stores", report)
	if err != nil {
		return nil, err
	}
	var apps []idp.App
	for _, s := range stores {
		if s.Type != "scim" {
			continue
		}
		app := idp.App{ID: s.ID, Name: s.Name}
		if strings.Contains(strings.ToLower(s.Name), "dashlane") {
			app.Dashlane = "its name says so"
		}
		apps = append(apps, app)
	}
	return apps, nil
}

func (p *Provider) store(ctx context.Context, a idp.App) (store, error) {
	var s store
	_, err := p.api.JSON(ctx, "read the connection", rest.Request{Method: http.MethodGet, Path: "/propagation/stores/" + url.PathEscape(a.ID)}, &s)
	return s, err
}

// rules are those whose target the app is.
func (p *Provider) rules(ctx context.Context, a idp.App) ([]rule, error) {
	all, err := list[rule](ctx, p, "read the provisioning rules", "/propagation/rules", nil)
	var mine []rule
	for _, r := range all {
		if r.TargetStore.ID == a.ID {
			mine = append(mine, r)
		}
	}
	return mine, err
}

// Assigned lists the groups of the app's rules. With a Distinguished Name as the
// source of names it fails: what would be sent is not told then.
func (p *Provider) Assigned(ctx context.Context, a idp.App, report migrate.Report) ([]idp.Group, error) {
	s, err := p.store(ctx, a)
	if err != nil {
		return nil, err
	}
	if s.Configuration.Source == distinguishedName {
		return nil, notDone("cannot tell the group names that "+migrate.Quote(a.Name)+" sends", whyDN, nextDN)
	}
	rules, err := p.rules(ctx, a)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, r := range rules {
		for _, g := range r.Groups {
			wanted[g.ID] = true
		}
	}
	all, err := p.Directory(ctx, report)
	if err != nil {
		return nil, err
	}
	var found []idp.Group
	for _, g := range all {
		if wanted[g.ID] {
			found = append(found, g)
			delete(wanted, g.ID)
		}
	}
	if len(wanted) > 0 {
		return nil, notDone("cannot read all groups of "+migrate.Quote(a.Name), "a rule names a group that the environment does not list", "check the rule's groups in the console")
	}
	return found, nil
}

// Directory lists the environment's groups. PingOne does not tell which object
// of Active Directory one comes from.
func (p *Provider) Directory(ctx context.Context, report migrate.Report) ([]idp.Group, error) {
	all, err := list[group](ctx, p, "read the groups", "/groups?limit=100", report)
	if err != nil {
		return nil, err
	}
	out := make([]idp.Group, len(all))
	for i, g := range all {
		out[i] = idp.Group{ID: g.ID, Sent: g.Name, Name: g.Name, Authority: g.authority()}
	}
	return out, nil
}

func (g group) authority() string {
	if g.SourceType == "" || g.SourceType == "PING_ONE" {
		return ""
	}
	return "the group comes from an external directory: change its name there"
}

func notDone(what, why, next string) error {
	return &migrate.Problem{Class: migrate.Partial, What: what, Why: why, Next: next}
}
