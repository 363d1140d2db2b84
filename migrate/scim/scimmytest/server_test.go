package scimmytest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/scim/scimmytest"
)

// ask speaks to the provider without any code of ours.
func ask(t *testing.T, s *scimmytest.Server, method, path, body string, header ...string) (int, map[string]any,
	http.Header,
) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Token)
	req.Header.Set("Content-Type", "application/scim+json")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var v map[string]any
	json.NewDecoder(resp.Body).Decode(&v)
	return resp.StatusCode, v, resp.Header
}

func TestProviderIsWhatItsOptionsSay(t *testing.T) {
	s := scimmytest.StartWith(t, scimmytest.Options{PageSize: 2, ETag: true, Unique: scimmytest.UniqueFolded},
		scimmytest.Group{ID: "a", Name: " Sales\u00a0EMEA ", ExternalID: "x"},
		scimmytest.Group{ID: "b", Name: "\xed\xa0\x80"},
		scimmytest.Group{ID: "c", Name: "Fixed", ReadOnly: true}, scimmytest.Group{Name: "Payroll", Members: []string{"a"}})
	if status, _, _ := ask(t, s, "GET", "/Groups", "", "Authorization", "Bearer wrong"); status != 401 {
		t.Errorf("a wrong token: %d", status)
	}
	status, list, _ := ask(t, s, "GET", "/Groups?startIndex=3&count=100", "")
	if resources, _ := list["Resources"].([]any); status != 200 || list["totalResults"] != 4.0 || len(resources) != 2 {
		t.Errorf("a page: %d %v", status, list)
	}
	patch := func(name string) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"` + name + `"}]}`
	}
	_, _, header := ask(t, s, "GET", "/Groups/a", "")
	old := header.Get("ETag")
	if status, _, _ := ask(t, s, "PATCH", "/Groups/a", patch("Sales EMEA"), "If-Match", old); status != 200 ||
		s.Name("a") != "Sales EMEA" {
		t.Errorf("a rename: %d, the name is %q", status, s.Name("a"))
	}
	if status, _, _ := ask(t, s, "PATCH", "/Groups/a", patch("Other"), "If-Match", old); status != 412 || old == "" {
		t.Errorf("a rename of an old version %q: %d", old, status)
	}
	if status, v, _ := ask(t, s, "PATCH", "/Groups/a", patch("payroll")); status != 409 || v["scimType"] != "uniqueness" {
		t.Errorf("a name that is taken: %d %v", status, v)
	}
	if status, _, _ := ask(t, s, "PATCH", "/Groups/c", patch("Loose")); status != 403 || s.Name("c") != "Fixed" {
		t.Errorf("a group that is not to be changed: %d", status)
	}
	if groups := s.Groups(); groups[1].Name != "\xed\xa0\x80" || !slices.Equal(groups[3].Members, []string{"a"}) ||
		groups[3].ID == "" {
		t.Errorf("the provider holds %+v", groups)
	}
}

func TestFaults(t *testing.T) {
	s := scimmytest.StartWith(t, scimmytest.Options{RecordReads: true}, scimmytest.Group{ID: "a", Name: "A"})
	hits := s.Fault(scimmytest.Busy(429, 2, "7"))
	for _, want := range []int{429, 429, 200} {
		if status, _, header := ask(t, s, "GET", "/Groups/a", ""); status != want || want == 429 &&
			header.Get("Retry-After") != "7" {
			t.Errorf("status %d, want %d", status, want)
		}
	}
	if hits() != 2 {
		t.Errorf("struck %d times", hits())
	}
	s.Fault(scimmytest.Fault{Method: "PUT", Times: -1, Drop: scimmytest.DropAfter})
	req, _ := http.NewRequestWithContext(t.Context(), "PUT", s.URL+"/Groups/a",
		strings.NewReader(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"B"}`))
	req.Header.Set("Authorization", "Bearer "+s.Token)
	req.Header.Set("Content-Type", "application/scim+json")
	if resp, err := http.DefaultClient.Do(req); err == nil {
		t.Errorf("the connection was not dropped: %d", resp.StatusCode)
	}
	if s.Name("a") != "B" {
		t.Errorf("the work was not done before the drop: %q", s.Name("a"))
	}
	s.Heal()
	s.Rename("a", "C")
	s.Add(scimmytest.Group{ID: "d", Name: "D"})
	s.Remove("a")
	if got := s.Groups(); len(got) != 1 || got[0].ID != "d" {
		t.Errorf("the provider holds %+v", got)
	}
	if list := s.Requests(); len(list) != 4 || list[3].Method != "PUT" || list[3].Status != 0 || list[0].Status != 429 {
		t.Errorf("requests: %+v", list)
	}
}

func TestNoRegistryInTheLock(t *testing.T) {
	entries, err := filepath.Glob("testdata/*")
	if err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	for _, name := range entries {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(`"resolved"`)) || bytes.Contains(data, []byte("registry")) {
			t.Errorf("%s names a package registry", name)
		}
	}
}
