package entra_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra/entratest"
)

// logged is an entry of the provisioning log; the larger when, the newer it is.
func logged(kind, id, status, when string, details map[string]any) map[string]any {
	hours, _ := strconv.Atoi(when)
	at := time.Now().Add(time.Duration(hours-20) * time.Hour)
	return map[string]any{
		"activityDateTime": at.UTC().Format(time.RFC3339), "sourceIdentity": map[string]string{
			"id": id, "displayName": "name of " + id, "identityType": kind,
		},
		"provisioningStatusInfo": map[string]any{"status": status, "errorInformation": map[string]any{
			"errorCode": "E1",
			"reason":    "It has no such attribute.", "recommendedAction": nil,
		}},
		"provisioningSteps": []any{map[string]any{
			"provisioningStepType": "scoping",
			"description":          "This object is not assigned to the application.", "details": details,
		}},
	}
}

// healthy is an app that provisions.
func healthy(st *entratest.State) {
	st.Job, st.Code, st.Schedule, st.Steady = true, "Active", "Active", true
	st.Secrets = map[string]string{"BaseAddress": "https://scim.example.com", "SecretToken": scimToken, "SyncAll": "false"}
	entratest.Mappings(st.Schema)[0].(map[string]any)["enabled"] = true
	st.Groups, st.Assigned = []*entratest.Group{{ID: "g", Name: "Sales"}}, []string{"g"}
	st.Users, st.AssignedUsers = []*entratest.User{{ID: "u", Name: "Ann", Login: "ann@example.com", Enabled: true}},
		[]string{"u"}
}

func TestDiagnose(t *testing.T) {
	group := func(st *entratest.State, m map[string]any) { entratest.Mappings(st.Schema)[1] = m }
	for name, c := range map[string]struct {
		make func(*entratest.State)
		want string // the findings
		says string
	}{
		"healthy": {func(*entratest.State) {}, "", ""},
		"no job":  {func(st *entratest.State) { st.Job = false }, "provisioning-off", ""},
		"paused":  {func(st *entratest.State) { st.Code = "Paused" }, "provisioning-paused", ""},
		"set up, never on": {
			func(st *entratest.State) { st.Code, st.Schedule, st.Steady = "NotRun", "Disabled", false },
			"provisioning-off", "not started",
		},
		"token refused": {func(st *entratest.State) { st.BadToken = scimToken }, "credentials", "invalid credentials"},
		"quarantine, token": {func(st *entratest.State) {
			st.Code, st.Reason = "Quarantine",
				"EncounteredQuarantineException"
		}, "quarantine", "2026-01-03 00:00 UTC"},
		"quarantine, delete": {
			func(st *entratest.State) { st.Code, st.Reason = "Quarantine", "TooManyDeletes" },
			"quarantine", "too many objects would be deleted",
		},
		"cycle failed": {func(st *entratest.State) {
			st.Last = map[string]any{
				"state": "Failed", "timeBegan": "2026-01-02T03:04:05Z", "timeEnded": "",
				"error": map[string]string{"code": "C1", "message": "Out of order."},
			}
		}, "cycle-failed", "Out of order. (C1)"},
		"everyone":      {func(st *entratest.State) { st.Secrets["SyncAll"] = "True" }, "everyone", "all users and groups"},
		"no assignment": {func(st *entratest.State) { st.Assigned, st.AssignedUsers = nil, nil }, "nothing-assigned", ""},
		"users alone": {
			func(st *entratest.State) { st.Assigned = nil }, "no-group-assigned",
			"1 users are assigned directly",
		},
		"failed": {func(st *entratest.State) {
			st.Log = []map[string]any{
				logged("User", "u1", "failure", "1", nil), logged("User", "u2", "failure", "1", nil),
				logged("Group", "g1", "failure", "1", nil),
				logged("User", "u3", "failure", "1", nil), logged("User", "u3", "success", "2", nil),
			}
		}, "failed-groups failed-users", `"name of u1", "name of u2": It has no such attribute.`},
		"out of scope": {func(st *entratest.State) {
			st.Log = []map[string]any{
				logged("Group", "g1", "skipped", "1",
					map[string]any{"SkipReason": "NotEffectivelyEntitled"}), logged("Group", "g2", "skipped", "1",
					map[string]any{"Scoping filter evaluation passed": "False"}),
				logged("Group", "g3", "skipped", "1", map[string]any{
					"SkipReason":                  "RedundantExport",
					"Assigned to the application": "True",
				}),
			}
		}, "out-of-scope", `"name of g1", "name of g2": This object is not assigned`},
		"name not mapped": {
			func(st *entratest.State) { group(st, entratest.Mapping("Group", true, "members", "members")) },
			"group-name-not-mapped", "",
		},
		"other name": {func(st *entratest.State) {
			group(st, entratest.Mapping("Group", true, "displayName", "mailNickname", "members", "members"))
		}, "group-name-other", "mailNickname"},
		"computed name": {func(st *entratest.State) {
			m := entratest.Mapping("Group", true, "displayName", "x", "members", "members")
			m["attributeMappings"].([]any)[0].(map[string]any)["source"] = map[string]any{
				"type": "Function", "name": "ToUpper",
				"expression": "ToUpper([displayName])",
			}
			group(st, m)
		}, "group-name-computed", "ToUpper([displayName])"},
		"fixed name": {func(st *entratest.State) {
			m := entratest.Mapping("Group", true, "displayName", "x", "members", "members")
			m["attributeMappings"].([]any)[0].(map[string]any)["source"] = map[string]any{
				"type": "Constant", "name": "Everyone",
				"expression": "\"Everyone\"",
			}
			group(st, m)
		}, "group-name-computed", "a fixed value"},
		"no members": {func(st *entratest.State) {
			group(st, entratest.Mapping("Group", true, "displayName",
				"displayName"))
		}, "group-members-not-mapped", ""},
		"groups off": {func(st *entratest.State) { group(st, entratest.Mapping("Group", false)) }, "", ""},
		"users off": {
			func(st *entratest.State) { entratest.Mappings(st.Schema)[0].(map[string]any)["enabled"] = false },
			"users-off", "",
		},
		"no mail": {func(st *entratest.State) {
			entratest.Mappings(st.Schema)[0] = entratest.Mapping("User", true, "userName", "mail")
		}, "users-without-mail", `"Ann"`},
		"no user name": {func(st *entratest.State) {
			entratest.Mappings(st.Schema)[0] = entratest.Mapping("User", true, "displayName", "displayName")
		}, "user-name-not-mapped", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := open(t)
			s.Change(healthy)
			s.Change(c.make)
			found, err := client.Diagnose(t.Context(), app)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, f := range found {
				ids = append(ids, f.ID)
			}
			slices.Sort(ids)
			if got := strings.Join(ids, " "); got != c.want || !strings.Contains(fmt.Sprint(found), c.says) {
				t.Errorf("found %q, want %q: %v", got, c.want, found)
			}
		})
	}
}

func TestCycle(t *testing.T) {
	for _, c := range []struct {
		code, schedule string
		steady         bool
		want           idp.CycleState
		errors         int
	}{
		{"NotConfigured", "Disabled", false, idp.CycleOff, 0},
		{"NotRun", "Disabled", false, idp.CycleOff, 0},
		{"NotRun", "Active", false, idp.CycleRunning, 0},
		{"Active", "Active", false, idp.CycleRunning, 0},
		{"Active", "Active", true, idp.CycleIdle, 1},
		{"Paused", "Paused", true, idp.CyclePaused, 1},
		{"Quarantine", "Active", true, idp.CycleQuarantined, 1},
		{"Other", "Active", true, idp.CycleUnknown, 1},
	} {
		s, client := open(t)
		s.Change(healthy)
		s.Change(func(st *entratest.State) {
			st.Code, st.Schedule, st.Steady = c.code, c.schedule, c.steady
			st.Log = []map[string]any{logged("Group", "g1", "failure", "1", nil)}
		})
		cycle, err := client.Cycle(t.Context(), app, time.Time{})
		if err != nil || cycle.State != c.want || cycle.Complete != c.steady || len(cycle.Errors) != c.errors {
			t.Errorf("%+v: %+v %v", c, cycle, err)
		}
	}
}
