package pingonetest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/idp/idptest"
)

var client = &http.Client{Timeout: 30 * time.Second}

// reach requests the users of the SCIM provider in a configuration.
func reach(c map[string]any) error {
	r, err := http.NewRequest(http.MethodGet, fmt.Sprint(c["SCIM_URL"], c["USERS_RESOURCE"]), nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", fmt.Sprint(c["AUTHORIZATION_TYPE"], " ", c[tokenField]))
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode >= 300 {
		return fmt.Errorf("the target answers %s", answer.Status)
	}
	return nil
}

// sync provisions the groups of each enabled rule to the provider of its connection, if that and the plan are
// enabled, as PingOne does after a revision. Groups of an external directory are left out.
func (s *Server) sync() {
	for _, rule := range s.Rules {
		store, plan := find(s.Stores, ref(rule, "targetStore")), find(s.Plans, ref(rule, "plan"))
		if rule["active"] != true || store["status"] != "ACTIVE" || plan["status"] != "ACTIVE" {
			continue
		}
		c, _ := store["configuration"].(map[string]any)
		to := idptest.Target{Endpoint: fmt.Sprint(c["SCIM_URL"]), Token: fmt.Sprint(c[tokenField])}
		done, failed := 0, slices.Clone(s.Failing)
		for _, reference := range references(rule["groups"]) {
			group := find(s.Groups, reference)
			if group["sourceType"] != nil {
				continue
			}
			name := fmt.Sprint(group["name"])
			if c["GROUP_NAME_SOURCE"] == "Distinguished Name" {
				name = "CN=" + name + ",OU=Groups"
			}
			if !s.Provisions {
				done++
				continue
			}
			if err := to.PushGroup(name); err != nil {
				failed = append(failed, err.Error())
				continue
			}
			done++
		}
		state := "SYNCING"
		if len(failed) > 0 {
			state = "FAILED"
		}
		store["syncStatus"] = map[string]any{
			"syncState": state, "lastSyncAt": s.now(), "successCount": done,
			"failedCount": len(failed), "userTotal": done + len(failed), "details": strings.Join(slices.Compact(failed), "; "),
		}
	}
}

func references(list any) []any {
	var ids []any
	all, _ := list.([]any)
	for _, one := range all {
		reference, _ := one.(map[string]any)
		ids = append(ids, reference["id"])
	}
	return ids
}
