package pingone_test

import (
	"fmt"
	"slices"
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/pingone/pingonetest"
)

func found(t *testing.T, list []idp.Finding) []string {
	t.Helper()
	var all []string
	for _, f := range list {
		if f.Title == "" || f.Why == "" || f.Next == "" {
			t.Errorf("%+v", f)
		}
		all = append(all, f.ID)
	}
	return all
}

// Each cause is found, and nothing else; a connection that works has none.
func TestDiagnose(t *testing.T) {
	many := func(n int) (groups, refs []m) {
		for i := range n {
			id := fmt.Sprint("g", i)
			groups, refs = append(groups, m{"id": id, "name": id}), append(refs, m{"id": id})
		}
		return groups, refs
	}
	sync := func(s *pingonetest.Server) m { return s.Stores[1]["syncStatus"].(m) }
	for name, c := range map[string]struct {
		change func(*pingonetest.Server)
		want   []string
	}{
		"nothing": {func(*pingonetest.Server) {}, nil},
		"distinguished names": {
			func(s *pingonetest.Server) { configuration(s)["GROUP_NAME_SOURCE"] = "Distinguished Name" },
			[]string{"distinguished-names"},
		},
		"members overwritten": {
			func(s *pingonetest.Server) { configuration(s)["GROUP_MEMBERSHIP_HANDLING"] = "Overwrite" },
			[]string{"members-overwritten"},
		},
		"basic": {
			func(s *pingonetest.Server) { configuration(s)["AUTHENTICATION_METHOD"] = "None" },
			[]string{"wrong-authentication"},
		},
		"connection off": {
			func(s *pingonetest.Server) { s.Stores[1]["status"] = "INACTIVE" },
			[]string{"connection-off"},
		},
		"rule off": {func(s *pingonetest.Server) { s.Rules[0]["active"] = false }, []string{"rule-off"}},
		"no rule":  {func(s *pingonetest.Server) { s.Rules = nil }, []string{"no-rule"}},
		"plan off": {func(s *pingonetest.Server) { s.Plans[0]["status"] = "INACTIVE" }, []string{"plan-off"}},
		"no filter": {
			func(s *pingonetest.Server) { delete(s.Rules[0], "populationExpression") },
			[]string{"no-user-filter"},
		},
		"not mapped": {func(s *pingonetest.Server) {
			s.Mappings = []m{
				{"rule": m{"id": "r"}, "targetAttribute": "title"},
			}
		}, []string{"not-mapped"}},
		"external group": {
			func(s *pingonetest.Server) { s.Rules[0]["groups"] = []m{{"id": "3"}} },
			[]string{"external-groups"},
		},
		"no revision": {func(s *pingonetest.Server) { s.Revisions = nil }, []string{"no-revision"}},
		"old revision": {
			func(s *pingonetest.Server) { s.Rules[0]["updatedAt"] = "2026-02-02T00:00:00.000Z" },
			[]string{"old-revision"},
		},
		"sync failed": {func(s *pingonetest.Server) {
			sync(s)["failedCount"], sync(s)["details"] = 2,
				"userName is taken"
		}, []string{"sync-failed"}},
		"state failed": {func(s *pingonetest.Server) { sync(s)["syncState"] = "FAILED" }, []string{"sync-failed"}},
		"removal failed": {
			func(s *pingonetest.Server) { sync(s)["failedDeprovisionCount"] = 2 },
			[]string{"removal-failed"},
		},
		"token refused": {func(s *pingonetest.Server) {
			sync(s)["failedCount"], sync(s)["details"] = 1,
				"HTTP 401 Unauthorized"
		}, []string{"token-refused", "sync-failed"}},
		"test failed": {
			func(s *pingonetest.Server) { s.TellsToken, s.Token = true, "another" },
			[]string{"test-failed"},
		},
		"token works": {func(s *pingonetest.Server) { s.TellsToken = true }, nil},
		"masked":      {func(s *pingonetest.Server) { s.Masks, s.Token = true, "another" }, nil},
		"many groups": {func(s *pingonetest.Server) {
			groups, refs := many(1001)
			s.Page, s.Groups, s.Rules[0]["groups"] = 500, groups, refs
		}, []string{"many-groups"}},
	} {
		s, p, app := start(t)
		if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepEndpoint), selfHosted); err != nil {
			t.Fatal(err)
		}
		configuration(s)["GROUP_NAME_SOURCE"] = "Common Name"
		delete(s.Stores[1], "updatedAt")
		sync(s)["failedCount"], sync(s)["details"] = 0, ""
		c.change(s)
		list, err := p.Diagnose(t.Context(), app)
		if got := found(t, list); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	s, p, app := start(t)
	s.TellsToken = true
	if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepEndpoint), selfHosted); err != nil {
		t.Fatal(err)
	}
	s.Fail["POST /propagation/stores/connection/status"] = 500
	if list, err := p.Diagnose(t.Context(), app); err == nil {
		t.Error("a test that could not be made counts as passed", found(t, list))
	}
	s.Stores = s.Stores[:1]
	list, err := p.Diagnose(t.Context(), idp.App{ID: "new"})
	if got := found(t, list); err != nil || !slices.Equal(got, []string{"no-connection"}) {
		t.Error(got, err)
	}
}
