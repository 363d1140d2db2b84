package oktatest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// An app's users have it by themselves or by a group, each once. Only the first can be
// taken away one by one.
func TestUsersOfAnApp(t *testing.T) {
	t.Parallel()
	s := Start(t)
	ann, bob := s.AddPerson("ann@example.com", "ACTIVE"), s.AddPerson("bob@example.com", "STAGED")
	app, group := s.AddApp("Dashlane"), s.AddGroup("Payroll", ann, bob)
	s.Assign(app, group)
	s.AddUser(app, "cyd@example.com", "USER", "PROVISIONED")
	path := "/api/v1/apps/" + app + "/users"
	scopes := func() string {
		got := map[string]string{}
		for _, u := range pages(t, s, path)[0] {
			got[u.Profile["email"].(string)[:3]] += u.Scope
		}
		var out []string
		for _, name := range slices.Sorted(maps.Keys(got)) {
			out = append(out, name+" "+got[name])
		}
		return strings.Join(out, ", ")
	}
	if got := scopes(); got != "ann GROUP, bob GROUP, cyd USER" {
		t.Errorf("the users are %s", got)
	}
	for range 2 {
		into[object](t, call(t, s, http.MethodPost, path, `{"id":"`+ann+`","scope":"USER"}`))
	}
	if got := scopes(); got != "ann USER, bob GROUP, cyd USER" {
		t.Errorf("the users are %s", got)
	}
	if got := s.AssignedUsers(app); !slices.Equal(got, []string{"ann@example.com"}) {
		t.Errorf("assigned by themselves are %q", got)
	}
	if u := into[object](t, call(t, s, http.MethodGet, path+"/"+bob, "")); u.Scope != "GROUP" || u.Status != "STAGED" {
		t.Errorf("the user is %+v", u)
	}
	call(t, s, http.MethodDelete, path+"/"+bob, "").refusal(t, 404, "E0000007", "")
	if r := call(t, s, http.MethodDelete, path+"/"+ann, ""); r.status != http.StatusNoContent {
		t.Errorf("deleted with %d %s", r.status, r.body)
	}
	if got := scopes(); got != "ann GROUP, bob GROUP, cyd USER" {
		t.Errorf("the users are %s", got)
	}
	call(t, s, http.MethodPost, path, `{"id":"x","scope":"USER"}`).refusal(t, 404, "E0000007", "")
	if members := pages(t, s, "/api/v1/groups/"+group+"/users"); len(members[0]) != 2 {
		t.Errorf("the group has %+v", members)
	}
}

func TestUsersAreFoundWhateverTheCapitals(t *testing.T) {
	t.Parallel()
	s := Start(t)
	ann := s.AddPerson("Ann@Example.com", "ACTIVE")
	s.AddPerson("bob@example.com", "ACTIVE")
	search := "/api/v1/users?search=profile.login+eq+%22ann%40example.com%22+or+profile.email+eq+%22x%22"
	if got := pages(t, s, search); len(got[0]) != 1 || got[0][0].ID != ann {
		t.Errorf("found %+v", got)
	}
}

// Only a catalog app's provisioning can be set; another app's connection answers 200 and
// UNKNOWN.
func TestProvisioningByTheAPI(t *testing.T) {
	t.Parallel()
	s := Start(t)
	custom, catalog := s.AddApp("Dashlane", CustomSAML...), s.AddCatalogApp("Zscaler", "https://scim.example.com")
	s.SetStatements(custom, map[string]any{"type": "GROUP", "name": "groups"})
	connection := func(app string) string {
		return into[object](t, call(t, s, http.MethodGet, "/api/v1/apps/"+app+"/connections/default", "")).Status
	}
	if connection(custom) != "UNKNOWN" || connection(catalog) != "ENABLED" {
		t.Errorf("the connections are %s and %s", connection(custom), connection(catalog))
	}
	const set = `{"create":{"lifecycleCreate":{"status":"ENABLED"}},"update":{"profile":{"status":"DISABLED"},` +
		`"lifecycleDeactivate":{"status":"ENABLED"}}}`
	feature := func(method, app, body string) response {
		return call(t, s, method, "/api/v1/apps/"+app+"/features/USER_PROVISIONING", body)
	}
	feature(http.MethodPut, custom, set).refusal(t, 400, "E0000001", "not enabled")
	before, after := feature(http.MethodGet, catalog, ""), feature(http.MethodPut, catalog, set)
	const on = `:{"status":"ENABLED"}`
	if strings.Contains(string(before.body), on) || strings.Count(string(after.body), on) != 2 {
		t.Errorf("it was %s and is %s", before.body, after.body)
	}
	for _, a := range pages(t, s, "/api/v1/apps")[0] {
		slices.Sort(a.Features)
		if want := []string{"GROUP_PUSH", "PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"}; a.ID == catalog &&
			!slices.Equal(a.Features, want) {
			t.Errorf("the features are %q, not %q", a.Features, want)
		}
	}
	if r := call(t, s, http.MethodGet, "/api/v1/apps/"+custom, ""); !strings.Contains(string(r.body),
		`"attributeStatements":[{"name":"groups","type":"GROUP"}]`) {
		t.Errorf("the app is %s", r.body)
	}
}
