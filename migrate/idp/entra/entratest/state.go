package entratest

import (
	"encoding/json"
	"net/http"
	"time"
)

// Group is a group of the tenant.
type Group struct {
	ID      string `json:"id"`
	Name    string `json:"displayName"`
	Synced  bool   `json:"onPremisesSyncEnabled"`
	SID     string `json:"onPremisesSecurityIdentifier,omitempty"`
	SAM     string `json:"onPremisesSamAccountName,omitempty"`
	Domain  string `json:"onPremisesDomainName,omitempty"`
	NetBIOS string `json:"onPremisesNetBiosName,omitempty"`
	// Members are ids of users and groups.
	Members []string `json:"-"`
	// Distribution says that it is a distribution list.
	Distribution bool `json:"-"`
}

// MarshalJSON encodes the group as Graph does.
func (g Group) MarshalJSON() ([]byte, error) {
	type plain Group
	return json.Marshal(struct {
		plain
		Security bool `json:"securityEnabled"`
	}{plain(g), !g.Distribution})
}

// User is a user of the tenant.
type User struct {
	ID      string `json:"id"`
	Name    string `json:"displayName"`
	Login   string `json:"userPrincipalName"`
	Mail    string `json:"mail,omitempty"`
	Enabled bool   `json:"accountEnabled"`
}

// State is the state that a test sets and checks.
type State struct {
	Groups    []*Group
	Users     []*User
	Templates []map[string]string
	// Assigned are the groups of the app, AssignedUsers its users.
	Assigned []string
	// Policies are the definitions of the app's claims mapping policies.
	Policies []string
	// Claims is the part of the application object about SAML.
	Claims        map[string]any
	AssignedUsers []string
	Roles         []string // roles in the token
	// Lacks is a permission whose absence makes calls fail, whatever the token contains.
	Lacks string
	// NoPremium says that the tenant has neither P1 nor P2.
	NoPremium  bool
	Refused    bool          // every sign-in is refused
	SignInSays string        // the description of the refusal
	Person     string        // the client id of a person's sign-in; empty if an application signs in
	JobLag     int           // reads of the list of jobs before a new job shows
	JobLate    time.Duration // time before a new job shows in the list
	made       time.Time
	SteadyLast string // end of the last cycle; empty for none
	Job        bool
	Code       string // the job's status code
	Schedule   string // the job's schedule state
	Reason     string // the reason of the quarantine
	Steady     bool
	// Readings is how often the job is read after a start until its first cycle has ended.
	Readings int
	running  int
	began    string         // when the job was started
	Last     map[string]any // its last execution
	Schema   map[string]any // the job's, or the template's if there is no job
	Version  int            // of the schema
	Secrets  map[string]string
	Untold   bool // secrets can't be read, as in a cloud without the call
	// BadToken is a saved token that the endpoint refuses.
	BadToken string
	Log      []map[string]any
	Failing  *Failing
	// Provisioned are the users and groups that were provisioned on demand.
	Provisioned []string
	// NotHonored are users and groups whose assignment isn't effective yet.
	NotHonored []string
	// TrialResult is the result of every trial; empty for the result according to the state.
	TrialResult string
	Lag         int // reads of a group that still show the old name
	Throttled   int // parts of batches that will be answered with 429
	// Fault may answer a request itself; it then returns true.
	Fault func(w http.ResponseWriter, r *http.Request) bool
}

func newState() State {
	return State{
		Roles: []string{
			"Synchronization.ReadWrite.All", "Application.Read.All", "AppRoleAssignment.ReadWrite.All",
			"AuditLog.Read.All", "Directory.Read.All", "Group.ReadWrite.All", "Policy.Read.All", "Application.ReadWrite.All",
		},
		Templates: []map[string]string{
			{"id": "customappsso", "factoryTag": "customappsso"},
			{"id": "scim", "factoryTag": "CustomSCIM"},
		},
		Secrets: map[string]string{},
		Version: 1,
		Schema: map[string]any{
			"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#schema", "id": "schema",
			"directories": []any{
				map[string]any{"name": "Azure Active Directory", "objects": []any{}},
				map[string]any{"name": "customappsso", "objects": []any{}},
			},
			// A number that float64 can't represent shows whether it is preserved.
			"synchronizationRules": []any{map[string]any{
				"id": "rule", "name": "USER_OUTBOUND", "editable": true,
				"priority":            json.Number("12345678901234567"),
				"sourceDirectoryName": "Azure Active Directory", "targetDirectoryName": "customappsso", "objectMappings": []any{
					Mapping("User", false, "userName", "userPrincipalName", "displayName", "displayName"),
					Mapping("Group", true, "displayName", "displayName", "members", "members"),
				},
			}},
		},
	}
}

// Mapping returns an object mapping; pairs are target attributes with their source attributes.
func Mapping(kind string, on bool, pairs ...string) map[string]any {
	list := []any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, map[string]any{
			"targetAttributeName": pairs[i], "flowType": "Always", "defaultValue": nil,
			"source": map[string]any{
				"type": "Attribute", "name": pairs[i+1], "expression": "[" + pairs[i+1] + "]",
				"parameters": []any{},
			},
		})
	}
	return map[string]any{
		"name": "Provision " + kind, "sourceObjectName": kind, "targetObjectName": kind, "enabled": on,
		"flowTypes": "Add, Update, Delete", "scope": nil, "attributeMappings": list,
	}
}

// Mappings returns the object mappings in the first rule of a schema.
func Mappings(schema map[string]any) []any {
	rules, _ := schema["synchronizationRules"].([]any)
	rule, _ := rules[0].(map[string]any)
	list, _ := rule["objectMappings"].([]any)
	return list
}

// On returns which kinds of objects are provisioned.
func (st *State) On() map[string]bool {
	on := map[string]bool{}
	for _, m := range Mappings(st.Schema) {
		m, _ := m.(map[string]any)
		kind, _ := m["sourceObjectName"].(string)
		on[kind], _ = m["enabled"].(bool)
	}
	return on
}

// Failing is an object that every cycle fails to provision.
type Failing struct{ Kind, ID, Name, Why string }

// Logged returns a current entry of the provisioning log about it.
func (f Failing) Logged(status string) map[string]any {
	return map[string]any{
		"activityDateTime":       time.Now().UTC().Format(time.RFC3339Nano),
		"sourceIdentity":         map[string]string{"id": f.ID, "displayName": f.Name, "identityType": f.Kind},
		"provisioningStatusInfo": map[string]any{"status": status, "errorInformation": map[string]any{"errorCode": "E1", "reason": f.Why}},
	}
}
