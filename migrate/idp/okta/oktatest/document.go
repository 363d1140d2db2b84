package oktatest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"ad2scim/migrate/idp/apidoc"
)

// sdk is the Go module that contains Okta's API document. Only that file is used.
const sdk = "github.com/okta/okta-sdk-golang/v5@v5.0.2"

// used are the paths in the document that the stand-in supports.
var used = []string{
	"/api/v1/apps", "/api/v1/apps/{appId}", "/api/v1/apps/{appId}/connections/default",
	"/api/v1/apps/{appId}/features/{featureName}",
	"/api/v1/apps/{appId}/groups", "/api/v1/apps/{appId}/groups/{groupId}", "/api/v1/apps/{appId}/users", "/api/v1/groups",
	"/api/v1/groups/{groupId}", "/api/v1/groups/{groupId}/users", "/api/v1/apps/{appId}/users/{userId}", "/api/v1/users",
	"/api/v1/logs",
}

//go:embed grouppush.yaml
var groupPushDocument []byte

var loadDocument = sync.OnceValues(func() (*apidoc.Document, error) {
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
			return nil, fmt.Errorf("the API document of %s has no %s", sdk, path)
		}
		paths.Set(path, item)
	}
	return apidoc.New(paths, whole.Components.SecuritySchemes)
})

// sdkFile downloads the module if necessary, and returns the document.
func sdkFile() (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", sdk)
	cmd.Dir = os.TempDir() // outside any module, so that go.mod doesn't change
	out, err := cmd.Output()
	var module struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &module); err != nil || jsonErr != nil || module.Dir == "" {
		return "", fmt.Errorf("download %s: %w %s", sdk, err, module.Error)
	}
	return filepath.Join(module.Dir, "okta", "api", "openapi.yaml"), nil
}
