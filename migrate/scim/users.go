package scim

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/scim/jsontext"
)

// User is one provisioned user (RFC 7643 section 4.1).
type User struct {
	ID       string
	UserName string
	Mail     string // primary email address, or the first one
	Display  string // displayName
}

type userItem struct {
	ID          jsontext.String `json:"id"`
	UserName    jsontext.String `json:"userName"`
	DisplayName jsontext.String `json:"displayName"`
	Emails      emails          `json:"emails"`
}

func (u userItem) id() string { return string(u.ID) }

func (u userItem) user() User {
	return User{ID: u.id(), UserName: string(u.UserName), Mail: u.Emails.primary(), Display: string(u.DisplayName)}
}

// Users reads every user. It returns the complete list or an error.
func (c *Client) Users(ctx context.Context, report migrate.Report) ([]User, error) {
	items, err := list[userItem](ctx, c, users, report)
	if err != nil {
		return nil, err
	}
	all := make([]User, len(items))
	for i, u := range items {
		all[i] = u.user()
	}
	return all, nil
}
