package pingone

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
)

// config is a store's configuration (Platform API, "Propagation store SCIM configuration data model"). Unknown
// values are kept as they were read.
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

// secretKeys are the keys of secrets, which must not be stored and which may be read as asterisks.
var secretKeys = []string{tokenKey, "OAUTH_CLIENT_SECRET", "BASIC_AUTH_PASSWORD"}

const (
	distinguishedName = "Distinguished Name"
	commonName        = "Common Name"
	bearer            = "OAuth 2 Bearer Token"
	bearerHeader      = "Bearer"
)

// noToken replaces a stored token that must be removed. It isn't documented what happens to a token that an update
// omits.
const noToken = "removed"

var errNotShown = errors.New("not shown")

// UnmarshalJSON reads a configuration. Its secrets are registered, because they are sent back with the next update
// and PingOne may repeat them in its answer.
func (c *config) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, (*map[string]any)(c)); err != nil {
		return err
	}
	for _, key := range secretKeys {
		if text := c.told(key); text != noToken {
			migrate.NewSecret(text)
		}
	}
	return nil
}

func (c config) text(key string) string {
	text, _ := c[key].(string)
	return text
}

func (c config) on(key string) bool {
	on, _ := c[key].(bool)
	return on
}

// told returns a secret if PingOne returns it, or "" if it returns none or asterisks.
func (c config) told(key string) string {
	text := c.text(key)
	if strings.Trim(text, "*•") == "" {
		return ""
	}
	return text
}

// with returns a copy with these values; nil removes a value. A secret that was read as asterisks is left out,
// because the asterisks would be stored.
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

// withoutSecrets adds a placeholder to a change for each secret that PingOne doesn't return.
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

// differs returns the keys of values that differ from want. Secrets aren't compared, because PingOne may not return
// them.
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

// before returns the current values of these keys; nil for a missing value.
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

// forEndpoint returns what the endpoint step sets, without the token. Values that an API client must send and that
// the console sets by itself get their default if they are missing. If groups are provisioned, they are sent by
// their common names, which are the exact ones.
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

// endpointKeys are all keys that the endpoint step may set.
var endpointKeys = config(nil).forEndpoint(idp.DesiredConfig{Path: playbook.SelfHosted})

// forUsers returns what the users step sets.
func forUsers() config { return config{createKey: true, updateKey: true, disableKey: true} }
