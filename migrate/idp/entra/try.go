package entra

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
)

// subject is a synchronizationJobSubject: what to provision on demand.
type subject struct {
	ID    string  `json:"objectId"`
	Kind  string  `json:"objectTypeName"`
	Links *linked `json:"links,omitempty"`
}

type linked struct {
	Members []subject `json:"members"`
}

// CheckTrial checks whether on-demand provisioning would provision the user and the group. It needs a rule for
// each, and it disables at the app a user who isn't assigned anymore (Microsoft Entra, "On-demand provisioning",
// Known limitations).
func (c *Client) CheckTrial(ctx context.Context, app idp.App, user idp.User, groupID string) error {
	j, err := c.needJob(ctx, app)
	if err != nil {
		return err
	}
	s, err := c.schema(ctx, app, j.ID)
	if err != nil {
		return err
	}
	for _, kind := range []string{"User", "Group"} {
		if kind == "Group" && groupID == "" {
			continue
		}
		if s.rule(kind) == "" {
			return noTrial(kind+" provisioning is not on", "turn it on first")
		}
	}
	if !user.Active {
		return noTrial(names.Visible(user.Login)+" can't sign in to Entra, and isn't provisioned",
			"choose a user who can sign in")
	}
	return c.checkAssigned(ctx, app, user, groupID)
}

// noTrial returns the problem of a trial that is refused before anything is sent.
func noTrial(why, next string) error {
	return &migrate.Problem{Class: migrate.BadInput, What: "the trial can't be made", Why: why, Next: next}
}

// checkAssigned returns an error for a user who is neither assigned to the app nor a direct member of an assigned
// group and, if there is a group id, for one who isn't a direct member of that group.
func (c *Client) checkAssigned(ctx context.Context, app idp.App, user idp.User, groupID string) error {
	groups, users, err := c.assignments(ctx, app, nil)
	if err != nil {
		return err
	}
	login, next := names.Visible(user.Login), "assign the user to the app, then try again in a few minutes"
	why := login + " is not assigned to the app, so Entra would deactivate the member at Dashlane"
	switch {
	case groupID == "" && slices.Contains(users, user.ID):
		return nil
	case groupID != "" && !slices.Contains(groups, groupID):
		return noTrial("the group is not assigned to the app", "assign it, then try again in a few minutes")
	case groupID != "":
		groups, why = []string{groupID}, login+" is not a direct member of the group"
		next = "choose a group that the user is a direct member of"
	}
	for some := range slices.Chunk(groups, batchSize) {
		read := make([]idp.Group, len(some))
		for i, id := range some {
			read[i] = idp.Group{ID: id}
		}
		lists, err := c.members(ctx, read, nil)
		if err != nil {
			return err
		}
		for _, list := range lists {
			if slices.ContainsFunc(list, func(m member) bool { return m.ID == user.ID }) {
				return nil
			}
		}
	}
	return noTrial(why, next)
}

// Try provisions one user on demand or, if there is a group id, that group with this user as its only member
// (Graph, "synchronizationJob: provisionOnDemand").
func (c *Client) Try(ctx context.Context, app idp.App, userID, groupID string) (string, error) {
	j, err := c.needJob(ctx, app)
	if err != nil {
		return "", err
	}
	s, err := c.schema(ctx, app, j.ID)
	if err != nil {
		return "", err
	}
	one := subject{ID: userID, Kind: "User"}
	if groupID != "" {
		one = subject{ID: groupID, Kind: "Group", Links: &linked{Members: []subject{one}}}
	}
	rule := s.rule(one.Kind)
	if rule == "" {
		return "", failed(one.failed(), one.Kind+" provisioning is not on", "turn it on first", nil)
	}
	return c.provision(ctx, app, j.ID, rule, one)
}

func (s subject) failed() string { return "the " + strings.ToLower(s.Kind) + " was not provisioned" }

// provision provisions one object on demand. Graph answers 200 even if nothing was provisioned: the result is JSON
// in the key of the answer, and the action in its value.
func (c *Client) provision(ctx context.Context, app idp.App, job, rule string, one subject) (string, error) {
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
		Key   string `json:"key"`
		Value string `json:"value"`
	}
	var r provisioned
	if err := read(doing, a.Body, &said); err != nil {
		return "", err
	}
	if err := read(doing, []byte(said.Key), &r); err != nil {
		return "", err
	}
	var about struct {
		Action string `json:"action"`
	}
	_ = json.Unmarshal([]byte(said.Value), &about) // it may be missing
	return r.outcome(one, about.Action)
}

// provisioned is the result of provisioning on demand.
type provisioned struct {
	Result  string `json:"result"`
	Details struct {
		Code    string `json:"errorCode"`
		Message string `json:"errorMessage"`
	} `json:"details"`
}

// outcome returns what the result means for a trial. Skipping because both sides are the same counts as
// provisioned, because Entra has just read the object at Dashlane. A failed group may have been created in part,
// and so may anything with an undocumented result. action is a provisioningAction.
func (r provisioned) outcome(one subject, action string) (string, error) {
	is := strings.EqualFold
	why := names.Visible(cmp.Or(r.Details.Message, r.Details.Code, "the result is "+migrate.Quote(r.Result)))
	succeeded, skipped := is(r.Result, "Success"), is(r.Result, "Skipped")
	removed := is(action, "Disable") || is(action, "Delete") || is(action, "StagedDelete")
	switch {
	case removed && (succeeded || skipped):
		return "", failed("Entra deactivated the "+strings.ToLower(one.Kind)+" at Dashlane", "its action was "+action,
			"check the assignment to the app and the state at Dashlane, wait a few minutes, then try again", migrate.ErrDamaged)
	case succeeded:
		if action == "" {
			return one.Kind + " provisioned on demand", nil
		}
		return one.Kind + " provisioned on demand (" + names.Visible(action) + ")", nil
	case skipped && r.Details.Code == "RedundantExport":
		return one.Kind + " provisioned already", nil
	case r.Details.Code == "NotEffectivelyEntitled":
		return "", failed(one.failed(), why,
			"assign it to the app, wait a few minutes until Entra honors the assignment, then try again", nil)
	case skipped || is(r.Result, "Failure") && one.Kind == "User":
		return "", failed(one.failed(), why, "correct the cause, then try again", nil)
	}
	return "", failed("it is not known whether the "+strings.ToLower(one.Kind)+" was provisioned", why,
		"check the provisioning log and the Admin Console, then try again", migrate.ErrOutcomeUnknown)
}

// rule returns the id of the synchronization rule for a kind of object, or "".
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
