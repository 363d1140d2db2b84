package demo

import (
	"crypto/sha1"
	"net/http"

	"github.com/google/uuid"

	"ad2scim/migrate/demo/provider"
)

// provisionedHandler returns the provider with every person, and with the provisioned groups and their people.
// Nested groups are resolved to people, as identity providers do.
func provisionedHandler(groups []group, token string) (http.Handler, error) {
	var users, list []*provider.Resource
	for _, p := range everyone() {
		users = append(users, &provider.Resource{
			ID: resourceID("user", p.account()), ExternalID: p.account(),
			Attributes: map[string]any{
				"userName": p.upn(), "displayName": p.name(), "active": true,
				"name":   map[string]any{"givenName": p.first, "familyName": p.last, "formatted": p.name()},
				"emails": []any{map[string]any{"value": p.mail(), "type": "work", "primary": true}},
			},
		})
	}
	byName := map[string]group{}
	for _, g := range groups {
		if g.ad != "" {
			byName[g.ad] = g
		}
	}
	for n, g := range groups {
		if g.scim == "" {
			continue
		}
		people := peopleOf(g, byName, map[string]bool{})
		if n%40 == 9 && len(people) > 1 {
			people = people[1:] // a member that wasn't provisioned
		}
		members := []any{}
		for _, i := range people {
			members = append(members, map[string]any{
				"value": users[i].ID, "type": "User",
				"display": users[i].Attributes["displayName"],
			})
		}
		list = append(list, &provider.Resource{ID: resourceID("group", g.scim), Attributes: map[string]any{
			"displayName": g.scim, "members": members,
		}})
	}
	return provider.Handler(token, users, list)
}

func peopleOf(g group, byName map[string]group, seen map[string]bool) []int {
	people, have := []int{}, map[int]bool{}
	add := func(more []int) {
		for _, i := range more {
			if !have[i] {
				have[i] = true
				people = append(people, i)
			}
		}
	}
	seen[g.ad] = true
	add(g.people)
	for _, name := range g.inside {
		if !seen[name] {
			add(peopleOf(byName[name], byName, seen))
		}
	}
	return people
}

func resourceID(kind, name string) string {
	return uuid.NewHash(sha1.New(), uuid.NameSpaceURL, []byte("https://scim."+mailDomain+"/"+kind+"/"+name), 5).String()
}
