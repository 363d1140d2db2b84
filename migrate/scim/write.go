package scim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"ad2scim/migrate/scim/jsontext"
)

// way is one form of a change.
type way struct {
	method string
	body   func(w *write) ([]byte, error)
}

// The forms, in the order in which they are tried. Providers that take PATCH
// differ in whether the attribute stands in path or in value (RFC 7644 section
// 3.5.2.3 allows both).
var (
	patchByPath = way{http.MethodPatch, func(w *write) ([]byte, error) {
		return patch(map[string]any{"op": "replace", "path": "displayName", "value": jsontext.String(w.change.After)})
	}}
	patchByValue = way{http.MethodPatch, func(w *write) ([]byte, error) {
		return patch(map[string]any{"op": "replace", "value": map[string]any{"displayName": jsontext.String(w.change.After)}})
	}}
	putWhole = way{http.MethodPut, func(w *write) ([]byte, error) { return replaceName(w.now.raw, w.change.After) }}
)

func patch(operation map[string]any) ([]byte, error) {
	return json.Marshal(map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": []any{operation}})
}

// make tries the forms until one is accepted and shows, or one is refused for
// a reason that no other form changes.
func (w *write) make(ctx context.Context, config serviceConfig) error {
	ways := []way{patchByPath, patchByValue}
	switch {
	case config.Patch.isNot():
		ways = []way{putWhole}
	case !config.Patch.is():
		ways = append(ways, putWhole)
	}
	var refused error
	for i := 0; i < len(ways); i++ {
		a, err := w.send(ctx, ways[i], config)
		if err != nil {
			return err
		}
		if isDone(a) {
			members := memberCount(w.now.raw)
			if err := w.readBack(ctx); err != nil {
				return err
			}
			// Some providers accept an operation that they do not know, and do
			// nothing.
			if w.now.name != w.change.Before || i == len(ways)-1 {
				return w.membersLost(ways[i], members)
			}
			continue
		}
		switch fault := w.fault(ctx, a); {
		case errors.Is(fault, errOtherForm):
		case errors.Is(fault, errNoPatch) && ways[i].method == http.MethodPatch:
			ways, i = []way{putWhole}, -1
		case errors.Is(fault, errNoPrecondition):
			w.blind = true
			i--
		default:
			return w.refusal(a, fault)
		}
		if refused == nil {
			refused = w.refusal(a, w.cause(a))
		}
	}
	return refused
}

func isDone(a *answer) bool {
	return a.status >= 200 && a.status < 300 && !isError(a.body) && !isWebPage(a.body)
}

func (w *write) send(ctx context.Context, how way, config serviceConfig) (*answer, error) {
	path, err := resource("/Groups", w.change.ID)
	if err != nil {
		return nil, err
	}
	body, err := how.body(w)
	if err != nil {
		return nil, w.client.problem(w.what, "the provider's answer cannot be sent back ("+reason(err)+")", askMaker, err)
	}
	r := request{method: how.method, path: path, body: body}
	if !w.blind && (w.now.etag != "" || config.ETag.is()) {
		r.ifMatch = w.now.version
	}
	a, err := w.client.send(ctx, r)
	if err != nil {
		return nil, w.lost(err)
	}
	return a, nil
}

// replaceName returns the resource with another displayName. All the rest,
// known or not, stays as the provider sent it: a PUT replaces everything.
func replaceName(raw []byte, name string) ([]byte, error) {
	var all map[string]json.RawMessage
	if err := unmarshalObject(raw, &all); err != nil {
		return nil, err
	}
	value, err := json.Marshal(jsontext.String(name))
	if err != nil {
		return nil, err
	}
	key := "displayName"
	for k := range all {
		if strings.EqualFold(k, key) {
			delete(all, k)
			key = k
		}
	}
	all[key] = value
	if _, found := all["schemas"]; !found {
		all["schemas"] = json.RawMessage(`["` + groupSchema + `"]`)
	}
	return json.Marshal(all)
}

var errNoObject = errors.New("it is no JSON object")

func unmarshalObject(raw []byte, v any) error {
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return errNoObject
	}
	return json.Unmarshal(raw, v)
}

// memberCount returns how many members a resource lists, or -1 if it lists none
// or cannot be read.
func memberCount(raw []byte) int {
	var g struct {
		Members []json.RawMessage `json:"members"`
	}
	if json.Unmarshal(raw, &g) != nil || g.Members == nil {
		return -1
	}
	return len(g.Members)
}
