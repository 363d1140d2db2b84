package jumpcloudtest

import (
	"fmt"

	"ad2scim/migrate/idp/idptest"
)

// Activate activates provisioning as an admin does: the stand-in sends each bound group with members to a SCIM
// provider by its name, and later every group that is bound. An existing group with the same name is used.
func (s *Server) Activate(appID, endpoint, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.now.app(appID)
	a.target = &idptest.Target{Endpoint: endpoint, Token: token}
	for _, id := range a.Groups {
		if err := s.send(a, id); err != nil {
			return err
		}
	}
	return nil
}

// send sends a group if the application is activated.
func (s *Server) send(a *app, groupID string) error {
	if a.target == nil || len(s.now.members[groupID]) == 0 {
		return nil
	}
	return a.target.PushGroup(fmt.Sprint(s.now.group(groupID)["name"]))
}
