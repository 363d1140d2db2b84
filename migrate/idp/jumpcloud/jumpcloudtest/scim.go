package jumpcloudtest

import (
	"fmt"

	"ad2scim/migrate/idp/idptest"
)

// Activate is the admin's click on Activate: the stand-in sends to a SCIM
// provider each bound group that has members, by its name, and from then on each that is
// bound. A group of the same name is taken over.
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

// send sends a group where the application is activated.
func (s *Server) send(a *app, groupID string) error {
	if a.target == nil || len(s.now.members[groupID]) == 0 {
		return nil
	}
	return a.target.PushGroup(fmt.Sprint(s.now.group(groupID)["name"]))
}
