package oktatest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The token endpoint takes a signed assertion whose audience is a string, and gives
// granted scopes alone; each call needs its own, and the app an admin role.
func TestTokensOfAServiceApp(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := Start(t)
	s.ClientID, s.PublicKey = "0oaClient", key.Public()
	s.Scopes = []string{"okta.groups.read", "okta.users.read", "okta.logs.read"}
	ask := func(change func(jwt.MapClaims, url.Values)) (token, fault string) {
		claims := jwt.MapClaims{
			"iss": s.ClientID, "sub": s.ClientID, "aud": s.URL + "/oauth2/v1/token",
			"exp": time.Now().Add(time.Minute).Unix(),
		}
		form := url.Values{
			"grant_type": {"client_credentials"}, "scope": {"okta.groups.read okta.users.read"},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		}
		change(claims, form)
		assertion, err := jwt.NewWithClaims(jwt.SigningMethodES256, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		form.Set("client_assertion", assertion)
		r, err := http.PostForm(s.URL+"/oauth2/v1/token", form)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		var out struct {
			AccessToken string `json:"access_token"`
			Error       string
		}
		if err := json.NewDecoder(r.Body).Decode(&out); err != nil || (r.StatusCode == 200) != (out.AccessToken != "") {
			t.Fatalf("answered %d %+v: %v", r.StatusCode, out, err)
		}
		return out.AccessToken, out.Error
	}
	for want, change := range map[string]func(jwt.MapClaims, url.Values){
		"invalid_request": func(_ jwt.MapClaims, f url.Values) { f.Set("grant_type", "password") },
		"invalid_scope":   func(_ jwt.MapClaims, f url.Values) { f.Set("scope", "okta.apps.manage") },
		"invalid_client":  func(c jwt.MapClaims, _ url.Values) { c["aud"] = []string{c["aud"].(string)} },
	} {
		if _, fault := ask(change); fault != want {
			t.Errorf("refused with %q, not %q", fault, want)
		}
	}
	if _, fault := ask(func(c jwt.MapClaims, _ url.Values) { c["exp"] = time.Now().Unix() - 60 }); fault !=
		"invalid_client" {
		t.Errorf("an expired assertion: %q", fault)
	}
	token, _ := ask(func(jwt.MapClaims, url.Values) {})
	group := s.AddGroup("Payroll")
	for _, path := range []string{"/groups/" + group, "/users", "/logs"} {
		if r := callAs(t, s, "Bearer "+token, http.MethodGet, "/api/v1"+path, ""); r.status != 200 {
			t.Errorf("%s answered %d %s", path, r.status, r.body)
		}
	}
	for method, path := range map[string]string{"PUT": "/groups/" + group, "GET": "/apps"} {
		body := map[string]string{"PUT": `{"profile":{"name":"x"}}`}[method]
		callAs(t, s, "Bearer "+token, method, "/api/v1"+path, body).refusal(t, 403, "E0000006", "")
	}
	s.NoRole = true
	callAs(t, s, "Bearer "+token, http.MethodGet, "/api/v1/users", "").refusal(t, 403, "E0000006", "")
	s.DPoP = true
	if _, fault := ask(func(jwt.MapClaims, url.Values) {}); fault != "invalid_dpop_proof" {
		t.Errorf("without proof of possession: %q", fault)
	}
}
