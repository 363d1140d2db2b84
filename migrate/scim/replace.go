package scim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"ad2scim/migrate"
)

// RiskMembers is what an admin must type to permit a PUT if the members of a group can't be read completely.
const RiskMembers = "members may be lost"

// mayReplace prepares the group for a PUT, which replaces everything, so that what the provider doesn't show would
// be lost.
func (w *write) mayReplace(ctx context.Context) error {
	var whole bool
	w.whole, whole = w.client.withMembers(ctx, w.change.ID, w.now.raw)
	w.members = len(membersOf(w.whole))
	if whole || w.change.Accepted == RiskMembers {
		return nil
	}
	why := "the server doesn't support PATCH, only replacing the whole group (PUT), and shows no members: if the group has any, they would be lost"
	if w.members > 0 {
		why = fmt.Sprintf("the server doesn't support PATCH, only replacing the whole group (PUT), and many servers cut a list at %d members: members that it doesn't show would be lost", w.members)
	}
	return w.client.problem(w.what, why, "rename it at the provider, or allow it by typing "+migrate.Quote(RiskMembers),
		migrate.ErrRisk)
}

// withMembers returns a group as a PUT must send it. It requests the members by name, because some providers only
// send them then (RFC 7644 section 3.9). whole is true if it has all of them.
func (c *Client) withMembers(ctx context.Context, id string, raw []byte) (group []byte, whole bool) {
	most := membersOf(raw)
	path, err := resource("/Groups", id)
	if err != nil {
		return raw, false
	}
	a, err := c.send(ctx, request{method: http.MethodGet, path: path, query: url.Values{"attributes": {"members"}}})
	if err == nil && a.status == http.StatusOK && !isError(a.body) {
		if asked := membersOf(a.body); len(asked) > len(most) {
			most = asked
		}
	}
	whole = len(most) > 0 && !mayBeCut(len(most))
	if len(most) == len(membersOf(raw)) {
		return raw, whole
	}
	full, err := setField(raw, "members", most)
	if err != nil {
		return raw, false
	}
	return full, whole
}

// mayBeCut reports whether a list of members has a length at which servers truncate one.
func mayBeCut(n int) bool {
	for _, cap := range []int{10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000} {
		if n == cap {
			return true
		}
	}
	return n >= 64 && n&(n-1) == 0
}

// membersOf returns the members in a resource.
func membersOf(raw []byte) []json.RawMessage {
	var g struct {
		Members []json.RawMessage `json:"members"`
	}
	if json.Unmarshal(raw, &g) != nil {
		return nil
	}
	return g.Members
}

// membersLost reports whether a PUT removed members, if they are shown.
func (w *write) membersLost(ctx context.Context, how changeForm, before int) error {
	if how.method != http.MethodPut || before <= 0 || w.now.name == w.change.Before {
		return nil
	}
	now, _ := w.client.withMembers(ctx, w.change.ID, w.now.raw)
	after := len(membersOf(now))
	if after >= before {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.Partial, What: "the group " + migrate.Quote(w.change.After) + " was renamed at " + w.client.base.Host,
		Why:  fmt.Sprintf("it had %d members before and now shows %d", before, after),
		Next: "check the group at the provider; the next provisioning cycle restores its members",
		Err:  errors.Join(migrate.ErrSent, migrate.ErrDamaged),
	}
}

// setField returns a JSON object with one field replaced, whatever its case; everything else is unchanged.
func setField(raw []byte, key string, value any) ([]byte, error) {
	var all map[string]json.RawMessage
	if err := unmarshalObject(raw, &all); err != nil {
		return nil, err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	for k := range all {
		if strings.EqualFold(k, key) {
			delete(all, k)
			key = k
		}
	}
	all[key] = text
	if _, found := all["schemas"]; !found {
		all["schemas"] = json.RawMessage(`["` + groupSchema + `"]`)
	}
	return json.Marshal(all)
}
