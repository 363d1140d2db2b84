package oktatest

import (
	"fmt"
	"time"

	"ad2scim/migrate/idp/idptest"
)

// PushTo makes the stand-in send each pushed group to a SCIM provider, as Okta
// does: it looks for the name, and creates the group where it is not there.
func (s *Server) PushTo(endpoint, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.target = &idptest.Target{Endpoint: endpoint, Token: token}
}

// send pushes the group of a mapping under its own name to the group that it is
// linked to.
func (s *Server) send(m *mapping) { s.sendGroup(m, false) }

// sendGroup pushes a group; fresh says that it was never sent and is linked to none, so
// that it comes as a new one whatever is there.
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
