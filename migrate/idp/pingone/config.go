package pingone

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
)

// config is a store's configuration (Platform API, "Propagation store SCIM
// configuration data model"). What is not known here is kept as it was read.
type config map[string]any

const (
	urlKey     = "SCIM_URL"
	versionKey = "SCIM_VERSION"
	methodKey  = "AUTHENTICATION_METHOD"
	headerKey  = "AUTHORIZATION_TYPE"
	tokenKey   = "OAUTH_ACCESS_TOKEN"
	usersKey   = "USERS_RESOURCE"
	groupsKey  = "GROUPS_RESOURCE"
	sourceKey  = "GROUP_NAME_SOURCE"
	memberKey  = "GROUP_MEMBERSHIP_HANDLING"
	uniqueKey  = "UNIQUE_USER_IDENTIFIER"
	filterKey  = "USER_FILTER"
	removeKey  = "REMOVE_ACTION"
	createKey  = "CREATE_USERS"
	updateKey  = "UPDATE_USERS"
	disableKey = "DISABLE_USERS"
)

// secretKeys hold what must not be kept, and what may be read as asterisks.
var secretKeys = []string{tokenKey, "OAUTH_CLIENT_SECRET", "BASIC_AUTH_PASSWORD"}

const (
	distinguishedName = "Distinguished Name"
	commonName        = "Common Name"
	bearer            = "OAuth 2 Bearer Token"
	bearerHeader      = "Bearer"
)

// noToken takes the place of a stored token that is to be forgotten: what
// becomes of one that an update leaves out is not documented.
const noToken = "removed"

var errNotShown = errors.New("not shown")

func (c config) text(key string) string {
	text, _ := c[key].(string)
	return text
}

func (c config) on(key string) bool {
	on, _ := c[key].(bool)
	return on
}

// told returns a secret that PingOne gives out; empty where it gives none, or
// asterisks.
func (c config) told(key string) string {
	text := c.text(key)
	if strings.Trim(text, "*•") == "" {
		return ""
	}
	return text
}

// with returns a copy with these values; nil takes one away. A secret that was
// read as asterisks is left out, for it would be stored as such.
func (c config) with(change config) config {
	out := config{}
	maps.Copy(out, c)
	for _, key := range secretKeys {
		if out.told(key) == "" {
			delete(out, key)
		}
	}
	for key, value := range change {
		if value == nil {
			delete(out, key)
		} else {
			out[key] = value
		}
	}
	return out
}

// withoutSecrets adds to a change a stand-in for each secret that is not told.
func (c config) withoutSecrets(change config) config {
	out := config{}
	maps.Copy(out, change)
	for _, key := range secretKeys {
		if c.told(key) == "" {
			out[key] = noToken
		}
	}
	return out
}

// differs names the values that are not so. Secrets are not compared: PingOne
// need not tell them.
func (c config) differs(want config) []string {
	var names []string
	for key, value := range want {
		if !slices.Contains(secretKeys, key) && !reflect.DeepEqual(c[key], value) {
			names = append(names, key)
		}
	}
	slices.Sort(names)
	return names
}

// before is what these keys hold now; nil for one that is not there.
func (c config) before(keys config) config {
	old := config{}
	for key := range keys {
		old[key] = nil
		if v, there := c[key]; there {
			old[key] = v
		}
	}
	return old
}

// forEndpoint is what the endpoint step sets, beside the token. What an API
// client must send and the console fills in by itself gets its default only
// where there is none. Where groups are provisioned they are sent by their
// common names, which are the exact ones.
func (c config) forEndpoint(want idp.DesiredConfig) config {
	set := config{
		urlKey: want.Endpoint, versionKey: "2.0", methodKey: bearer, headerKey: bearerHeader, usersKey: "/Users",
		groupsKey: "/Groups",
	}
	for key, value := range map[string]string{uniqueKey: "userName", filterKey: `userName eq "%s"`, removeKey: "Disable"} {
		if c.text(key) == "" {
			set[key] = value
		}
	}
	if want.GroupProvisioning() {
		set[sourceKey] = commonName
	}
	return set
}

// endpointKeys are all that the endpoint step may set.
var endpointKeys = config(nil).forEndpoint(idp.DesiredConfig{Path: playbook.SelfHosted})

// forUsers is what the users step sets.
func forUsers() config { return config{createKey: true, updateKey: true, disableKey: true} }
