package okta

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
)

// scopes are the least permissions that the work needs. The read scopes are requested too, because Okta grants each
// scope separately.
var scopes = []string{"okta.apps.read", "okta.apps.manage", "okta.groups.read", "okta.groups.manage", "okta.logs.read"}

// usersScope is only needed to find users by their addresses, so it may be missing.
const usersScope = "okta.users.read"

// grants signs in by client credentials with a signed assertion (RFC 7523 section 2.2), the only method of Okta's
// own authorization server.
type grants struct {
	host, tokenURL string
	client         string
	keyID          string
	key            any
	method         jwt.SigningMethod
	http           *http.Client

	mu      sync.Mutex
	token   *oauth2.Token
	missing []string
}

func newGrants(org *url.URL, o Options) (*grants, error) {
	g := &grants{host: org.Host, tokenURL: org.String() + "/oauth2/v1/token", client: o.ClientID, keyID: o.KeyID}
	text := []byte(o.PrivateKey.Reveal())
	if key, err := jwt.ParseRSAPrivateKeyFromPEM(text); err == nil {
		g.key, g.method = key, jwt.SigningMethodRS256
	} else if key, err := jwt.ParseECPrivateKeyFromPEM(text); err == nil && key.Curve.Params().BitSize == 256 {
		g.key, g.method = key, jwt.SigningMethodES256
	} else {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot use Okta's private key",
			Why:  "it is not an RSA key or a P-256 EC key in PEM form, without a passphrase",
			Next: "copy the private key as PEM where it was made, and check AD2SCIM_OKTA_PRIVATE_KEY or AD2SCIM_OKTA_PRIVATE_KEY_FILE",
		}
	}
	var err error
	g.http, err = rest.HTTPClient(o.CAFile)
	return g, err
}

// authorize adds a token to the request, a new one if the old one has expired.
func (g *grants) authorize(ctx context.Context, r *http.Request) error {
	token, _, err := g.sign(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token.AccessToken)
	return nil
}

// sign returns a valid token and the scopes that weren't granted.
func (g *grants) sign(ctx context.Context) (*oauth2.Token, []string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.token.Valid() {
		return g.token, g.missing, nil
	}
	wanted := append(slices.Clone(scopes), usersScope)
	token, err := g.request(ctx, wanted)
	granted := wanted
	if code(err) == "invalid_scope" {
		// Okta refuses the whole request because of one scope, without naming it.
		granted = nil
		for _, scope := range wanted {
			_, alone := g.request(ctx, []string{scope})
			if alone == nil {
				granted = append(granted, scope)
			} else if code(alone) != "invalid_scope" {
				return nil, nil, g.problem(ctx, alone)
			}
		}
		if len(granted) > 0 {
			token, err = g.request(ctx, granted)
		}
	}
	if err != nil {
		return nil, nil, g.problem(ctx, err)
	}
	var missing []string
	for _, scope := range scopes {
		if !slices.Contains(granted, scope) {
			missing = append(missing, scope)
		}
	}
	g.token, g.missing = token, missing
	return token, missing, nil
}

func (g *grants) request(ctx context.Context, scopes []string) (*oauth2.Token, error) {
	now := time.Now()
	assertion := jwt.NewWithClaims(g.method, jwt.MapClaims{
		"iss": g.client, "sub": g.client, "jti": rand.Text(), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
		"aud": g.tokenURL, // a string, because Okta doesn't accept a list
	})
	if g.keyID != "" {
		assertion.Header["kid"] = g.keyID
	}
	signed, err := assertion.SignedString(g.key)
	if err != nil {
		return nil, err
	}
	conf := clientcredentials.Config{
		ClientID: g.client, TokenURL: g.tokenURL, Scopes: scopes,
		AuthStyle: oauth2.AuthStyleInParams,
		EndpointParams: url.Values{
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
			"client_assertion":      {signed},
		},
	}
	return conf.Token(context.WithValue(ctx, oauth2.HTTPClient, g.http))
}

// code returns the OAuth error code of a refusal (RFC 6749 section 5.2).
func code(err error) string {
	if r, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return r.ErrorCode
	}
	return ""
}

func (g *grants) problem(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p := &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot sign in to Okta at " + migrate.Quote(g.host),
		Why: "the token was refused", Err: migrate.ErrDenied,
	}
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		p.Why, p.Next, p.Err = "the server cannot be reached", "check AD2SCIM_OKTA_URL and the network", err
		return p
	}
	if refused.ErrorCode == "" && refused.Response != nil {
		p.Why, p.Next, p.Err = "it answers "+names.Visible(refused.Response.Status),
			"check AD2SCIM_OKTA_URL, and try again later", err
		return p
	}
	if refused.ErrorDescription != "" {
		p.Why = names.Visible(strings.TrimSuffix(refused.ErrorDescription, "."))
	}
	switch refused.ErrorCode {
	case "invalid_client":
		p.Next = "check AD2SCIM_OKTA_CLIENT_ID, and that the public key of this private key is saved in the app (General, Client Credentials)"
	case "invalid_scope":
		p.Why, p.Next = "none of the scopes is granted",
			"open the API Services app in the Admin Console, Okta API Scopes, and grant "+strings.Join(scopes, ", ")
	case "invalid_dpop_proof":
		p.Next = "open the API Services app in the Admin Console, General, General Settings, Edit, and clear Require Demonstrating Proof of Possession (DPoP) header in token requests; an app that is made in the Admin Console has it selected"
	default:
		p.Next = "check the API Services app in the Admin Console"
	}
	return p
}
