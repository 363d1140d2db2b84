package entra

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// The keys that are written (Graph, synchronizationSecretKeyStringValuePair).
const (
	keyAddress = "BaseAddress"
	keyToken   = "SecretToken"
	keyAll     = "SyncAll"
)

// signIn are the keys of other authentication methods of the endpoint, which a bearer token replaces.
var signIn = []string{
	"UserName", "Password", "AppKey", "ClientIdentifier", "ClientSecret", "ConsumerKey",
	"ConsumerSecret", "TokenKey", "TokenExpiration", "ConnectionString",
}

// secret is a synchronizationSecretKeyStringValuePair.
type secret struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// secrets are an app's saved settings. Graph returns "*" for secret values.
type secrets struct {
	told bool // Graph returns them
	list []secret
}

// secrets reads the saved settings. For reading, the v1.0 reference only has the property secrets of the resource
// synchronization; the address is from Microsoft Entra's page "Skip deletion of user accounts that go out of
// scope". If Graph doesn't support or permit the call, the result says so.
func (c *Client) secrets(ctx context.Context, app idp.App) (secrets, error) {
	list, err := pages[secret](ctx, c, "read the endpoint that is saved", principal(app.ID, "/synchronization/secrets"),
		nil)
	if r, is := errors.AsType[*rest.Refused](err); is && slices.Contains([]int{
		http.StatusBadRequest, http.StatusForbidden,
		http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented,
	}, r.Status) {
		return secrets{}, nil
	}
	return secrets{told: err == nil, list: list}, err
}

func ours(key string) bool {
	return slices.ContainsFunc([]string{keyAddress, keyToken, keyAll},
		func(k string) bool { return strings.EqualFold(k, key) })
}

func masked(value string) bool { return value != "" && strings.Trim(value, "*") == "" }

// value returns the value of a setting, or "".
func (s secrets) value(key string) string {
	for _, one := range s.list {
		if strings.EqualFold(one.Key, key) {
			return one.Value
		}
	}
	return ""
}

// address returns the saved endpoint, for people.
func (s secrets) address() string {
	at := s.value(keyAddress)
	switch u, err := url.Parse(at); {
	case !s.told:
		return notTold
	case at == "":
		return "not set"
	case masked(at) || err != nil || u.User != nil:
		return "set, " + notTold
	}
	return at
}

func (s secrets) token() string {
	switch {
	case !s.told:
		return notTold
	case s.value(keyToken) == "":
		return "not set"
	}
	return "set"
}

// The scopes, by SyncAll.
const (
	assignedOnly = "assigned users and groups"
	everybody    = "all users and groups"
)

func (s secrets) scope() string {
	switch all := s.value(keyAll); {
	case !s.told || masked(all):
		return notTold
	case all == "":
		return "not set"
	case strings.EqualFold(all, "false"):
		return assignedOnly
	}
	return everybody
}

// otherSignIn returns the settings of other authentication methods, and those that can't be written back because
// they can't be read.
func (s secrets) otherSignIn() []string {
	var keys []string
	for _, one := range s.list {
		oauth := strings.HasPrefix(strings.ToLower(one.Key), "oauth2") || strings.EqualFold(one.Key, "AuthenticationType") &&
			strings.Contains(strings.ToLower(one.Value), "oauth")
		if !ours(one.Key) && one.Value != "" && (oauth || masked(one.Value) || slices.Contains(signIn, one.Key)) {
			keys = append(keys, one.Key)
		}
	}
	return keys
}

// print returns a fingerprint of the saved settings, without secret values.
func (s secrets) print() string {
	if !s.told {
		return ""
	}
	shown := map[string]string{keyAddress: s.address(), keyToken: s.token(), keyAll: s.scope()}
	for _, one := range s.list {
		if _, is := shown[one.Key]; !is {
			shown[one.Key] = "set"
		}
	}
	text, err := json.Marshal(shown)
	if err != nil {
		panic(err) // can't happen: it only contains strings
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// save writes the complete set of settings: settings that a write omits are removed, according to the page about
// out-of-scope deletions, which reads all, adds one and writes all. It includes SyncAll, so that users who aren't
// assigned are never sent.
func (c *Client) save(ctx context.Context, app idp.App, now secrets, want idp.DesiredConfig) error {
	list := append(now.along(), secret{keyAddress, want.Endpoint}, secret{keyToken, want.Token.Reveal()},
		secret{keyAll, "false"})
	if err := c.put(ctx, app, list); err != nil {
		return err
	}
	return c.until(ctx, func() (bool, error) {
		s, err := c.secrets(ctx, app)
		return err == nil && s.holds(want) == "", err
	}, failed("can't verify that the endpoint and the token are saved", "Entra accepted them, but doesn't show them yet",
		"read again in a minute", migrate.ErrOutcomeUnknown))
}

// along returns the settings that are written back unchanged.
func (s secrets) along() []secret {
	gone := s.otherSignIn()
	return slices.DeleteFunc(slices.Clone(s.list), func(one secret) bool {
		return ours(one.Key) ||
			slices.Contains(gone, one.Key)
	})
}

func (c *Client) put(ctx context.Context, app idp.App, list []secret) error {
	_, err := c.do(ctx, "save the endpoint and the token", rest.Request{
		Method: http.MethodPut,
		Path:   principal(app.ID, "/synchronization/secrets"), Body: map[string][]secret{"value": list},
	})
	return err
}

// holds returns what isn't as planned, or "" if all that can be read is.
func (s secrets) holds(want idp.DesiredConfig) string {
	at := s.value(keyAddress)
	switch {
	case !s.told:
		return ""
	case at == "":
		return "no endpoint is saved"
	case !masked(at) && want.Endpoint != "" && !migrate.SameEndpoint(at, want.Endpoint):
		return "the saved endpoint is " + migrate.Quote(s.address()) + ", not " + migrate.Quote(want.Endpoint)
	case s.value(keyToken) == "":
		return "no token is saved"
	}
	return s.scopeHolds()
}

// sameAddress compares endpoints without a trailing slash.
func (s secrets) scopeHolds() string {
	if scope := s.scope(); s.told && scope != assignedOnly && scope != notTold {
		return "the scope is " + scope + ", not " + assignedOnly
	}
	return ""
}

// clear removes the endpoint and the token. Graph's reference doesn't say that an empty value removes a setting,
// but HashiCorp's azuread provider does it and reads back that the setting is gone, as this does.
func (c *Client) clear(ctx context.Context, app idp.App, now secrets) error {
	if err := c.put(ctx, app, append(now.along(), secret{Key: keyAddress}, secret{Key: keyToken},
		secret{Key: keyAll})); err != nil {
		return err
	}
	return c.until(ctx, func() (bool, error) {
		s, err := c.secrets(ctx, app)
		return err == nil && s.value(keyToken) == "" && s.value(keyAddress) == "", err
	}, failed("can't verify that the endpoint and the token are taken away", "Entra accepted it, but still shows them",
		"check the app's provisioning in the Entra admin center", migrate.ErrOutcomeUnknown))
}
