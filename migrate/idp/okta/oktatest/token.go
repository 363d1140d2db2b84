package oktatest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"ad2scim/migrate/idp/idptest"
)

// token is Okta's own authorization server: only client credentials with a signed assertion (RFC 7523 section 3).
func (s *Server) token(w http.ResponseWriter, body []byte) {
	form, _ := url.ParseQuery(string(body))
	refused := func(status int, code, description string) {
		idptest.WriteJSON(w, status, map[string]string{"error": code, "error_description": description})
	}
	if form.Get("grant_type") != "client_credentials" ||
		form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		refused(http.StatusBadRequest, "invalid_request", "The client credentials are not as they must be.")
		return
	}
	if s.DPoP {
		refused(http.StatusBadRequest, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")
		return
	}
	if !audienceIsString(form.Get("client_assertion")) {
		refused(http.StatusUnauthorized, "invalid_client",
			"The audience claim for client_assertion must be the endpoint invoked for the request.")
		return
	}
	_, err := jwt.ParseWithClaims(form.Get("client_assertion"), &jwt.RegisteredClaims{}, func(*jwt.Token) (any, error) {
		return s.PublicKey, nil
	},
		jwt.WithAudience(s.URL+"/oauth2/v1/token"), jwt.WithIssuer(s.ClientID), jwt.WithSubject(s.ClientID),
		jwt.WithExpirationRequired(), jwt.WithValidMethods([]string{"RS256", "ES256"}))
	if err != nil {
		refused(http.StatusUnauthorized, "invalid_client", "The client_assertion signature is invalid.")
		return
	}
	for scope := range strings.FieldsSeq(form.Get("scope")) {
		if !slices.Contains(s.Scopes, scope) {
			refused(http.StatusBadRequest, "invalid_scope",
				"One or more scopes are not configured for the authorization server resource.")
			return
		}
	}
	token := "eyStandIn." + s.id("at")
	s.issued[token] = true
	idptest.WriteJSON(w, http.StatusOK, map[string]any{
		"token_type": "Bearer", "expires_in": 3600, "access_token": token,
		"scope": form.Get("scope"),
	})
}

// audienceIsString reports whether aud in an assertion is a string and not a list.
func audienceIsString(assertion string) bool {
	claims := jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(assertion, claims)
	_, is := claims["aud"].(string)
	return err == nil && is
}

// allowed checks the credentials, and the scope of an OAuth token.
func (s *Server) allowed(w http.ResponseWriter, r *http.Request) bool {
	sent := r.Header.Get("Authorization")
	if sent == "SSWS "+s.Token {
		return true
	}
	if token, ok := strings.CutPrefix(sent, "Bearer "); !ok || !s.issued[token] {
		refuse(w, http.StatusUnauthorized, "E0000011", "Invalid token provided")
		return false
	}
	if s.NoRole {
		refuse(w, http.StatusForbidden, "E0000006", "You do not have permission to perform the requested action")
		return false
	}
	scope := "okta.apps."
	if strings.HasPrefix(r.URL.Path, "/api/v1/users") {
		scope = "okta.users."
	} else if strings.HasPrefix(r.URL.Path, "/api/v1/groups") {
		scope = "okta.groups."
	} else if strings.HasPrefix(r.URL.Path, "/api/v1/logs") {
		scope = "okta.logs."
	}
	if r.Method == http.MethodGet {
		scope += "read"
	} else {
		scope += "manage"
	}
	if !slices.Contains(s.Scopes, scope) {
		refuse(w, http.StatusForbidden, "E0000006", "You do not have permission to perform the requested action")
		return false
	}
	return true
}
