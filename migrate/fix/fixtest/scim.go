package fixtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/demo/provider"
	"ad2scim/migrate/scim"
)

// scimKind is the kind of a SCIM provider.
type scimKind int

const (
	patches   scimKind = iota // PATCH, no versions
	putsAlone                 // no PATCH, no versions
	versions                  // PATCH, with ETag and If-Match
)

const (
	scimToken = "5f3ab1c2-1111-4222-8333-944455556666"
	scimID    = "aBcDeFgHiJ" // ids are opaque and case-sensitive
)

func contextOf(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }

func startSCIM(t testing.TB, f *Faults, kind scimKind) *Lab {
	t.Helper()
	var members []any
	for i := range 3 {
		members = append(members, map[string]any{"value": fmt.Sprint("User-", i)})
	}
	other := &provider.Resource{ID: strings.ToLower(scimID), Attributes: map[string]any{
		"displayName": "Another group", "members": members[:1],
	}}
	group := &provider.Resource{ID: scimID, Attributes: map[string]any{"displayName": before, "members": members}}
	handler, err := provider.Handler(scimToken, nil, []*provider.Resource{group, other})
	if err != nil {
		t.Fatal(err)
	}
	writes := []string{http.MethodPatch, http.MethodPut}
	if kind == putsAlone {
		writes = writes[1:] // a PATCH is refused even without faults
	}
	url := front(t, f, "/Groups/"+scimID, limited(kind, handler), writes...)
	c := migrate.Connection{Location: url + "/scim/2.0", Secret: migrate.NewSecret(scimToken)}
	read := func(id string) (name string, members []string) {
		r := httptest.NewRequest(http.MethodGet, "/scim/2.0/Groups/"+id, nil)
		r.Header.Set("Authorization", "Bearer "+scimToken)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		var g struct {
			DisplayName string
			Members     []struct{ Value string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &g); err != nil {
			t.Error(err)
		}
		for _, m := range g.Members {
			members = append(members, m.Value)
		}
		slices.Sort(members)
		return g.DisplayName, members
	}
	return &Lab{
		Faults: f, Side: migrate.SCIM, Attribute: migrate.DisplayName, ID: scimID, Before: before, After: after,
		Connection: c, Env: []string{"AD2SCIM_SCIM_TOKEN=" + scimToken},
		Open:  func(context.Context) (Target, error) { return scim.Open(c) },
		Names: func() []string { name, _ := read(scimID); return []string{name} },
		Members: func() []string {
			_, members := read(scimID)
			_, others := read(other.ID)
			return slices.Concat(members, others)
		},
	}
}

// limited removes the features that a kind of provider doesn't have.
func limited(kind scimKind, inner http.Handler) http.Handler {
	if kind == versions {
		return inner
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if kind == putsAlone && r.Method == http.MethodPatch {
			refuse(w, http.StatusNotImplemented)
			return
		}
		said := httptest.NewRecorder()
		inner.ServeHTTP(said, r)
		for key, values := range said.Header() {
			if key != "Etag" {
				w.Header()[key] = values
			}
		}
		body := said.Body.String()
		if strings.HasSuffix(r.URL.Path, "/ServiceProviderConfig") {
			body = strings.Replace(body, `"etag":{"supported":true}`, `"etag":{"supported":false}`, 1)
			if kind == putsAlone {
				body = strings.Replace(body, `"patch":{"supported":true}`, `"patch":{"supported":false}`, 1)
			}
		}
		w.WriteHeader(said.Code)
		w.Write([]byte(body))
	})
}
