package pingonetest

import (
	"fmt"
	"time"

	"ad2scim/migrate/idp/idptest"
)

// sync sends the groups of each rule that is on to the rule's connection, by
// their names, if the plan and the connection are on too.
func (s *Server) sync() {
	for _, rule := range s.Rules {
		store := find(s.Stores, ref(rule, "targetStore"))
		plan := find(s.Plans, ref(rule, "plan"))
		if rule["active"] != true || store["status"] != "ACTIVE" || plan["status"] != "ACTIVE" {
			continue
		}
		c, _ := store["configuration"].(map[string]any)
		to := idptest.Target{Endpoint: fmt.Sprint(c["SCIM_URL"]), Token: fmt.Sprint(c[tokenField])}
		failed, why := 0, ""
		groups, _ := rule["groups"].([]any)
		for _, g := range groups {
			reference, _ := g.(map[string]any)
			if err := to.PushGroup(fmt.Sprint(find(s.Groups, reference["id"])["name"])); err != nil {
				failed, why = failed+1, err.Error()
			}
		}
		store["syncStatus"] = map[string]any{"syncState": "SYNCING", "lastSyncAt": s.clock.Add(time.Second).Format("2006-01-02T15:04:05.000Z"),
			"successCount": 1, "failedCount": failed, "userTotal": 1 + failed, "details": why}
	}
}
