package scim

import (
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/scim/jsontext"
)

// groupItem is a group in a list (RFC 7643 section 4.2).
type groupItem struct {
	ID          jsontext.String `json:"id"`
	DisplayName exactText       `json:"displayName"`
	ExternalID  jsontext.String `json:"externalId"`
}

func (g groupItem) id() string { return string(g.ID) }

// Groups reads every group (RFC 7644 section 3.4.2), without members. A group without displayName has an empty
// name; Notes lists them.
func (c *Client) Groups(ctx context.Context, report migrate.Report) ([]migrate.Group, error) {
	c.forgetNotes()
	items, err := list[groupItem](ctx, c, groupsAlone, report)
	if err != nil {
		return nil, err
	}
	groups := make([]migrate.Group, len(items))
	var unnamed, twice []string
	for i, g := range items {
		groups[i] = migrate.Group{ID: g.id(), Name: string(g.DisplayName.value)}
		groups[i].SetDetails(migrate.GroupDetails{ExternalID: string(g.ExternalID)})
		if groups[i].Name == "" {
			unnamed = append(unnamed, g.id())
		}
		if g.DisplayName.twice {
			twice = append(twice, g.id())
		}
	}
	if len(unnamed) > 0 {
		c.note("%d provisioned groups have no displayName: id %s", len(unnamed), firstIDs(unnamed))
	}
	if len(twice) > 0 {
		c.note("%d provisioned groups came with two displayNames, of which the last is taken: id %s", len(twice),
			firstIDs(twice))
	}
	return groups, nil
}

// firstIDs returns the first few ids as a list.
func firstIDs(ids []string) string {
	const few = 5
	more := ""
	if len(ids) > few {
		more = fmt.Sprintf(" and %d more", len(ids)-few)
		ids = ids[:few]
	}
	shown := make([]string, len(ids))
	for i, id := range ids {
		shown[i] = names.Visible(id)
	}
	return strings.Join(shown, ", ") + more
}
