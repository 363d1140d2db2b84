package provider_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ad2scim/migrate/demo/provider"
)

func serve(t *testing.T, names ...string) string {
	t.Helper()
	var groups []*provider.Resource
	for i, name := range names {
		groups = append(groups, &provider.Resource{ID: fmt.Sprint("g", i), Attributes: map[string]any{
			"displayName": name,
			"members":     []any{map[string]any{"value": "u0"}},
		}})
	}
	users := []*provider.Resource{{ID: "u0", ExternalID: "ada", Attributes: map[string]any{"userName": "ada@example.com"}}}
	h, err := provider.Handler("the token", users, groups)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL + "/scim/2.0"
}

type answer struct {
	Status    int
	Header    http.Header
	Body      map[string]any
	Resources []map[string]any
}

func call(t *testing.T, method, url, body string, header ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer the token")
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{Status: response.StatusCode, Header: response.Header}
	if err := json.Unmarshal(text, &a.Body); err != nil {
		t.Fatalf("%s: %v: %s", url, err, text)
	}
	list, _ := a.Body["Resources"].([]any)
	for _, r := range list {
		a.Resources = append(a.Resources, r.(map[string]any))
	}
	return a
}

func TestListIsPagedAndLeavesMembersOutWhenAsked(t *testing.T) {
	var names []string
	for i := range provider.PageSize + 20 {
		names = append(names, fmt.Sprint("Group ", i))
	}
	url := serve(t, names...)
	first := call(t, "GET", url+"/Groups?count=1000", "")
	if len(first.Resources) != provider.PageSize || first.Body["totalResults"] != float64(len(names)) ||
		first.Resources[0]["members"] == nil {
		t.Errorf("first page: %d resources of %v", len(first.Resources), first.Body["totalResults"])
	}
	second := call(t, "GET", fmt.Sprintf("%s/Groups?startIndex=%d&excludedAttributes=members", url, provider.PageSize+1),
		"")
	if len(second.Resources) != 20 || second.Resources[19]["displayName"] != "Group 119" ||
		second.Resources[0]["members"] != nil {
		t.Errorf("second page: %v", second.Body)
	}
	if one := call(t, "GET", url+`/Groups?filter=displayName+eq+"group+7"`, ""); len(one.Resources) != 1 ||
		one.Resources[0]["id"] != "g7" {
		t.Errorf("filter: %v", one.Body)
	}
	if users := call(t, "GET", url+"/Users", ""); len(users.Resources) != 1 || users.Resources[0]["externalId"] != "ada" {
		t.Errorf("users: %v", users.Body)
	}
}

func patch(name string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":%q}]}`, name)
}

func TestRename(t *testing.T) {
	url := serve(t, "One", "Two")
	before := call(t, "GET", url+"/Groups/g0", "")
	etag := before.Header.Get("ETag")
	if etag == "" {
		t.Fatal("no ETag")
	}
	if stale := call(t, "PATCH", url+"/Groups/g0", patch("x"), "If-Match", `W/"99"`); stale.Status != 412 {
		t.Errorf("a stale version: %d %v", stale.Status, stale.Body)
	}
	if taken := call(t, "PATCH", url+"/Groups/g0", patch("Two")); taken.Status != 409 {
		t.Errorf("a taken name: %d %v", taken.Status, taken.Body)
	}
	if gone := call(t, "PATCH", url+"/Groups/g9", patch("x")); gone.Status != 404 {
		t.Errorf("no such group: %d %v", gone.Status, gone.Body)
	}
	const hostile = " one\u202e\u200b\u00a0🎉, \\ \x1b[31m "
	body, _ := json.Marshal(hostile)
	request := strings.Replace(patch("NAME"), `"NAME"`, string(body), 1)
	if done := call(t, "PATCH", url+"/Groups/g0", request, "If-Match", etag); done.Status != 200 ||
		done.Header.Get("ETag") == etag {
		t.Errorf("rename: %d %v", done.Status, done.Body)
	}
	if after := call(t, "GET", url+"/Groups/g0", ""); after.Body["displayName"] != hostile ||
		after.Body["members"] == nil {
		t.Errorf("after the rename: %q", after.Body)
	}
	if whole := call(t, "PATCH", url+"/Groups/g0",
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"displayName":"three"}}]}`); whole.Body["displayName"] != "three" {
		t.Errorf("a PATCH without a path: %v", whole.Body)
	}
	if made := call(t, "POST", url+"/Groups",
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"x"}`); made.Status != 403 {
		t.Errorf("create: %d", made.Status)
	}
}

func TestTokenIsAsked(t *testing.T) {
	url := serve(t)
	for _, header := range []string{"", "Bearer wrong", "Basic the token"} {
		if a := call(t, "GET", url+"/Groups", "", "Authorization", header); a.Status != 401 {
			t.Errorf("%q: %d", header, a.Status)
		}
	}
}

func TestServiceProviderConfig(t *testing.T) {
	a := call(t, "GET", serve(t)+"/ServiceProviderConfig", "")
	if a.Body["etag"].(map[string]any)["supported"] != true || a.Body["patch"].(map[string]any)["supported"] != true {
		t.Errorf("%v", a.Body)
	}
}
