package scim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/neterror"
	"ad2scim/migrate/scim/jsontext"
)

// changeForm is one form of a change.
type changeForm struct {
	method string
	body   func(w *write) ([]byte, error)
}

// The forms, in the order in which they are tried. Providers that support PATCH differ in whether the attribute is
// in path or in value (RFC 7644 section 3.5.2.3 permits both).
var (
	patchByPath = changeForm{http.MethodPatch, func(w *write) ([]byte, error) {
		return patch(map[string]any{"op": "replace", "path": "displayName", "value": jsontext.String(w.change.After)})
	}}
	patchByValue = changeForm{http.MethodPatch, func(w *write) ([]byte, error) {
		return patch(map[string]any{"op": "replace", "value": map[string]any{"displayName": jsontext.String(w.change.After)}})
	}}
	putWhole = changeForm{http.MethodPut, func(w *write) ([]byte, error) { return replaceName(w.whole, w.change.After) }}
)

func patch(operation map[string]any) ([]byte, error) {
	return json.Marshal(map[string]any{
		"schemas":    []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"},
		"Operations": []any{operation},
	})
}

// make tries the forms until one is accepted or shows, or until one is refused for a reason that applies to all
// forms.
func (w *write) make(ctx context.Context, config serviceConfig) error {
	ways := []changeForm{patchByPath, patchByValue, putWhole}
	if w.client.putsOnly.Load() {
		ways = []changeForm{putWhole}
	}
	var refused error
	for i := 0; i < len(ways); i++ {
		if ways[i].method == http.MethodPut {
			if err := w.mayReplace(ctx); err != nil {
				return migrate.With(err, refused)
			}
		}
		a, err := w.send(ctx, ways[i], config)
		if err != nil {
			return err
		}
		members := w.members
		if err := w.readBack(ctx); err != nil {
			return err
		}
		if w.now.name != w.change.Before || isDone(a) {
			return w.membersLost(ctx, ways[i], members)
		}
		switch fault := w.fault(a); {
		case errors.Is(fault, errOtherForm):
		case errors.Is(fault, errNoPatch) && ways[i].method == http.MethodPatch:
			w.client.putsOnly.Store(a.status == http.StatusMethodNotAllowed || a.status == http.StatusNotImplemented)
			ways, i = []changeForm{putWhole}, -1
		case errors.Is(fault, errOtherVersion):
			i--
		case errors.Is(fault, errBusy) && w.wait(ctx, a):
			if err := w.look(ctx); err != nil {
				return migrate.With(err, migrate.ErrSent)
			}
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

func (w *write) send(ctx context.Context, how changeForm, config serviceConfig) (*answer, error) {
	path, err := resource("/Groups", w.change.ID)
	if err != nil {
		return nil, err
	}
	body, err := how.body(w)
	if err != nil {
		return nil, w.client.problem(w.what, "the provider's answer cannot be sent back ("+neterror.Reason(err)+")", "", err,
			askMaker)
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

// maxBusyWaits is how often a change is repeated at a busy server.
const maxBusyWaits = 6

// wait waits as a busy server asks before the change is repeated. It returns false to give up.
func (w *write) wait(ctx context.Context, a *answer) bool {
	wait, asked := parseRetryAfter(a.header.Get("Retry-After"), time.Now())
	if !asked {
		wait = min(firstWait<<w.waits, maxBackoff)
	}
	if w.waits++; w.waits > maxBusyWaits || wait > maxWait {
		return false
	}
	return w.client.retrier.sleep(ctx, max(wait, minWait)) == nil
}

// replaceName returns the resource with another displayName. Everything else is unchanged, because a PUT replaces
// everything.
func replaceName(raw []byte, name string) ([]byte, error) {
	return setField(raw, "displayName", jsontext.String(name))
}

var errNoObject = errors.New("it is not a JSON object")

func unmarshalObject(raw []byte, v any) error {
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return errNoObject
	}
	return json.Unmarshal(raw, v)
}
