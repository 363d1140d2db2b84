package entra

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"os/exec"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"ad2scim/migrate"
)

// tokens keeps the access token in memory and replaces it when it expires.
type tokens struct {
	mu    sync.Mutex
	web   *http.Client
	fetch func(context.Context) (*oauth2.Token, error)
	now   *oauth2.Token
}

var errPersonOfAz = errors.New("az is signed in as a person, whose rights there never include those for provisioning (Synchronization.Read.All and Synchronization.ReadWrite.All)")

func newTokens(o Options, at cloud, web *http.Client) (*tokens, error) {
	t := &tokens{web: web}
	base := at.login + "/" + url.PathEscape(o.Tenant) + "/oauth2/v2.0"
	app := clientcredentials.Config{
		ClientID: o.ClientID, TokenURL: base + "/token",
		Scopes: []string{at.graph + "/.default"}, AuthStyle: oauth2.AuthStyleInParams,
	}
	switch {
	case o.ClientID == "":
		t.fetch = func(ctx context.Context) (*oauth2.Token, error) {
			token, err := fromAz(ctx, o.Tenant, at.graph)
			if err == nil && personOfAz(token.AccessToken) {
				return nil, errPersonOfAz
			}
			return token, err
		}
	case !o.ClientSecret.IsZero():
		app.ClientSecret = o.ClientSecret.Reveal()
		t.fetch = app.Token
	case !o.Certificate.IsZero():
		pem := []byte(o.Certificate.Reveal())
		pair, err := tls.X509KeyPair(pem, pem)
		if err != nil {
			return nil, bad("cannot sign in to Entra", "the certificate is not a PEM of a certificate with its private key",
				"check AD2SCIM_ENTRA_CERTIFICATE", nil)
		}
		t.fetch = func(ctx context.Context) (*oauth2.Token, error) {
			text, err := assertion(pair, o.ClientID, app.TokenURL)
			if err != nil {
				return nil, err
			}
			signed := app
			signed.EndpointParams = url.Values{"client_assertion_type": {
				"urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
			}, "client_assertion": {text}}
			return signed.Token(ctx)
		}
	case o.Show != nil:
		t.device(o, at, base)
	default:
		return nil, bad("cannot sign in to Entra", "there is no client secret, certificate, or person to show a code to",
			"set AD2SCIM_ENTRA_CLIENT_SECRET or AD2SCIM_ENTRA_CERTIFICATE", nil)
	}
	return t, nil
}

// device signs a person in once (RFC 8628) and renews with the refresh token. It only requests the permissions that
// the registration was granted, because others would need a new consent, which not every admin can give.
func (t *tokens) device(o Options, at cloud, base string) {
	conf := oauth2.Config{ClientID: o.ClientID, Scopes: []string{"offline_access", at.graph + "/.default"}, Endpoint: oauth2.Endpoint{
		DeviceAuthURL: base + "/devicecode", TokenURL: base + "/token", AuthStyle: oauth2.AuthStyleInParams,
	}}
	var refresh string
	t.fetch = func(ctx context.Context) (token *oauth2.Token, err error) {
		if refresh != "" {
			token, err = conf.TokenSource(ctx, &oauth2.Token{RefreshToken: refresh}).Token()
		} else {
			var code *oauth2.DeviceAuthResponse
			if code, err = conf.DeviceAuth(ctx); err != nil {
				return nil, err
			}
			o.Show("Open " + migrate.Quote(code.VerificationURI) + " and type the code " + migrate.Quote(code.UserCode))
			token, err = conf.DeviceAccessToken(ctx, code)
		}
		if err == nil && token.RefreshToken != "" {
			refresh = token.RefreshToken
		}
		return token, err
	}
}

// assertion returns a client assertion according to Microsoft's "application authentication certificate
// credentials": PS256 with x5t#S256, valid for five to ten minutes, for the token's address.
func assertion(pair tls.Certificate, client, audience string) (string, error) {
	now, sum := time.Now(), sha256.Sum256(pair.Certificate[0])
	token := jwt.NewWithClaims(jwt.SigningMethodPS256, jwt.MapClaims{
		"iss": client, "sub": client, "aud": audience,
		"jti": uuid.NewString(),
		"nbf": now.Unix(), "iat": now.Unix(), "exp": now.Add(10 * time.Minute).Unix(),
	})
	token.Header["x5t#S256"] = base64.RawURLEncoding.EncodeToString(sum[:])
	return token.SignedString(pair.PrivateKey)
}

func (t *tokens) get(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now.Valid() {
		return t.now.AccessToken, nil
	}
	token, err := t.fetch(context.WithValue(ctx, oauth2.HTTPClient, t.web))
	if err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		why, next := "no token was given", ""
		if r, ok := errors.AsType[*oauth2.RetrieveError](err); ok && r.ErrorCode != "" {
			why, next = refusedSignIn(r)
		} else if errors.Is(err, exec.ErrNotFound) {
			why = "there is no client id, and the az command is not installed"
		} else if errors.Is(err, errPersonOfAz) {
			why, next = err.Error(), "set AD2SCIM_ENTRA_CLIENT_ID to an app registration and sign in with a code, or use az login --service-principal"
		}
		return "", &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot sign in to Entra", Why: why,
			Next: cmp.Or(next, "check the tenant, the client id and its secret or certificate; without a client id, run az login"), Err: migrate.ErrDenied,
		}
	}
	t.now = token
	return token.AccessToken, nil
}

// renew drops the token, so that the next call gets a new one.
func (t *tokens) renew() {
	t.mu.Lock()
	t.now = nil
	t.mu.Unlock()
}

// SignIn reads the scp and roles claims of the token (Microsoft's "access token claims reference"). Only Graph
// checks its signature.
func (c *Client) SignIn(ctx context.Context) ([]string, error) {
	if err := c.get(ctx, "look whether the sign-in is let in", "/servicePrincipals?$top=1&$select=id",
		&struct{}{}); err != nil && !errors.Is(err, migrate.ErrDenied) {
		return nil, err
	}
	text, err := c.tokens.get(ctx)
	if err != nil {
		return nil, err
	}
	return missing(text), nil
}
