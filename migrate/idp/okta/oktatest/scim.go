package oktatest

import (
	"fmt"
	"time"

	"ad2scim/migrate/idp/idptest"
)

// PushTo makes the stand-in send each pushed group to a SCIM provider, as Okta does: it searches for the name, and
// creates the group if it doesn't exist.
func (s *Server) PushTo(endpoint, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.target = &idptest.Target{Endpoint: endpoint, Token: token}
}

// send pushes the group of a mapping with its own name to its linked group.
func (s *Server) send(m *mapping) { s.sendGroup(m, false) }

// sendGroup pushes a group. fresh says that it was never sent and isn't linked, so that it is created as a new
// group in any case.
func (s *Server) sendGroup(m *mapping, fresh bool) {
	source := s.now.group(m.Source)
	name := fmt.Sprint(source.Profile["name"])
	m.LastPush, m.Error = s.stamp(), ""
	event := Event{
		Type: "application.provision.group_push.updated", Result: "SUCCESS", App: m.App,
		TargetType: "UserGroup", Target: name, At: time.Now(),
	}
	if s.target != nil {
		push := s.target.PushGroup
		if fresh {
			push = s.target.CreateGroup
		}
		if err := push(name); err != nil {
			m.Status, m.Error = "ERROR", err.Error()
			event.Type, event.Result, event.Reason = "application.provision.group.add", "FAILURE", err.Error()
		}
	}
	if g := s.now.group(m.Target); g != nil && m.Status == "ACTIVE" {
		g.Profile["name"] = name
	}
	s.now.events = append(s.now.events, event)
}
