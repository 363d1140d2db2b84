package entra

import (
	"cmp"
	"context"
	"net/http"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
)

// subject is a synchronizationJobSubject: what is provisioned on demand.
type subject struct {
	ID    string  `json:"objectId"`
	Kind  string  `json:"objectTypeName"`
	Links *linked `json:"links,omitempty"`
}

type linked struct {
	Members []subject `json:"members"`
}

// Try provisions one user on demand, and with a group's id that group with this user as its
// only member (Graph, "synchronizationJob: provisionOnDemand"). A state that is there
// already is as good as one that was just made.
func (c *Client) Try(ctx context.Context, app idp.App, userID, groupID string) (string, error) {
	j, err := c.needJob(ctx, app)
	if err != nil {
		return "", err
	}
	s, err := c.schema(ctx, app, j.ID)
	if err != nil {
		return "", err
	}
	saw, err := c.provision(ctx, app, j.ID, s, subject{ID: userID, Kind: "User"})
	if err != nil || groupID == "" {
		return saw, err
	}
	group, err := c.provision(ctx, app, j.ID, s, subject{
		ID: groupID, Kind: "Group", Links: &linked{Members: []subject{{ID: userID, Kind: "User"}}},
	})
	return saw + "; " + group, err
}

// provision provisions one object on demand. The answer is 200 whatever became of it: what
// did is in the text of its key.
func (c *Client) provision(ctx context.Context, app idp.App, job string, s schema, one subject) (string, error) {
	what := "the " + map[string]string{"User": "user", "Group": "group"}[one.Kind] + " was not provisioned"
	rule := s.rule(one.Kind)
	if rule == "" {
		return "", failed(what, one.Kind+" provisioning is not on", "turn it on first", nil)
	}
	type parameters struct {
		Rule     string    `json:"ruleId"`
		Subjects []subject `json:"subjects"`
	}
	const doing = "provision on demand"
	a, err := c.do(ctx, doing, rest.Request{
		Method: http.MethodPost, Path: jobPath(app, job, "/provisionOnDemand"),
		Body: map[string][]parameters{"parameters": {{rule, []subject{one}}}},
	})
	if err != nil {
		return "", err
	}
	var said struct {
		Key string `json:"key"`
	}
	var became struct {
		Result  string `json:"result"`
		Details struct {
			Code    string `json:"errorCode"`
			Message string `json:"errorMessage"`
		} `json:"details"`
	}
	if err := read(doing, a.Body, &said); err != nil {
		return "", err
	}
	if err := read(doing, []byte(said.Key), &became); err != nil {
		return "", err
	}
	switch why := cmp.Or(became.Details.Message, became.Details.Code, "the result is "+became.Result); {
	case became.Result == "Success":
		return one.Kind + " provisioned on demand", nil
	case became.Result == "Skipped" && became.Details.Code == "RedundantExport":
		return one.Kind + " provisioned already", nil
	case became.Details.Code == "NotEffectivelyEntitled":
		return "", failed(what, names.Visible(why),
			"assign it to the app, wait a few minutes until Entra honors the assignment, then try again", nil)
	default:
		return "", failed(what, names.Visible(why), "correct the cause, then try again", nil)
	}
}

// rule is the id of the synchronization rule that provisions a kind of object; empty where
// none does.
func (s schema) rule(kind string) string {
	rules, _ := s["synchronizationRules"].([]any)
	for _, r := range rules {
		rule, _ := r.(map[string]any)
		of := schema{"synchronizationRules": []any{rule}}
		if id, _ := rule["id"].(string); anyOn(of.enabled(kind)) {
			return id
		}
	}
	return ""
}
