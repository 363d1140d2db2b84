// Package apidoc checks requests in tests against an OpenAPI document. Everything that the document doesn't contain
// is rejected, including unknown fields and parameters. The stand-ins provide the documents.
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

// Document is an API as an OpenAPI document describes it.
type Document struct{ router routers.Router }

// Once returns a function that loads an OpenAPI document in YAML and parses it at the first call.
func Once(text []byte) func() (*Document, error) {
	return sync.OnceValues(func() (*Document, error) {
		doc, err := openapi3.NewLoader().LoadFromData(text)
		if err != nil {
			return nil, err
		}
		return New(doc.Paths, nil)
	})
}

// New returns a document with these paths. Objects in requests may then only have documented properties, unless the
// schema permits others.
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

// strict makes a schema reject additional properties. Documents leave that open, so that a field that doesn't exist
// would be accepted.
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

// Check returns an error for what a request contains and the document doesn't.
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
