package scim

import (
	"context"
	"encoding/json"
	"net/url"

	"ad2scim/migrate"
)

// Groups reads every group (RFC 7644 section 3.4.2), without the members.
func (c *Client) Groups(ctx context.Context, report migrate.Report) ([]migrate.Group, error) {
	c.notes = c.notes[:0]
	raw, err := c.list(ctx, "/Groups", "reading provisioned groups", url.Values{"excludedAttributes": {"members"}}, report)
	if err != nil {
		return nil, err
	}
	groups, unnamed := make([]migrate.Group, 0, len(raw)), 0
	for _, r := range raw {
		var g struct {
			ID          text `json:"id"`
			DisplayName text `json:"displayName"`
			ExternalID  text `json:"externalId"`
		}
		if err := json.Unmarshal(r, &g); err != nil {
			return nil, c.problem("/Groups", "a group cannot be read ("+err.Error()+")", "the provider's answer breaks RFC 7643: ask its maker", err)
		}
		if g.DisplayName == "" {
			unnamed++
		}
		groups = append(groups, migrate.Group{ID: string(g.ID), Name: string(g.DisplayName), ExternalID: string(g.ExternalID)})
	}
	if unnamed > 0 {
		c.note("%d provisioned groups have no displayName", unnamed)
	}
	return groups, nil
}

// User is one provisioned user.
type User struct {
	ID       string
	UserName string
	Mail     string // the primary e-mail, or the first
	Display  string
}

// Users reads every user.
func (c *Client) Users(ctx context.Context, report migrate.Report) ([]User, error) {
	raw, err := c.list(ctx, "/Users", "reading provisioned users", url.Values{}, report)
	if err != nil {
		return nil, err
	}
	users := make([]User, 0, len(raw))
	for _, r := range raw {
		u, err := decodeUser(r)
		if err != nil {
			return nil, c.problem("/Users", "a user cannot be read ("+err.Error()+")", "the provider's answer breaks RFC 7643: ask its maker", err)
		}
		users = append(users, u)
	}
	return users, nil
}

func decodeUser(raw []byte) (User, error) {
	var u struct {
		ID          text `json:"id"`
		UserName    text `json:"userName"`
		DisplayName text `json:"displayName"`
		Emails      []struct {
			Value   text `json:"value"`
			Primary bool `json:"primary"`
		} `json:"emails"`
	}
	if err := json.Unmarshal(raw, &u); err != nil {
		return User{}, err
	}
	user := User{ID: string(u.ID), UserName: string(u.UserName), Display: string(u.DisplayName)}
	for _, e := range u.Emails {
		if e.Primary || user.Mail == "" {
			user.Mail = string(e.Value)
		}
	}
	return user, nil
}
