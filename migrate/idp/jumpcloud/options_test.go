package jumpcloud

import (
	"strings"
	"testing"

	"ad2scim/migrate"
)

// The secret of a service account goes to the sign-in of the console's region, and to no
// other address unless the admin names it.
func TestWhereAServiceAccountSignsIn(t *testing.T) {
	account := Options{ClientID: "id", ClientSecret: migrate.NewSecret("secret")}
	for name, c := range map[string]struct {
		region, url, signIn string
		name, want          string // no address where it is refused
	}{
		"the default":          {"", "", "", "us", "https://admin-oauth.id.jumpcloud.com"},
		"a region":             {"EU", "", "", "eu", "https://admin-oauth.id.eu.jumpcloud.com"},
		"a console":            {"", "https://console.eu.jumpcloud.com", "", "eu", "https://admin-oauth.id.eu.jumpcloud.com"},
		"a console in letters": {"us", "https://Console.IN.jumpcloud.com/", "", "in", "https://admin-oauth.id.in.jumpcloud.com"},
		"the first console":    {"", "https://console.jumpcloud.com", "", "us", "https://admin-oauth.id.jumpcloud.com"},
		"another":              {"", "https://proxy.example.com", "", "", ""},
		"not by TLS":           {"", "http://console.eu.jumpcloud.com", "", "", ""},
		"another, with its sign-in": {
			"", "https://proxy.example.com", "https://signin.example.com/", "us", "https://signin.example.com",
		},
	} {
		o := account
		o.Region, o.URL, o.SignInURL = c.region, c.url, c.signIn
		got, at, err := o.place()
		if c.want == "" {
			if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "AD2SCIM_JUMPCLOUD_SIGNIN_URL") {
				t.Errorf("%s: %+v, %v", name, at, err)
			}
			continue
		}
		if err != nil || got != c.name || at.signIn != c.want {
			t.Errorf("%s: %s, %+v, %v", name, got, at, err)
		}
	}
	byKey := Options{URL: "https://proxy.example.com", APIKey: migrate.NewSecret("key")}
	if _, at, err := byKey.place(); err != nil || at.console != "https://proxy.example.com" {
		t.Errorf("with an API key: %+v, %v", at, err)
	}
}
