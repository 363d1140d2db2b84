package entratest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// JobID is the id of the app's job.
const JobID = "scim.job1"

// never is how Graph writes a time that hasn't come yet.
const never = "0001-01-01T00:00:00Z"

// secretKeys are the settings that are returned masked.
var secretKeys = []string{"SecretToken", "Password", "ClientSecret", "Oauth2ClientSecret"}

// synchronization answers a call about provisioning. path is the part after .../synchronization/.
func (s *Server) synchronization(w http.ResponseWriter, method, path string, body []byte) {
	st := &s.state
	if strings.HasPrefix(path, "jobs/") && (!st.Job || !strings.HasPrefix(path, "jobs/"+JobID)) {
		refuse(w, http.StatusNotFound, "JobNotFound")
		return
	}
	done := func() { w.WriteHeader(http.StatusNoContent) }
	switch method + " " + strings.TrimPrefix(path, "jobs/"+JobID) {
	case "GET templates":
		say(w, map[string]any{"value": st.Templates})
	case "GET templates/scim/schema", "GET /schema":
		s.sayVersion(w)
	case "GET jobs":
		list := []any{}
		switch {
		case st.Job && st.JobLag > 0:
			st.JobLag--
		case st.Job && time.Since(st.made) < st.JobLate:
		case st.Job:
			list = append(list, s.job())
		}
		say(w, map[string]any{"value": list})
	case "POST jobs":
		var in struct{ TemplateID string }
		if json.Unmarshal(body, &in) != nil || !slices.ContainsFunc(st.Templates, func(t map[string]string) bool {
			return t["id"] == in.TemplateID
		}) {
			refuse(w, http.StatusBadRequest, "BadRequest")
			return
		}
		if st.Job {
			s.problems = append(s.problems, "a second provisioning job was made")
		}
		st.Job, st.Code, st.Schedule, st.made = true, "NotConfigured", "Disabled", time.Now()
		w.WriteHeader(http.StatusCreated)
		say(w, s.job())
	case "GET secrets":
		if st.Untold {
			refuse(w, http.StatusMethodNotAllowed, "MethodNotAllowed")
			return
		}
		say(w, map[string]any{"value": s.secrets()})
	case "PUT secrets":
		s.save(body)
		done()
	case "POST /validateCredentials":
		if token := st.Secrets["SecretToken"]; token == "" || token == st.BadToken || st.Secrets["BaseAddress"] == "" {
			w.WriteHeader(http.StatusBadRequest)
			say(w, map[string]any{
				"error": map[string]string{
					"code":    "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
					"message": "You appear to have entered invalid credentials.",
				},
			})
			return
		}
		done()
	case "PUT /schema":
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		st.Schema = nil
		_ = d.Decode(&st.Schema) // it has been checked
		delete(st.Schema, "version")
		st.Version++
		done()
	case "POST /start":
		st.Code, st.Schedule, st.Reason, st.running = "NotRun", "Active", "", st.Readings+1
		st.began = time.Now().UTC().Format(time.RFC3339Nano)
		done()
	case "POST /provisionOnDemand":
		key, value := s.onDemand(body)
		say(w, map[string]any{"key": key, "value": value})
	case "POST /pause":
		st.Code, st.Schedule = "Paused", "Paused"
		done()
	default:
		refuse(w, http.StatusNotFound, "ResourceNotFound")
	}
}

// sayVersion returns the schema with its version, which every write changes.
func (s *Server) sayVersion(w http.ResponseWriter) {
	out := maps.Clone(s.state.Schema)

	out["version"] = "v" + strconv.Itoa(s.state.Version)
	say(w, out)
}

func (s *Server) secrets() []map[string]string {
	list := []map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(s.state.Secrets)) {
		value := s.state.Secrets[key]
		if slices.Contains(secretKeys, key) {
			value = "*"
		}
		list = append(list, map[string]string{"key": key, "value": value})
	}
	return list
}

// save replaces the saved settings; an empty value removes one.
func (s *Server) save(body []byte) {
	var in struct {
		Value []struct{ Key, Value string }
	}
	_ = json.Unmarshal(body, &in) // it has been checked
	s.state.Secrets = map[string]string{}
	for _, p := range in.Value {
		if p.Value != "" {
			s.state.Secrets[p.Key] = p.Value
		}
	}
}

func (s *Server) job() map[string]any {
	st := &s.state
	if st.running > 0 && st.Code == "NotRun" {
		if st.running--; st.running == 0 {
			st.Code, st.Steady = "Active", true
			st.SteadyLast = time.Now().UTC().Format(time.RFC3339Nano)
			if st.Last == nil {
				st.Last = map[string]any{"state": "Succeeded", "timeEnded": st.SteadyLast}
			}
			st.Last["timeBegan"] = st.began
			if st.Failing != nil {
				st.Log = append(st.Log, st.Failing.Logged("failure"))
			}
		}
	}
	status := map[string]any{
		"code": st.Code, "steadyStateFirstAchievedTime": never, "quarantine": nil,
		"lastExecution": nil,
	}
	if st.Steady {
		status["steadyStateFirstAchievedTime"] = "2026-01-02T03:04:05Z"
	}
	if st.SteadyLast != "" {
		status["steadyStateLastAchievedTime"] = st.SteadyLast
	}
	if st.Reason != "" {
		status["quarantine"] = map[string]any{
			"reason": st.Reason, "currentBegan": "", "nextAttempt": "2026-01-03T00:00:00Z",
			"seriesCount": 2,
			"error": map[string]any{
				"code": "InvalidCredentials", "message": "The token was refused.",
				"tenantActionable": true,
			},
		}
	}
	if st.Last != nil {
		status["lastExecution"] = st.Last
	}
	return map[string]any{"id": JobID, "templateId": "scim", "schedule": map[string]any{
		"state":    st.Schedule,
		"interval": "PT40M", "expiration": nil,
	}, "status": status}
}

// onDemand provisions a user or a group, and returns the result as texts, with status 200 in any case. A user
// without an assignment is disabled at the app ("On-demand provisioning", Known limitations).
func (s *Server) onDemand(body []byte) (key, value string) {
	var in struct {
		Parameters []struct {
			RuleID   string
			Subjects []struct{ ObjectID, ObjectTypeName string }
		}
	}
	_ = json.Unmarshal(body, &in) // it has been checked
	st, one := &s.state, in.Parameters[0]
	id := one.Subjects[0].ObjectID
	became := func(result, action, code, message string) (string, string) {
		details := map[string]string{}
		if code != "" {
			details = map[string]string{"errorCode": code, "errorMessage": message}
		}
		key, _ := json.Marshal(map[string]any{"result": result, "details": details})
		value, _ := json.Marshal(map[string]any{"action": action, "reportableIdentifier": id})
		return string(key), string(value)
	}
	there := slices.Contains(st.Provisioned, id)
	blocked := slices.ContainsFunc(st.Users, func(u *User) bool { return u.ID == id && !u.Enabled })
	switch {
	case one.RuleID != "rule" || !st.On()[one.Subjects[0].ObjectTypeName]:
		return became("Failure", "Other", "RuleNotFound", "There is no such rule.")
	case st.TrialResult != "":
		return became(st.TrialResult, "Other", "", "")
	case !s.entitled(id) && there && one.Subjects[0].ObjectTypeName == "User" && !blocked:
		st.Provisioned = slices.DeleteFunc(st.Provisioned, func(other string) bool { return other == id })
		return became("Success", "Disable", "", "")
	case blocked || !s.entitled(id):
		return became("Skipped", "Other", "NotEffectivelyEntitled", "The user is not assigned to the application.")
	case there:
		return became("Skipped", "Other", "RedundantExport",
			"The state of the user in both the source and target systems already match.")
	case st.Failing != nil && st.Failing.ID == id:
		return became("Failure", "Create", "E1", st.Failing.Why)
	}
	st.Provisioned = append(st.Provisioned, id)
	return became("Success", "Create", "", "")
}

// entitled reports whether a group is assigned, or a user is assigned directly or as a direct member of an assigned
// group, and the assignment is effective.
func (s *Server) entitled(id string) bool {
	st := &s.state
	return !slices.Contains(st.NotHonored, id) && (slices.Contains(st.AssignedUsers, id) ||
		slices.Contains(st.Assigned, id) || slices.ContainsFunc(st.Groups, func(g *Group) bool {
		return slices.Contains(st.Assigned, g.ID) && slices.Contains(g.Members, id)
	}))
}
