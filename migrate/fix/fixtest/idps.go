package fixtest

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/idp/jumpcloud"
	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/idp/pingone"
	"ad2scim/migrate/idp/pingone/pingonetest"
)

func atProvider(f *Faults, scheme, id string, env []string, open func(context.Context) (Target, error),
	group func() map[string]any,
) *Lab {
	return &Lab{
		Faults: f, Side: migrate.SCIM, Attribute: migrate.DisplayName, ID: id, Before: before, After: after,
		Connection: migrate.Connection{Location: scheme}, Env: env, Open: open,
		Names: func() []string {
			name, _ := group()["name"].(string)
			return []string{name}
		},
		Members: func() (fields []string) {
			for key, value := range group() {
				if key != "name" && key != "updatedAt" && value != nil {
					fields = append(fields, fmt.Sprintf("%s: %v", key, value))
				}
			}
			slices.Sort(fields)
			return fields
		},
	}
}

func startOkta(t testing.TB, f *Faults) *Lab {
	s := oktatest.Start(t)
	app, id := s.AddApp("Dashlane", oktatest.CustomSAML...), s.AddGroup(before)
	s.Assign(app, id)
	url := front(t, f, "/groups/"+id, s, http.MethodPatch, http.MethodPut)
	open := func(ctx context.Context) (Target, error) {
		return okta.Open(ctx, okta.Options{URL: url, Token: migrate.NewSecret(s.Token)})
	}
	return atProvider(f, "okta:Dashlane", id, []string{"AD2SCIM_OKTA_URL=" + url, "AD2SCIM_OKTA_TOKEN=" + s.Token}, open,
		func() map[string]any { return s.Profile(id) })
}

func startJumpCloud(t testing.TB, f *Faults) *Lab {
	s := jumpcloudtest.Start(t)
	app, id := s.AddApp("Dashlane"), s.AddGroup(before, s.AddUser("ada@corp.example.com", "ACTIVATED"))
	s.Assign(app, id)
	url := front(t, f, "/usergroups/"+id, s, http.MethodPatch, http.MethodPut)
	open := func(ctx context.Context) (Target, error) {
		return jumpcloud.Open(ctx, jumpcloud.Options{URL: url, APIKey: migrate.NewSecret(s.APIKey)})
	}
	return atProvider(f, "jumpcloud:Dashlane", id, []string{
		"AD2SCIM_JUMPCLOUD_URL=" + url,
		"AD2SCIM_JUMPCLOUD_API_KEY=" + s.APIKey,
	}, open,
		func() map[string]any {
			group := s.Group(id)
			group["members"] = s.Members(id)
			return group
		})
}

func startEntra(t testing.TB, f *Faults) *Lab {
	s := entratest.Start(t)
	const id = "11111111-2222-4333-8444-555555555555"
	s.Change(func(st *entratest.State) {
		st.Groups, st.Assigned = []*entratest.Group{{ID: id, Name: before}}, []string{id}
	})
	url := front(t, f, "/groups/"+id, s, http.MethodPatch, http.MethodPut)
	open := func(ctx context.Context) (Target, error) {
		o := s.Options()
		o.Graph = url
		return entra.Open(ctx, o)
	}
	return atProvider(f, "entra:"+entratest.AppID, id, []string{
		"AD2SCIM_ENTRA_TENANT=example", "AD2SCIM_ENTRA_CLIENT_ID=client", "AD2SCIM_ENTRA_CLIENT_SECRET=" + entratest.Secret,
		"AD2SCIM_ENTRA_GRAPH_URL=" + url, "AD2SCIM_ENTRA_LOGIN_URL=" + s.URL,
	}, open, func() (group map[string]any) {
		s.Change(func(st *entratest.State) {
			g := st.Groups[0]
			group = map[string]any{"id": g.ID, "name": g.Name, "synced": g.Synced, "sid": g.SID, "assigned": st.Assigned}
		})
		return group
	})
}

func startPingOne(t testing.TB, f *Faults) *Lab {
	s := pingonetest.Start(t)
	const id = "9a8b7c6d-2222-4333-8444-555555555555"
	group := map[string]any{"id": id, "name": before, "description": "kept"}
	s.Groups = []map[string]any{group}
	s.Stores = []map[string]any{
		{"id": "d", "name": "PingOne", "type": "directory", "status": "ACTIVE"},
		{"id": "s", "name": "Dashlane", "type": "scim", "status": "ACTIVE", "configuration": map[string]any{
			"SCIM_URL": "https://dashlane.example.com/scim",
		}},
	}
	s.Plans = []map[string]any{{"id": "p", "name": "plan", "status": "ACTIVE"}}
	s.Rules = []map[string]any{{
		"id": "r", "name": "rule", "active": true, "plan": map[string]any{"id": "p"}, "sourceStore": map[string]any{
			"id": "d",
		},
		"targetStore": map[string]any{"id": "s"}, "groups": []map[string]any{{"id": id}},
	}}
	url := front(t, f, "/groups/"+id, s, http.MethodPatch, http.MethodPut)
	open := func(ctx context.Context) (Target, error) {
		return pingone.Open(ctx, pingone.Options{
			Environment: pingonetest.Environment, ClientID: pingonetest.ClientID,
			ClientSecret: migrate.NewSecret(pingonetest.ClientSecret), API: url + "/v1", Auth: url,
		})
	}
	return atProvider(f, "pingone:Dashlane", id, []string{
		"AD2SCIM_PINGONE_ENVIRONMENT=" + pingonetest.Environment, "AD2SCIM_PINGONE_CLIENT_ID=" + pingonetest.ClientID,
		"AD2SCIM_PINGONE_CLIENT_SECRET=" + pingonetest.ClientSecret, "AD2SCIM_PINGONE_URL=" + url,
	}, open, func() map[string]any {
		s.Lock()
		defer s.Unlock()
		return maps.Clone(s.Groups[0])
	})
}
