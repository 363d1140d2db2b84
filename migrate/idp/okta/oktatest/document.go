package oktatest

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// sdk is the Go module that carries Okta's API document. Only the file is used.
const sdk = "github.com/okta/okta-sdk-golang/v5@v5.0.2"

// used are the paths of it that the stand-in has.
var used = []string{
	"/api/v1/apps", "/api/v1/apps/{appId}", "/api/v1/apps/{appId}/connections/default", "/api/v1/apps/{appId}/features/{featureName}",
	"/api/v1/apps/{appId}/groups", "/api/v1/apps/{appId}/groups/{groupId}", "/api/v1/groups", "/api/v1/groups/{groupId}", "/api/v1/logs",
}

//go:embed grouppush.yaml
var groupPushDocument []byte

var loadDocument = sync.OnceValues(func() (routers.Router, error) {
	file, err := sdkFile()
	if err != nil {
		return nil, err
	}
	whole, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		return nil, fmt.Errorf("read Okta's API document: %w", err)
	}
	push, err := openapi3.NewLoader().LoadFromData(groupPushDocument)
	if err != nil {
		return nil, fmt.Errorf("read grouppush.yaml: %w", err)
	}
	paths := push.Paths
	for _, path := range used {
		item := whole.Paths.Value(path)
		if item == nil {
			return nil, fmt.Errorf("Okta's API document has no %s", path)
		}
		paths.Set(path, item)
	}
	for _, item := range paths.Map() {
		for _, operation := range item.Operations() {
			if body := operation.RequestBody; body != nil {
				strict(body.Value.Content.Get("application/json").Schema, map[*openapi3.Schema]bool{})
			}
		}
	}
	doc := &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{Title: "Okta", Version: sdk}, Paths: paths,
		Components: &openapi3.Components{SecuritySchemes: whole.Components.SecuritySchemes}}
	return gorillamux.NewRouter(doc)
})

// sdkFile downloads the module, unless it is there, and returns the document.
func sdkFile() (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", sdk)
	cmd.Dir = os.TempDir() // outside any module: go.mod stays as it is
	out, err := cmd.Output()
	var module struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &module); err != nil || jsonErr != nil || module.Dir == "" {
		return "", fmt.Errorf("download %s: %v %s", sdk, err, module.Error)
	}
	return filepath.Join(module.Dir, "okta", "api", "openapi.yaml"), nil
}

// strict lets a schema allow its own properties alone. The document leaves that
// open, and a field that does not exist would pass. A group's profile may be
// extended; it says so itself.
func strict(ref *openapi3.SchemaRef, done map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || done[ref.Value] {
		return
	}
	s := ref.Value
	done[s] = true
	if len(s.Properties) > 0 && len(s.AllOf) == 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil {
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

// check holds a request against the document.
func check(router routers.Router, r *http.Request, body []byte) error {
	clone := r.Clone(context.Background())
	clone.URL.Host, clone.URL.Scheme = "", ""
	route, params, err := router.FindRoute(clone)
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
	err = openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{Request: clone, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}})
	if err != nil {
		return fmt.Errorf("%s %s breaks the document: %s", r.Method, route.Path, strings.TrimSpace(err.Error()))
	}
	return nil
}
