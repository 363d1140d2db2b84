package jumpcloud

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

// kept are the fields of a group, in addition to its name, that a write may contain (UserGroupPut in the v2
// document). A write replaces the whole group, so all existing ones are sent back.
var kept = []string{
	"attributes", "description", "email", "memberQuery", "memberQueryExemptions",
	"memberSuggestionsNotify", "membershipMethod",
}

func (g group) object(domain string) migrate.Object {
	from := authority(domain)
	return migrate.Object{
		ID: g.id(), Names: map[migrate.Attribute]string{migrate.DisplayName: g.name()},
		Writable: map[migrate.Attribute]bool{migrate.DisplayName: from == ""}, Authority: from,
	}
}

// Read returns the group. Groups in JumpCloud have no version.
func (p *Provider) Read(ctx context.Context, id string) (migrate.Object, error) {
	g, err := p.group(ctx, "read the group", id)
	if err != nil {
		return migrate.Object{}, err
	}
	masters, err := p.masters(ctx)
	if err != nil {
		return migrate.Object{}, err
	}
	return g.object(masters[id]), nil
}

// Rename changes the name and sends everything else back unchanged. JumpCloud has no conditional write, so the
// group is read right before, and compared afterwards.
func (p *Provider) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	what := "cannot rename the group " + migrate.Quote(c.Before) + " at JumpCloud"
	if c.Attribute != migrate.DisplayName {
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.BadInput, What: what,
			Why: "JumpCloud has no attribute " + migrate.Quote(string(c.Attribute)), Next: "change the name",
			Err: migrate.ErrInvalid,
		}
	}
	masters, err := p.masters(ctx)
	if err != nil {
		return migrate.Object{}, err
	}
	if from := authority(masters[c.ID]); from != "" {
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.Partial, What: what, Why: "its name comes from " + from,
			Next: "rename it there", Err: migrate.ErrDenied,
		}
	}
	before, err := p.group(ctx, "read the group before its rename", c.ID)
	if err != nil {
		return migrate.Object{}, err
	}
	if before.name() != c.Before {
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.Partial, What: what,
			Why: "someone else changed it in the meantime", Next: "make a new plan", Err: migrate.ErrChanged,
		}
	}
	if _, err := p.api.Do(ctx, "rename the group "+migrate.Quote(c.Before), before.rename(c.After)); err != nil {
		return migrate.Object{}, renameFault(what, err)
	}
	now, err := p.group(ctx, "read the group after its rename", c.ID)
	if err != nil {
		return migrate.Object{}, rest.AfterWrite(err)
	}
	if field := before.lost(now); field != "" && now.name() != c.Before {
		return now.object(""), migrate.With(notDone("the group "+migrate.Quote(c.Before)+" was renamed, but its "+field+
			" is not what it was", "JumpCloud changed it, or someone else did at the same moment",
			"check the group in the Admin Portal and restore its "+field+" right"), migrate.ErrSent, migrate.ErrDamaged)
	}
	return now.object(""), nil
}

// rename returns the request that writes the whole group with another name. A member query in the newer form has no
// queryType and needs a header.
func (g group) rename(name string) rest.Request {
	body := map[string]any{"name": name}
	for _, field := range kept {
		if value := g[field]; len(value) > 0 && string(value) != "null" {
			body[field] = value // null may be read, but most fields may not be written as null
		}
	}
	r := rest.Request{Method: http.MethodPut, Path: groupPath(g.id()), Body: body}
	var query map[string]json.RawMessage
	if json.Unmarshal(g["memberQuery"], &query) == nil && query != nil && query["queryType"] == nil {
		r.Header = http.Header{"X-Query-Dsl": {"v2"}}
	}
	return r
}

// lost returns the name of a field that has changed, or "".
func (g group) lost(now group) string {
	for _, field := range kept {
		if !same(g[field], now[field]) {
			return field
		}
	}
	return ""
}

// same compares JSON without regard to white space and the order of keys. A missing value is the same as null.
func same(a, b json.RawMessage) bool {
	return bytes.Equal(normal(a), normal(b))
}

func normal(raw json.RawMessage) []byte {
	var v any
	if len(raw) > 0 && json.Unmarshal(raw, &v) != nil {
		return raw
	}
	text, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return text
}

func renameFault(what string, err error) error {
	r, ok := errors.AsType[*rest.Refused](err)
	if !ok || r.Status != http.StatusConflict && r.Status != http.StatusBadRequest {
		return err
	}
	if r.Status == http.StatusConflict || strings.Contains(strings.ToLower(string(r.Body)), "exist") {
		return &migrate.Problem{
			Class: migrate.Partial, What: what, Why: "another group has this name",
			Next: "rename or delete the other group first", Err: errors.Join(migrate.ErrTaken, err),
		}
	}
	why := said(r.Body)
	return &migrate.Problem{
		Class: migrate.Partial, What: what, Why: why, Next: "choose another name",
		Err: errors.Join(migrate.ErrInvalid, err),
	}
}
