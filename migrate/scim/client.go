package scim

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/go-retryablehttp"

	"ad2scim/migrate"
	"ad2scim/migrate/tlsroots"
)

// Client is a client of one SCIM provider. Use Open to create one. It is safe for concurrent use.
type Client struct {
	base     *url.URL
	token    migrate.Secret
	http     *retryablehttp.Client
	insecure bool
	page     int // resources per page; 0 for the default
	retrier  *retrier

	plain    atomic.Bool // the provider only accepts application/json
	putsOnly atomic.Bool // PATCH isn't supported: rename with PUT
	slash    atomic.Bool // the provider redirects paths to ones with a trailing slash

	mu     sync.Mutex
	notes  []string
	config *serviceConfig // the ServiceProviderConfig, after it was read
}

var (
	_ migrate.Source       = (*Client)(nil)
	_ migrate.MemberReader = (*Client)(nil)
	_ migrate.Noter        = (*Client)(nil)
	_ migrate.Renamer      = (*Client)(nil)
)

// Open creates a client for an https endpoint (http only on loopback). It sends nothing yet. A wrong address, token
// or CA file is a BadInput Problem.
func Open(c migrate.Connection) (*Client, error) {
	base, err := endpoint(c)
	if err != nil {
		return nil, err
	}
	token, err := bearer(c.Secret)
	if err != nil {
		return nil, err
	}
	conf, err := tlsroots.Config(c.CAFile, caOption, c.SkipVerify)
	if err != nil {
		return nil, err
	}
	if c.PageSize < 0 || c.PageSize > maxPageSize {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: fmt.Sprintf("cannot ask for %d groups at a time",
			c.PageSize), Why: fmt.Sprintf("a page holds 1 to %d", maxPageSize), Next: "give --scim-page-size 100, for example"}
	}
	client := &Client{base: base, token: token, insecure: c.SkipVerify, page: c.PageSize, retrier: newRetrier()}
	client.http = client.newHTTP(conf, c.Timeout)
	return client, nil
}

// endpoint parses the address and removes what pasting leaves at its end.
func endpoint(c migrate.Connection) (*url.URL, error) {
	for _, fault := range c.Faults(migrate.HTTPS) {
		return nil, fault.Err
	}
	base, err := url.Parse(c.Location)
	if err != nil {
		return nil, err // can't happen: Faults has parsed it as a URL
	}
	path := strings.TrimRight(base.Path, "/")
	for _, resource := range []string{"/Users", "/Groups", "/ServiceProviderConfig"} {
		path = strings.TrimSuffix(path, resource)
	}
	base.Path, base.RawPath = path, ""
	return base, nil
}

// bearer checks that the token can be sent (RFC 6750 section 2.1), and removes what pasting adds to it.
func bearer(secret migrate.Secret) (migrate.Secret, error) {
	text := strings.TrimSpace(secret.Reveal())
	if word, rest, found := strings.Cut(text, " "); found && strings.EqualFold(word, "bearer") {
		text = strings.TrimSpace(rest)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return migrate.Secret{}, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot use the SCIM API token",
			Why:  "it contains a space, a line break or an accented letter",
			Next: "copy the whole token again, without anything else, from where it was created",
		}
	}
	return migrate.NewSecret(text), nil
}

// String returns the address of the endpoint, without secrets.
func (c *Client) String() string { return c.base.String() }

// Close closes idle connections.
func (c *Client) Close() error {
	c.http.HTTPClient.CloseIdleConnections()
	return nil
}

// Notes returns remarks on the last call of Groups.
func (c *Client) Notes() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	notes := slices.Clone(c.notes)
	if c.insecure {
		notes = append([]string{"the certificate of " + c.base.Host +
			" is not verified: anyone on the network path can read the token and change the list"}, notes...)
	}
	return notes
}

func (c *Client) forgetNotes() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notes = nil
}

func (c *Client) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Contains(c.notes, text) {
		c.notes = append(c.notes, text)
	}
}
