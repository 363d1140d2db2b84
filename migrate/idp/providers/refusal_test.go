package providers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/jumpcloud"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/pingone"
)

// refusing answers every request but a sign-in with a status and a body.
func refusing(t *testing.T, status int, body string) string {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "/token") {
			fmt.Fprint(w, `{"access_token":"t","token_type":"Bearer","expires_in":3600}`)
			return
		}
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(web.Close)
	return web.URL
}

func openOkta(t *testing.T, url string) (idp.Provider, error) {
	return okta.Open(t.Context(), okta.Options{URL: url, Token: migrate.NewSecret("00t")})
}

func openPingOne(t *testing.T, url string) (idp.Provider, error) {
	return pingone.Open(t.Context(), pingone.Options{
		Environment: "e", ClientID: "c", ClientSecret: migrate.NewSecret("s"), API: url + "/v1", Auth: url,
	})
}

func openJumpCloud(t *testing.T, url string) (idp.Provider, error) {
	return jumpcloud.Open(t.Context(), jumpcloud.Options{URL: url, APIKey: migrate.NewSecret("jca")})
}

// Each refusal names what to do about it: "try again later" is for a provider that is busy
// or out of order alone. The bodies are as the providers' documentation has them.
func TestARefusalNamesTheOneThingToDo(t *testing.T) {
	for _, c := range []struct {
		open   func(*testing.T, string) (idp.Provider, error)
		status int
		body   string
		why    string
		next   string
	}{
		{
			openOkta, 400, `{"errorCode":"E0000001","errorSummary":"Api validation failed: name","errorCauses":[{"errorSummary":"name: The field cannot be left blank"}]}`,
			"The field cannot be left blank (E0000001)", "would be refused again",
		},
		{openOkta, 401, `{"errorCode":"E0000011","errorSummary":"Invalid token provided"}`, "expired or revoked", "make a new API token"},
		{openOkta, 403, `{"errorCode":"E0000006","errorSummary":"You do not have permission to perform the requested action"}`, "lacks the right", "admin role"},
		{openOkta, 403, `{"errorCode":"E0000015","errorSummary":"You do not have permission to access the feature you are requesting"}`, "does not have this feature", "support turns a feature on"},
		{openOkta, 404, `{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: x (App)"}`, "it was not found", "check whether it was deleted"},
		{openOkta, 409, `{"errorCode":"E0000001","errorSummary":"Conflict"}`, "Conflict", "already exists"},
		{openOkta, 500, `{"errorCode":"E0000009","errorSummary":"Internal Server Error"}`, "Internal Server Error", "try again later"},
		{
			openPingOne, 400, `{"code":"INVALID_DATA","message":"The request could not be completed.","details":[{"code":"INVALID_VALUE","target":"configuration.SCIM_URL","message":"must be a URL"}]}`,
			"configuration.SCIM_URL: must be a URL (INVALID_DATA)", "would be refused again",
		},
		{openPingOne, 401, `{"code":"ACCESS_FAILED","message":"Token has expired"}`, "Token has expired", "worker application's id and secret"},
		{openPingOne, 403, `{"code":"ACCESS_FAILED","message":"The actor attempting to perform the request is not authorized."}`, "not authorized", "Environment Admin"},
		{openPingOne, 404, `{"code":"NOT_FOUND","message":"Environment not found"}`, "Environment not found", "deleted"},
		{openPingOne, 500, `{"code":"UNEXPECTED_ERROR","message":"An unexpected error occurred"}`, "unexpected error", "try again later"},
		{openJumpCloud, 400, `{"code":400,"message":"Bad Request: invalid filter"}`, "invalid filter", "would be refused again"},
		{openJumpCloud, 400, `{"message":"x-org-id header is required"}`, "x-org-id header is required", "AD2SCIM_JUMPCLOUD_ORG"},
		{openJumpCloud, 401, `{"message":"Unauthorized"}`, "API key is wrong", "make a new one"},
		{openJumpCloud, 403, `{"message":"Forbidden"}`, "role does not allow it", "manage user groups"},
		{openJumpCloud, 500, `{"error":"Internal Server Error"}`, "Internal Server Error", "try again later"},
	} {
		p, err := c.open(t, refusing(t, c.status, c.body))
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Apps(t.Context(), nil)
		text, small := fmt.Sprint(err), strings.ToLower(fmt.Sprint(err))
		busy := c.status >= http.StatusInternalServerError
		if err == nil || !strings.Contains(text, c.why) || !strings.Contains(small, strings.ToLower(c.next)) ||
			strings.Contains(small, "try again later") != busy {
			t.Errorf("%s %d: %s", p, c.status, text)
		}
	}
}
