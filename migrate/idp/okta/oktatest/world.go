package oktatest

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

type group struct {
	ID, Type, Updated string
	Classes           []string
	Profile           map[string]any
	App               string   // the app that it was imported from
	Members           []string // ids of users
}

type app struct {
	ID, Name, Label, Status, SignOnMode string
	Features                            []string
	Groups                              []string         // assigned
	Direct                              []string         // ids of users who are assigned directly
	Members                             []any            // additional users, as they are sent
	Statements                          []map[string]any // attribute statements
	Remote                              []string         // names of the groups on the app's own side
	Supported                           bool             // the API can set its provisioning
	BaseURL                             string
	Users                               map[string]string // create, profile, deactivate
}

type mapping struct {
	ID, App, Source, Target, Status, LastPush, Error string
}

type user struct{ ID, Login, Status string }

// Event is an entry of the System Log.
type Event struct {
	Type, Result, Reason, Message string
	App                           string // id of the app
	TargetType, Target            string // User or UserGroup, and the name
	At                            time.Time
}

// world is the state of the organization.
type world struct {
	apps     []app
	groups   []group
	users    []user
	mappings []mapping
	events   []Event
}

func newWorld() *world { return &world{} }

func (w *world) copy() *world {
	c := &world{
		apps: slices.Clone(w.apps), groups: slices.Clone(w.groups), mappings: slices.Clone(w.mappings),
		events: slices.Clone(w.events), users: slices.Clone(w.users),
	}
	for i := range c.apps {
		c.apps[i].Groups, c.apps[i].Direct = slices.Clone(c.apps[i].Groups), slices.Clone(c.apps[i].Direct)
		c.apps[i].Features = slices.Clone(c.apps[i].Features)
		c.apps[i].Users = maps.Clone(c.apps[i].Users)
	}
	for i := range c.groups {
		c.groups[i].Profile = maps.Clone(c.groups[i].Profile)
	}
	return c
}

func (w *world) app(id string) *app {
	return find(w.apps, func(a *app) bool { return a.ID == id })
}

func (w *world) group(id string) *group {
	return find(w.groups, func(g *group) bool { return g.ID == id })
}

func (w *world) mapping(id string) *mapping {
	return find(w.mappings, func(m *mapping) bool { return m.ID == id })
}

func find[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

// CustomSAML are the features of a custom SAML app with complete SCIM settings.
var CustomSAML = []string{"PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES", "PUSH_USER_DEACTIVATION", "GROUP_PUSH"}

// AddApp adds an active custom SAML app and returns its id.
func (s *Server) AddApp(label string, features ...string) string {
	return s.add(func(id string) {
		s.now.apps = append(s.now.apps, app{
			ID: id, Name: "customapp_" + id, Label: label, Status: "ACTIVE",
			SignOnMode: "SAML_2_0", Features: features,
		})
	}, "0oa")
}

// AddCatalogApp adds an app whose provisioning the API can set. Its connection is enabled and its user provisioning
// is off.
func (s *Server) AddCatalogApp(label, baseURL string) string {
	return s.add(func(id string) {
		s.now.apps = append(s.now.apps, app{
			ID: id, Name: "zscalerbyz", Label: label, Status: "ACTIVE",
			SignOnMode: "SAML_2_0", Features: []string{"GROUP_PUSH"},
			Supported: true, BaseURL: baseURL, Users: map[string]string{
				"create": "DISABLED", "profile": "DISABLED",
				"deactivate": "DISABLED",
			},
		})
	}, "0oa")
}

// AddGroup adds a group of Okta with members by their ids.
func (s *Server) AddGroup(name string, members ...string) string {
	return s.add(func(id string) {
		s.now.groups = append(s.now.groups, group{
			ID: id, Members: members, Type: "OKTA_GROUP", Classes: []string{"okta:user_group"},
			Updated: s.stamp(),
			Profile: map[string]any{"name": name, "description": "about " + name},
		})
	}, "00g")
}

// AddADGroup adds a group imported from Active Directory; guid are objectGUID's
// 16 bytes as AD stores them.
func (s *Server) AddADGroup(name string, guid []byte, sid string) string {
	return s.add(func(id string) {
		s.now.groups = append(s.now.groups, group{
			ID: id, Type: "APP_GROUP", App: "0oaActiveDirectory",
			Classes: []string{"okta:windows_security_principal"}, Updated: s.stamp(),
			Profile: map[string]any{
				"name": name, "samAccountName": name, "objectSid": sid,
				"externalId":                 base64.StdEncoding.EncodeToString(guid),
				"windowsDomainQualifiedName": `CORP\` + name, "dn": "CN=" + name + ",OU=Groups,DC=corp,DC=example,DC=com",
			},
		})
	}, "00g")
}

// AddTarget adds a group on the app's own side that Okta has imported.
func (s *Server) AddTarget(appID, name string) string {
	s.AddRemote(appID, name)
	return s.add(func(id string) { s.now.addTarget(id, appID, name, s.stamp()) }, "00g")
}

// AddRemote adds a group on the app's own side that Okta doesn't know before Import.
func (s *Server) AddRemote(appID string, names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.now.app(appID)
	a.Remote = append(a.Remote, names...)
}

// Remote returns the groups on the app's own side. A name that exists twice is returned twice.
func (s *Server) Remote(appID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(slices.Values(s.now.app(appID).Remote))
}

// Import imports the groups of the app's own side, as an admin does on the Import tab.
func (s *Server) Import(appID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.now.app(appID)
	for _, name := range a.Remote {
		if !slices.ContainsFunc(s.now.groups, func(g group) bool { return g.App == appID && g.Profile["name"] == name }) {
			s.now.addTarget(s.id("00g"), appID, name, s.stamp())
		}
	}
}

// AddPerson adds a user of the organization, with a status such as ACTIVE.
func (s *Server) AddPerson(login, status string) string {
	return s.add(func(id string) { s.now.users = append(s.now.users, user{id, login, status}) }, "00u")
}

// AssignedUsers returns the logins of the users who are assigned directly.
func (s *Server) AssignedUsers(appID string) (logins []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.now.app(appID).Direct {
		logins = append(logins, s.now.user(id).Login)
	}
	slices.Sort(logins)
	return logins
}

func (w *world) user(id string) *user { return find(w.users, func(u *user) bool { return u.ID == id }) }

func (w *world) addTarget(id, appID, name, stamp string) {
	w.groups = append(w.groups, group{
		ID: id, Type: "APP_GROUP", App: appID, Classes: []string{"okta:group"},
		Updated: stamp, Profile: map[string]any{"name": name},
	})
}

// AddEveryone adds the built-in group.
func (s *Server) AddEveryone() string {
	return s.add(func(id string) {
		s.now.groups = append(s.now.groups, group{
			ID: id, Type: "BUILT_IN", Classes: []string{"okta:user_group"},
			Updated: s.stamp(), Profile: map[string]any{"name": "Everyone"},
		})
	}, "00g")
}

// AddMapping pushes a group of Okta to a group of the app.
func (s *Server) AddMapping(appID, source, target, status, fault string) string {
	return s.add(func(id string) {
		s.now.mappings = append(s.now.mappings, mapping{
			ID: id, App: appID, Source: source, Target: target, Status: status,
			Error: fault, LastPush: s.stamp(),
		})
	}, "gPm")
}

// SetStatements sets the attribute statements of a SAML app.
func (s *Server) SetStatements(appID string, statements ...map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.app(appID).Statements = statements
}

// Unpush removes every mapping of an app, as an admin does on the Push Groups tab.
func (s *Server) Unpush(appID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.mappings = slices.DeleteFunc(s.now.mappings, func(m mapping) bool { return m.App == appID })
}

// LackGroupPush sets whether the organization lacks the feature.
func (s *Server) LackGroupPush(lacks bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.NoGroupPush = lacks
}

// Unassign removes groups from an app, as an admin does in the Admin Console.
func (s *Server) Unassign(appID string, groupIDs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.now.app(appID)
	a.Groups = slices.DeleteFunc(a.Groups, func(id string) bool { return slices.Contains(groupIDs, id) })
}

// Provision makes every read of the log send the app's user again with this result, such as SUCCESS.
func (s *Server) Provision(appID, result, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sends = &Event{
		Type: "application.provision.user.push", Result: result, Reason: reason, App: appID, TargetType: "User",
		Target: "ann@example.com",
	}
}

// AddEvent adds an entry to the System Log.
func (s *Server) AddEvent(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.events = append(s.now.events, e)
}

// Assign assigns groups to an app, as an admin does in the Admin Console.
func (s *Server) Assign(appID string, groupIDs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.now.app(appID)
	a.Groups = append(a.Groups, groupIDs...)
}

// Assigned reports whether a group is assigned to an app.
func (s *Server) Assigned(appID, groupID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.now.app(appID).Groups, groupID)
}

// AddUser assigns a user to an app; scope is USER or GROUP.
func (s *Server) AddUser(appID, login, scope, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.now.app(appID)
	a.Members = append(a.Members, map[string]any{
		"id": s.id("00u"), "scope": scope, "status": status,
		"credentials": map[string]any{"userName": login}, "profile": map[string]any{"email": login},
	})
}

// SetName renames a group as another admin would.
func (s *Server) SetName(groupID, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.now.group(groupID)
	g.Profile["name"], g.Updated = name, s.stamp()
}

// SetFeatures sets an app's features, as an admin does in the Admin Console.
func (s *Server) SetFeatures(appID string, features ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.app(appID).Features = features
}

// SetStatus sets an app's status, such as INACTIVE.
func (s *Server) SetStatus(appID, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.app(appID).Status = status
}

// Profile returns a copy of a group's profile.
func (s *Server) Profile(groupID string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.now.group(groupID).Profile)
}

// Pushes returns an app's mappings as "source>target status", with names.
func (s *Server) Pushes(appID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, m := range s.now.mappings {
		if m.App == appID {
			out = append(out, fmt.Sprintf("%s>%s %s", s.now.nameOf(m.Source), s.now.nameOf(m.Target), m.Status))
		}
	}
	slices.Sort(out)
	return out
}

func (w *world) nameOf(id string) string {
	if g := w.group(id); g != nil {
		return fmt.Sprint(g.Profile["name"])
	}
	return "?"
}

// add creates an id and adds something with it.
func (s *Server) add(f func(id string), prefix string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id(prefix)
	f(id)
	return id
}

// id creates an id like Okta's: case-sensitive letters. Every second id differs from the one before in case only.
func (s *Server) id(prefix string) string {
	s.serial++
	return fmt.Sprintf("%s%015d%s", prefix, s.serial/2, [...]string{"aB", "Ab"}[s.serial%2])
}

func (s *Server) stamp() string {
	s.serial++
	return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(s.serial) * time.Second).Format(
		"2006-01-02T15:04:05.000Z")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
