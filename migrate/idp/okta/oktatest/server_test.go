package oktatest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/idptest"
)

// A list comes in pages of the size asked for, each with a link to the next: every
// object once, in an order that changes from list to list.
func TestListsArePagedByLink(t *testing.T) {
	t.Parallel()
	s := Start(t)
	if got := call(t, s, http.MethodGet, "/api/v1/groups", ""); strings.TrimSpace(string(got.body)) != "[]" ||
		len(got.header.Values("Link")) != 1 {
		t.Errorf("an empty list is %s with the links %q", got.body, got.header.Values("Link"))
	}
	var want []string
	for i := range 7 {
		want = append(want, s.AddGroup(fmt.Sprint("Group ", i)))
	}
	slices.Sort(want)
	read := func(path string, sizes ...int) (ids []string) {
		t.Helper()
		var got []int
		for _, page := range pages(t, s, path) {
			got = append(got, len(page))
			for _, g := range page {
				ids = append(ids, g.ID)
			}
		}
		if all := slices.Sorted(slices.Values(ids)); !slices.Equal(all, want) {
			t.Errorf("%s: listed %q, not %q", path, all, want)
		}
		if !slices.Equal(got, sizes) {
			t.Errorf("%s: pages of %v, not of %v", path, got, sizes)
		}
		return ids
	}
	first := read("/api/v1/groups?limit=3", 3, 3, 1)
	if second := read("/api/v1/groups?limit=3", 3, 3, 1); slices.Equal(first, second) {
		t.Error("two lists have one order, which Okta does not promise")
	}
	s.Pages = 2
	read("/api/v1/groups?limit=3", 2, 2, 2, 1)
}

// A rate limit names the second of its end, and ends by the server's own clock.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.FailLater(http.MethodGet, "/groups", http.StatusTooManyRequests, 1, 1)
	into[[]object](t, call(t, s, http.MethodGet, "/api/v1/groups", ""))
	into[[]object](t, call(t, s, http.MethodGet, "/api/v1/apps", ""))
	r := call(t, s, http.MethodGet, "/api/v1/groups", "")
	r.refusal(t, http.StatusTooManyRequests, "E0000047", "")
	date, err := http.ParseTime(r.header.Get("Date"))
	reset, err2 := strconv.ParseInt(r.header.Get("X-Rate-Limit-Reset"), 10, 64)
	if err != nil || err2 != nil || reset != date.Unix() {
		t.Errorf("the limit ends at %d, the clock shows %v (%v, %v)", reset, date, err, err2)
	}
	if r.header.Get("X-Rate-Limit-Limit") != "600" || r.header.Get("X-Rate-Limit-Remaining") != "0" {
		t.Errorf("the headers are %v", r.header)
	}
	into[[]object](t, call(t, s, http.MethodGet, "/api/v1/groups", ""))
}

func TestErrorsAreOktas(t *testing.T) {
	t.Parallel()
	s := Start(t)
	app := s.AddApp("Dashlane")
	for status, code := range map[int]string{401: "E0000011", 403: "E0000006", 500: "E0000009"} {
		s.Fail(http.MethodGet, "/apps", status, 1)
		call(t, s, http.MethodGet, "/api/v1/apps", "").refusal(t, status, code, "")
	}
	callAs(t, s, "SSWS other", http.MethodGet, "/api/v1/apps", "").refusal(t, 401, "E0000011", "")
	callAs(t, s, "Bearer "+s.Token, http.MethodGet, "/api/v1/apps", "").refusal(t, 401, "E0000011", "")
	for _, path := range []string{
		"/api/v1/groups/x", "/api/v1/groups/x/users", "/api/v1/apps/x", "/api/v1/apps/x/groups",
		"/api/v1/apps/" + app + "/groups/x", "/api/v1/apps/" + app + "/users/x",
		"/api/v1/apps/" + app + "/group-push/mappings/x",
	} {
		call(t, s, http.MethodGet, path, "").refusal(t, 404, "E0000007", "")
	}
}

// Without Okta's document the stand-in itself refuses what it can't read.
func TestRequestsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.document = nil
	app, group := s.AddCatalogApp("Zscaler", "https://scim.example.com"), s.AddGroup("Payroll")
	for method, path := range map[string]string{
		http.MethodPut: "/groups/" + group, http.MethodPost: "/apps/" + app + "/group-push/mappings",
	} {
		call(t, s, method, "/api/v1"+path, "{").refusal(t, 400, "E0000003", "")
	}
	call(t, s, http.MethodPut, "/api/v1/apps/"+app+"/features/USER_PROVISIONING", "{").refusal(t, 400, "E0000003", "")
	call(t, s, http.MethodGet, "/api/v1/nothing", "").refusal(t, 404, "E0000007", "")
}

// A broken connection before the request leaves all as it was; one after it does not.
func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	s := Start(t)
	app, group := s.AddApp("Dashlane"), s.AddGroup("Payroll")
	path := "/api/v1/apps/" + app + "/groups/" + group
	s.Fail(http.MethodPut, "/groups/", 0, 1)
	if r, err := send(t, s, "SSWS "+s.Token, http.MethodPut, path, "{}"); err == nil || s.Assigned(app, group) {
		t.Errorf("answered %d, and assigned is %v", r.status, s.Assigned(app, group))
	}
	s.LoseAnswer(http.MethodPut, "/groups/")
	if r, err := send(t, s, "SSWS "+s.Token, http.MethodPut, path, "{}"); err == nil || !s.Assigned(app, group) {
		t.Errorf("answered %d, and assigned is %v", r.status, s.Assigned(app, group))
	}
	if got, want := s.Requests(), "PUT "+path+" {}"; !slices.Equal(got, []string{want, want}) {
		t.Errorf("the requests are %q", got)
	}
}

// What an admin does between two requests shows in the next, and a reading that lags
// shows what was before a write.
func TestBetweenAndLag(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.Lag = 2
	app, group := s.AddApp("Dashlane", CustomSAML...), s.AddGroup("Payroll")
	name := func() any {
		return into[object](t, call(t, s, http.MethodGet, "/api/v1/groups/"+group, "")).Profile["name"]
	}
	s.Between(func(r *http.Request) {
		if r.Method == http.MethodGet {
			s.SetName(group, "Payroll 2")
		}
	})
	if got := name(); got != "Payroll 2" {
		t.Errorf("the name is %v", got)
	}
	s.Between(nil)
	call(t, s, http.MethodPut, "/api/v1/groups/"+group, `{"profile":{"name":"Payroll 3"}}`)
	if got := []any{name(), name(), name()}; !slices.Equal(got, []any{"Payroll 2", "Payroll 2", "Payroll 3"}) {
		t.Errorf("the names are %v", got)
	}
	s.SetFeatures(app)
	s.SetStatus(app, "INACTIVE")
	if a := into[object](t, call(t, s, http.MethodGet, "/api/v1/apps/"+app, "")); a.Status != "INACTIVE" ||
		len(a.Features) > 0 {
		t.Errorf("the app is %+v", a)
	}
}

// An id has letters of both cases, and only they tell it from another.
func TestIDsAreCaseSensitive(t *testing.T) {
	t.Parallel()
	s := Start(t)
	seen, folded := map[string]bool{}, map[string]bool{}
	for range 10 {
		id := s.id("00g")
		if seen[id] || len(id) != 20 {
			t.Errorf("the id %s", id)
		}
		seen[id], folded[strings.ToLower(id)] = true, true
	}
	if len(folded) > 6 {
		t.Errorf("%d ids without their case", len(folded))
	}
	id := s.AddGroup("Payroll")
	into[object](t, call(t, s, http.MethodGet, "/api/v1/groups/"+id, ""))
	call(t, s, http.MethodGet, "/api/v1/groups/"+strings.ToLower(id), "").refusal(t, 404, "E0000007", "")
}

// The log holds what happened to an app in a span of time.
func TestLog(t *testing.T) {
	t.Parallel()
	s := Start(t)
	app, other := s.AddApp("Dashlane"), s.AddApp("Wiki")
	now := time.Now()
	for target, e := range map[string]Event{
		"old": {App: app, At: now.Add(-time.Hour)}, "ours": {App: app, At: now}, "foreign": {App: other, At: now},
	} {
		e.Type, e.Result, e.TargetType, e.Target = "application.provision.user.push", "SUCCESS", "User", target
		s.AddEvent(e)
	}
	read := func() (targets []string) {
		r := call(t, s, http.MethodGet, "/api/v1/logs?since="+now.Add(-time.Minute).UTC().Format(time.RFC3339)+
			"&filter=target.id+eq+%22"+app+"%22", "")
		for _, e := range into[[]struct {
			EventType, Published string
			Outcome              struct{ Result string }
			Target               []struct{ DisplayName string }
		}](t, r) {
			if e.EventType == "" || e.Outcome.Result != "SUCCESS" || !strings.HasSuffix(e.Published, "Z") {
				t.Errorf("the entry is %+v", e)
			}
			targets = append(targets, e.Target[1].DisplayName)
		}
		return targets
	}
	if got := read(); !slices.Equal(got, []string{"ours"}) {
		t.Errorf("the log is %q", got)
	}
	s.Provision(app, "SUCCESS", "")
	if got := read(); !slices.Equal(got, []string{"ours", "ann@example.com"}) {
		t.Errorf("with provisioning on, the log is %q", got)
	}
}

// What must never be sent to a real organization fails the test that sends it.
func TestForbiddenRequestsFailTheTest(t *testing.T) {
	t.Parallel()
	s := Start(t)
	app, group := s.AddApp("Dashlane", CustomSAML...), s.AddGroup("Payroll")
	target := s.AddTarget(app, "Payroll")
	mapping := s.AddMapping(app, group, target, "INACTIVE", "")
	path := "/api/v1/apps/" + app
	for _, c := range []struct{ method, path, body string }{
		{http.MethodPut, path, `{"label":"Dashlane","signOnMode":"SAML_2_0"}`},
		{http.MethodDelete, path + "/group-push/mappings/" + mapping + "?deleteTargetGroup=true", ""},
		{http.MethodGet, "/api/v1/groups?size=1", ""},
		{http.MethodPut, path + "/groups/" + group, `{"rank":1}`},
	} {
		watched := &idptest.Spy{TB: t}
		s.t = watched
		if call(t, s, c.method, c.path, c.body); watched.Errors != 1 && s.document != nil {
			t.Errorf("%s %s: the test failed %d times, not once", c.method, c.path, watched.Errors)
		}
	}
}
