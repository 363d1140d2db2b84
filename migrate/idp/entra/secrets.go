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

// signIn are the keys of other ways to sign in at the endpoint; a Bearer token
// replaces them.
var signIn = []string{
	"UserName", "Password", "AppKey", "ClientIdentifier", "ClientSecret", "ConsumerKey",
	"ConsumerSecret", "TokenKey", "TokenExpiration", "ConnectionString",
}

// secret is a synchronizationSecretKeyStringValuePair.
type secret struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// secrets is what Graph tells of an app's saved settings. Values that are secret
// come back as "*".
type secrets struct {
	told bool // whether Graph tells them at all
	list []secret
}

// secrets reads the saved settings. Of reading, the reference of v1.0 has the
// property secrets of the resource synchronization; the address is that of
// Microsoft Entra's page "Skip deletion of user accounts that go out of scope".
// Where Graph does not know or allow the call, nothing is told.
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

// value is one setting's value, empty where it is not set.
func (s secrets) value(key string) string {
	for _, one := range s.list {
		if strings.EqualFold(one.Key, key) {
			return one.Value
		}
	}
	return ""
}

// address is the saved endpoint, for people.
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

// otherSignIn lists the settings of other ways to sign in, and what cannot be
// written back because it is not told.
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

// print marks what is saved, without any value that is secret.
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
		panic(err) // it holds texts alone
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// save writes the full set: what a write leaves out is gone, as far as that page
// on out-of-scope deletions shows, which reads all, adds one and writes all.
// SyncAll goes with it, so that nobody who is not assigned is ever sent.
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

// along are the settings that go back as they are.
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

// holds says what is not as wanted; empty where all that is told is.
func (s secrets) holds(want idp.DesiredConfig) string {
	at := s.value(keyAddress)
	switch {
	case !s.told:
		return ""
	case at == "":
		return "no endpoint is saved"
	case !masked(at) && want.Endpoint != "" && !sameAddress(at, want.Endpoint):
		return "the saved endpoint is " + migrate.Quote(s.address()) + ", not " + migrate.Quote(want.Endpoint)
	case s.value(keyToken) == "":
		return "no token is saved"
	}
	return s.scopeHolds()
}

// sameAddress compares endpoints; a slash at the end may come or go.
func sameAddress(a, b string) bool { return strings.TrimRight(a, "/") == strings.TrimRight(b, "/") }

func (s secrets) scopeHolds() string {
	if scope := s.scope(); s.told && scope != assignedOnly && scope != notTold {
		return "the scope is " + scope + ", not " + assignedOnly
	}
	return ""
}

// clear takes the endpoint and the token away again. That an empty value removes
// a setting is not in Graph's reference: HashiCorp's azuread provider does it so
// and reads back that the setting is gone, as is done here.
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
