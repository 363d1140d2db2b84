package pingone

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

type reference struct {
	ID string `json:"id"`
}

// rule is a propagation rule (Platform API, "Propagation rule data model").
type rule struct {
	ID, Name, Description    string
	Active                   bool
	Configuration            map[string]any
	Deprovision              *bool
	SourceStore, TargetStore reference
	Groups, Populations      []reference
	Filter                   string `json:"populationExpression"`
	UpdatedAt                time.Time
}

// mapping is an attribute mapping of a rule.
type mapping struct {
	Target string `json:"targetAttribute"`
}

// rules returns the rules of this connection, and the number of enabled rules of other connections.
func (p *Provider) rules(ctx context.Context, storeID string) (mine []rule, others int, err error) {
	all, err := list[rule](ctx, p, "read the provisioning rules", "/propagation/rules", nil)
	for _, r := range all {
		switch {
		case r.TargetStore.ID == storeID:
			mine = append(mine, r)
		case r.Active:
			others++
		}
	}
	return mine, others, err
}

// mappings returns the rule's own mappings. A rule from the console without any uses PingOne's defaults.
func (p *Provider) mappings(ctx context.Context, r rule) ([]mapping, error) {
	return list[mapping](ctx, p, "read the attribute mappings", rulePath(r.ID)+"/mappings", nil)
}

func rulePath(id string) string { return "/propagation/rules/" + url.PathEscape(id) }

// body returns the body of an update: everything that can be changed.
func (r rule) body() map[string]any {
	body := map[string]any{"name": r.Name, "active": r.Active, "groups": append([]reference{}, r.Groups...)}
	if r.Description != "" {
		body["description"] = r.Description
	}
	if len(r.Configuration) > 0 {
		body["configuration"] = r.Configuration
	}
	if r.Deprovision != nil {
		body["deprovision"] = *r.Deprovision
	}
	if r.Filter != "" {
		body["populationExpression"] = r.Filter
	}
	if len(r.Populations) > 0 {
		body["populations"] = r.Populations
	}
	return body
}

// ids returns the sorted ids of a rule's groups.
func (r rule) ids() []string {
	ids := make([]string, len(r.Groups))
	for i, g := range r.Groups {
		ids[i] = g.ID
	}
	slices.Sort(ids)
	return ids
}

// putRule updates a rule and waits until its groups and its toggle are read back.
func (p *Provider) putRule(ctx context.Context, a idp.App, r rule) error {
	doing := "change the provisioning rule " + migrate.Quote(r.Name)
	if _, err := p.api.Do(ctx, doing, rest.Request{
		Method: http.MethodPut, Path: rulePath(r.ID),
		Body: r.body(),
	}); err != nil {
		return err
	}
	return rest.Settle(ctx, p.settle, func() (bool, error) {
		rules, _, err := p.rules(ctx, r.TargetStore.ID)
		i := slices.IndexFunc(rules, func(now rule) bool { return now.ID == r.ID })
		if err != nil || i < 0 {
			return false, err
		}
		return rules[i].Active == r.Active && slices.Equal(rules[i].ids(), r.ids()) && rules[i].Filter == r.Filter, nil
	}, notDone("cannot "+doing, "PingOne accepted it, but doesn't show it", "check the rule of "+migrate.Quote(a.Name)+
		" in the console (Integrations > Provisioning > Rules)"))
}
