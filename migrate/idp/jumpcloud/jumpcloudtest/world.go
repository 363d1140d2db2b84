package jumpcloudtest

import (
	"fmt"
	"maps"
	"slices"

	"ad2scim/migrate/idp/idptest"
)

type app struct {
	ID, Label, Name string
	Active          bool
	Groups          []string
	Users           []string // bound directly
	target          *idptest.Target
}

type user struct{ ID, Email, State string }

type domain struct {
	ID, Name, UseCase string
	Groups            []string
}

// world is the state of the organization. A group is its JSON.
type world struct {
	apps    []app
	groups  []map[string]any
	members map[string][]string // user ids by group
	users   []user
	domains []domain
}

func (w *world) copy() *world {
	c := &world{
		apps: slices.Clone(w.apps), groups: slices.Clone(w.groups), members: maps.Clone(w.members),
		users: slices.Clone(w.users), domains: slices.Clone(w.domains),
	}
	for i := range c.apps {
		c.apps[i].Groups, c.apps[i].Users = slices.Clone(c.apps[i].Groups), slices.Clone(c.apps[i].Users)
	}
	for i := range c.groups {
		c.groups[i] = maps.Clone(c.groups[i])
	}
	return c
}

func (w *world) app(id string) *app {
	i := slices.IndexFunc(w.apps, func(a app) bool { return a.ID == id })
	if i < 0 {
		return nil
	}
	return &w.apps[i]
}

func (w *world) group(id string) map[string]any {
	i := slices.IndexFunc(w.groups, func(g map[string]any) bool { return g["id"] == id })
	if i < 0 {
		return nil
	}
	return w.groups[i]
}

// AddApp adds an active SSO application and returns its id.
func (s *Server) AddApp(label string) string {
	return s.add(func(id string) {
		s.now.apps = append(s.now.apps, app{ID: id, Label: label, Name: "saml2", Active: true})
	})
}

// SetActive turns an application on or off.
func (s *Server) SetActive(appID string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.app(appID).Active = on
}

// AddGroup adds a user group with these members.
func (s *Server) AddGroup(name string, userIDs ...string) string {
	return s.add(func(id string) {
		s.now.groups = append(s.now.groups, map[string]any{
			"id": id, "type": "user_group", "name": name,
			"description": "about " + name, "email": "",
			"membershipMethod": "STATIC", "memberSuggestionsNotify": false, "memberQuery": nil, "organizationObjectId": "org",
			"attributes": map[string]any{
				"sudo":        map[string]any{"enabled": true, "withoutPassword": false},
				"posixGroups": []any{map[string]any{"id": 5001, "name": "unix"}},
			},
		})
		if s.now.members == nil {
			s.now.members = map[string][]string{}
		}
		s.now.members[id] = userIDs
	})
}

// SetField sets a field of a group, such as its memberQuery.
func (s *Server) SetField(groupID, field string, value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.group(groupID)[field] = value
}

// Assigned reports whether a group is assigned to an app.
func (s *Server) Assigned(appID, groupID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.now.app(appID).Groups, groupID)
}

// UserAssigned reports whether a user is bound to an app directly.
func (s *Server) UserAssigned(appID, userID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.now.app(appID).Users, userID)
}

// SetName renames a group as another admin would.
func (s *Server) SetName(groupID, name string) { s.SetField(groupID, "name", name) }

// Delete deletes a group as another admin would.
func (s *Server) Delete(groupID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.groups = slices.DeleteFunc(s.now.groups, func(g map[string]any) bool { return g["id"] == groupID })
}

// Group returns a copy of a group.
func (s *Server) Group(groupID string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.now.group(groupID))
}

// Members returns the ids of the users in a group.
func (s *Server) Members(groupID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.now.members[groupID])
}

// AddUser adds a user: ACTIVATED, STAGED or SUSPENDED.
func (s *Server) AddUser(email, state string) string {
	return s.add(func(id string) { s.now.users = append(s.now.users, user{id, email, state}) })
}

// AddDomain adds an Active Directory domain with the groups that are bound to it. The use case is ADASAUTHORITY,
// JCASAUTHORITY or TWOWAYSYNC.
func (s *Server) AddDomain(name, useCase string, groupIDs ...string) string {
	return s.add(func(id string) { s.now.domains = append(s.now.domains, domain{id, name, useCase, groupIDs}) })
}

// Assign binds groups to an application, as an admin does in the Admin Portal.
func (s *Server) Assign(appID string, groupIDs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.now.app(appID)
	a.Groups = append(a.Groups, groupIDs...)
}

func (s *Server) add(f func(id string)) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	id := fmt.Sprintf("%08x%016x", 0x66a1f0c2+s.serial, uint64(s.serial)*0x9e3779b97f4a7c15) // like an ObjectID
	f(id)
	return id
}
