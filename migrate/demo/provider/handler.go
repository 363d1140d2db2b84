package provider

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"

	"github.com/elimity-com/scim"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"
)

// PageSize is the maximum number of resources in an answer. It is small, so that a list of some hundred groups has
// several pages, as at a real provider.
const PageSize = 100

// Handler serves users and groups under /scim/2.0 to clients with the token.
func Handler(token string, users, groups []*Resource) (http.Handler, error) {
	for _, r := range append(append([]*Resource{}, users...), groups...) {
		r.version = 1
	}
	server, err := scim.NewServer(&scim.ServerArgs{
		ServiceProviderConfig: &scim.ServiceProviderConfig{MaxResults: PageSize, SupportFiltering: true, SupportPatch: true},
		ResourceTypes: []scim.ResourceType{
			{
				ID: optional.NewString("User"), Name: "User", Endpoint: "/Users", Schema: schema.CoreUserSchema(),
				Handler: &store{resources: users, unique: "userName"},
			},
			{
				ID: optional.NewString("Group"), Name: "Group", Endpoint: "/Groups", Schema: schema.CoreGroupSchema(),
				Handler: &store{resources: groups, unique: "displayName"},
			},
		},
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/scim/2.0/", http.StripPrefix("/scim/2.0", server))
	mux.HandleFunc("GET /scim/2.0/ServiceProviderConfig", serviceProviderConfig)
	return bearer(token, mux), nil
}

// serviceProviderConfig replaces the library's own, which always says that entity tags aren't supported.
func serviceProviderConfig(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/scim+json")
	fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
"patch":{"supported":true},"bulk":{"supported":false,"maxOperations":0,"maxPayloadSize":0},
"filter":{"supported":true,"maxResults":%d},"changePassword":{"supported":false},"sort":{"supported":false},"etag":{"supported":true},
"authenticationSchemes":[{"type":"oauthbearertoken","name":"Bearer token","description":"The SCIM API token","primary":true}]}`, PageSize)
}

// bearer only lets requests with the token through (RFC 6750 section 2.1).
func bearer(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || subtle.ConstantTimeCompare([]byte(given), []byte(token)) != 1 {
			w.Header().Set("Content-Type", "application/scim+json")
			w.Header().Set("WWW-Authenticate", `Bearer realm="scim"`)
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401","detail":"the bearer token is missing or wrong"}`)
			return
		}
		next.ServeHTTP(w, r)
	})
}
