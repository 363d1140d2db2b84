// Package apidoc holds requests against an OpenAPI document, for tests: what the
// document does not have is refused, unknown fields and parameters too. Which
// document, and how it is come by, is left to the stand-ins.
package apidoc

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Document is what an API takes.
type Document struct{ router routers.Router }

// Once returns how to load an OpenAPI document in YAML, which is read once.
func Once(text []byte) func() (*Document, error) {
	return sync.OnceValues(func() (*Document, error) {
		doc, err := openapi3.NewLoader().LoadFromData(text)
		if err != nil {
			return nil, err
		}
		return New(doc.Paths, nil)
	})
}

// New makes a document of these paths. Every object in a request may from then
// on hold its own properties alone, unless the schema says that it may hold
// others.
func New(paths *openapi3.Paths, security openapi3.SecuritySchemes) (*Document, error) {
	done := map[*openapi3.Schema]bool{}
	for _, item := range paths.Map() {
		for _, operation := range item.Operations() {
			if body := operation.RequestBody; body != nil && body.Value.Content.Get("application/json") != nil {
				strict(body.Value.Content.Get("application/json").Schema, done)
			}
		}
	}
	router, err := gorillamux.NewRouter(&openapi3.T{
		OpenAPI: "3.0.3", Info: &openapi3.Info{
			Title:   "requests",
			Version: "1",
		}, Paths: paths,
		Components: &openapi3.Components{SecuritySchemes: security},
	})
	if err != nil {
		return nil, err
	}
	return &Document{router}, nil
}

// strict lets a schema allow its own properties alone: documents leave that
// open, and a field that does not exist would pass.
func strict(ref *openapi3.SchemaRef, done map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || done[ref.Value] {
		return
	}
	s := ref.Value
	done[s] = true
	if len(s.Properties) > 0 && len(s.AllOf) == 0 && s.AdditionalProperties.Has == nil &&
		s.AdditionalProperties.Schema == nil {
		no := false
		s.AdditionalProperties.Has = &no
	}
	for _, property := range s.Properties {
		strict(property, done)
	}
	for _, list := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		for _, one := range list {
			strict(one, done)
		}
	}
	strict(s.Items, done)
}

// Check says what of a request the document does not have.
func (d *Document) Check(r *http.Request, body []byte) error {
	clone := r.Clone(context.Background())
	clone.URL.Host, clone.URL.Scheme = "", ""
	route, params, err := d.router.FindRoute(clone)
	if err != nil {
		return fmt.Errorf("%s %s is not in the document: %w", r.Method, r.URL.Path, err)
	}
	known := map[string]bool{}
	for _, list := range []openapi3.Parameters{route.PathItem.Parameters, route.Operation.Parameters} {
		for _, p := range list {
			known[p.Value.In+" "+p.Value.Name] = true
		}
	}
	for name := range r.URL.Query() {
		if !known["query "+name] {
			return fmt.Errorf("%s %s has no parameter %s", r.Method, route.Path, name)
		}
	}
	if len(body) > 0 && route.Operation.RequestBody == nil {
		return fmt.Errorf("%s %s takes no body", r.Method, route.Path)
	}
	clone.Body = io.NopCloser(bytes.NewReader(body))
	clone.ContentLength = int64(len(body))
	err = openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request:    clone,
		PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	})
	if err != nil {
		return fmt.Errorf("%s %s breaks the document: %s", r.Method, route.Path, strings.TrimSpace(err.Error()))
	}
	return nil
}
