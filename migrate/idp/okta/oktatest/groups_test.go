package oktatest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/idp/idptest"
)

// A rename writes the whole profile. Okta refuses a name that another group has, and a
// group that comes from a directory.
func TestRenamingGroups(t *testing.T) {
	t.Parallel()
	s := Start(t)
	group, fromAD := s.AddGroup("Payroll"), s.AddADGroup("Sales", make([]byte, 16), "S-1-5-21-1")
	everyone := s.AddEveryone()
	s.AddGroup("Taken")
	rename := func(id, name string) response {
		return call(t, s, http.MethodPut, "/api/v1/groups/"+id, `{"profile":{"name":"`+name+`"}}`)
	}
	before := into[object](t, call(t, s, http.MethodGet, "/api/v1/groups/"+group, ""))
	after := into[object](t, rename(group, "Payroll 2"))
	if after.LastUpdated <= before.LastUpdated || after.ID != group || before.Profile["description"] != "about Payroll" {
		t.Errorf("the group was %+v and is %+v", before, after)
	}
	if p := s.Profile(group); len(p) != 1 || p["name"] != "Payroll 2" {
		t.Errorf("the profile is %v: a field that was not sent is kept", p)
	}
	rename(group, "tAKEN").refusal(t, 400, "E0000001", "already exists")
	rename(group, "").refusal(t, 400, "E0000001", "between 1 and 255")
	rename(group, strings.Repeat("x", 256)).refusal(t, 400, "E0000001", "between 1 and 255")
	rename(fromAD, "Sales 2").refusal(t, 403, "E0000006", "")
	rename(everyone, "All").refusal(t, 403, "E0000006", "")
	rename("x", "Payroll 3").refusal(t, 404, "E0000007", "")
	into[object](t, rename(group, "PAYROLL 2"))
}

// A group says what it was imported from, and can be searched for by it.
func TestGroupsOfOneSource(t *testing.T) {
	t.Parallel()
	s := Start(t)
	app := s.AddApp("Dashlane", CustomSAML...)
	s.AddGroup("Payroll")
	target := s.AddTarget(app, "Payroll")
	s.AddRemote(app, "Sales", "Sales")
	search := func() (names []string) {
		for _, g := range pages(t, s, "/api/v1/groups?search=source.id+eq+%22"+app+"%22")[0] {
			names = append(names, g.Profile["name"].(string))
			if g.Type != "APP_GROUP" {
				t.Errorf("the group is %+v", g)
			}
		}
		slices.Sort(names)
		return names
	}
	if got := search(); !slices.Equal(got, []string{"Payroll"}) {
		t.Errorf("before the import: %q", got)
	}
	s.Import(app)
	if got := search(); !slices.Equal(got, []string{"Payroll", "Sales"}) {
		t.Errorf("after the import: %q", got)
	}
	if got := s.Remote(app); !slices.Equal(got, []string{"Payroll", "Sales", "Sales"}) {
		t.Errorf("the app has %q", got)
	}
	if got := call(t, s, http.MethodGet, "/api/v1/groups/"+target, ""); !strings.Contains(string(got.body),
		`"source":{"href":"`+s.URL+"/api/v1/apps/"+app+`"}`) {
		t.Errorf("no link to the source: %s", got.body)
	}
}

// Groups are assigned one by one; the list has the groups themselves if asked for.
func TestAssigningGroups(t *testing.T) {
	t.Parallel()
	s := Start(t)
	app, group, other := s.AddApp("Dashlane"), s.AddGroup("Payroll"), s.AddGroup("Sales")
	path := "/api/v1/apps/" + app + "/groups"
	call(t, s, http.MethodGet, path+"/"+group, "").refusal(t, 404, "E0000007", "")
	for range 2 {
		into[object](t, call(t, s, http.MethodPut, path+"/"+group, "{}"))
	}
	into[object](t, call(t, s, http.MethodGet, path+"/"+group, ""))
	s.Assign(app, other)
	s.Unassign(app, group)
	if s.Assigned(app, group) || !s.Assigned(app, other) {
		t.Error("what an admin does is not seen")
	}
	s.Assign(app, group)
	for _, g := range pages(t, s, path+"?expand=group")[0] {
		if g.Embedded.Group == nil || g.Embedded.Group.ID != g.ID {
			t.Errorf("the assignment is %+v", g)
		}
	}
	if list := pages(t, s, path); len(list[0]) != 2 || list[0][0].Embedded.Group != nil {
		t.Errorf("the list is %+v", list)
	}
}

// A mapping to a name makes a group at the app whatever is there; one to a group sends
// the source's name to it, again with each rename. It is inactive before it is deleted.
func TestGroupPush(t *testing.T) {
	t.Parallel()
	s := Start(t)
	app, bare := s.AddApp("Dashlane", CustomSAML...), s.AddApp("Wiki")
	payroll, sales := s.AddGroup("Payroll"), s.AddGroup("Sales")
	linked := s.AddTarget(app, "payroll")
	s.AddRemote(app, "Sales")
	path := "/api/v1/apps/" + app + "/group-push/mappings"
	push := func(source, target string) response {
		return call(t, s, http.MethodPost, path, `{"sourceGroupId":"`+source+`",`+target+`,"status":"ACTIVE"}`)
	}
	m := into[object](t, push(payroll, `"targetGroupId":"`+linked+`"`))
	if m.TargetGroupID != linked || m.Status != "ACTIVE" || m.LastPush == "" || s.Profile(linked)["name"] != "Payroll" {
		t.Errorf("the mapping is %+v, and its target %v", m, s.Profile(linked))
	}
	into[object](t, push(sales, `"targetGroupName":"Sales"`))
	if got := s.Remote(app); !slices.Equal(got, []string{"Sales", "Sales", "payroll"}) {
		t.Errorf("the app has %q", got)
	}
	push(sales, `"targetGroupName":"Sales 2"`).refusal(t, 400, "E0000001", "already exists")
	push("x", `"targetGroupName":"x"`).refusal(t, 404, "E0000007", "")
	call(t, s, http.MethodPost, "/api/v1/apps/"+bare+"/group-push/mappings",
		`{"sourceGroupId":"`+sales+`","targetGroupName":"x"}`).refusal(t, 400, "E0000001", "not enabled")

	call(t, s, http.MethodPut, "/api/v1/groups/"+payroll, `{"profile":{"name":"Payroll 2"}}`)
	one := path + "/" + m.ID
	deletion := one + "?deleteTargetGroup=false"
	call(t, s, http.MethodDelete, deletion, "").refusal(t, 400, "E0000001", "INACTIVE")
	into[object](t, call(t, s, http.MethodPatch, one, `{"status":"INACTIVE"}`))
	call(t, s, http.MethodPut, "/api/v1/groups/"+payroll, `{"profile":{"name":"Payroll 3"}}`)
	if got := s.Pushes(app); !slices.Equal(got, []string{"Payroll 3>Payroll 2 INACTIVE", "Sales>Sales ACTIVE"}) {
		t.Errorf("the mappings are %q", got)
	}
	if list := pages(t, s, path+"?status=INACTIVE"); len(list[0]) != 1 || list[0][0].ID != m.ID {
		t.Errorf("the inactive mappings are %+v", list)
	}
	if got := into[object](t, call(t, s, http.MethodGet, one, "")); got.SourceGroupID != payroll {
		t.Errorf("the mapping is %+v", got)
	}
	if r := call(t, s, http.MethodDelete, deletion, ""); r.status != http.StatusNoContent || len(r.body) > 0 {
		t.Errorf("deleted with %d %s", r.status, r.body)
	}
	call(t, s, http.MethodGet, one, "").refusal(t, 404, "E0000007", "")
	s.Unpush(app)
	if got := s.Pushes(app); len(got) > 0 {
		t.Errorf("%q are left", got)
	}
	s.LackGroupPush(true)
	call(t, s, http.MethodGet, path, "").refusal(t, 403, "E0000015", "")
}

// What the app's own side refuses is the mapping's error.
func TestAPushThatFails(t *testing.T) {
	t.Parallel()
	s := Start(t)
	app, group := s.AddApp("Dashlane", CustomSAML...), s.AddGroup("Payroll")
	gone := Start(t) // a server that has no SCIM
	gone.t = &idptest.Spy{TB: t}
	s.PushTo(gone.URL, "token")
	m := into[object](t, call(t, s, http.MethodPost, "/api/v1/apps/"+app+"/group-push/mappings",
		`{"sourceGroupId":"`+group+`","targetGroupName":"Payroll"}`))
	if m.Status != "ERROR" || m.ErrorSummary == "" {
		t.Errorf("the mapping is %+v", m)
	}
}
