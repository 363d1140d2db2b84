package jumpcloudtest

import (
	"fmt"

	"ad2scim/migrate/idp/idptest"
)

// Activate is the admin's click on Activate: the stand-in sends to a SCIM
// provider each bound group that has members, by its name. A group of the same
// name is taken over.
func (s *Server) Activate(appID, endpoint, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	to := idptest.Target{Endpoint: endpoint, Token: token}
	for _, id := range s.now.app(appID).Groups {
		if len(s.now.members[id]) == 0 {
			continue
		}
		if err := to.PushGroup(fmt.Sprint(s.now.group(id)["name"])); err != nil {
			return err
		}
	}
	return nil
}
