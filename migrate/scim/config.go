package scim

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// serviceConfig is the part of a ServiceProviderConfig (RFC 7643 section 5; pagination: RFC 9865 section 4) that
// this package uses. All fields may be missing.
type serviceConfig struct {
	Patch      *supported `json:"patch"`
	ETag       *supported `json:"etag"`
	Filter     *supported `json:"filter"`
	Bulk       *supported `json:"bulk"`
	Pagination *struct {
		Cursor      bool    `json:"cursor"`
		Index       *bool   `json:"index"`
		MaxPageSize *number `json:"maxPageSize"`
	} `json:"pagination"`
}

type supported struct {
	Supported  bool    `json:"supported"`
	MaxResults *number `json:"maxResults"` // only for filter
}

// is reports whether the provider declares this as supported.
func (s *supported) is() bool { return s != nil && s.Supported }

// isNot reports whether the provider declares this as not supported.
func (s *supported) isNot() bool { return s != nil && !s.Supported }

func (s serviceConfig) cursor() bool { return s.Pagination != nil && s.Pagination.Cursor }

// maxResults returns the declared maximum number of results, or 0: of a page (RFC 9865 section 4), or of any list
// (RFC 7643 section 5).
func (s serviceConfig) maxResults() int {
	switch p := s.Pagination; {
	case p != nil && p.MaxPageSize != nil && *p.MaxPageSize > 0:
		return int(*p.MaxPageSize)
	case s.Filter != nil && s.Filter.MaxResults != nil:
		return max(0, int(*s.Filter.MaxResults))
	}
	return 0
}

// pageSize returns the number of resources to request at once: the user's setting or the default, but at most the
// declared maximum.
func (c *Client) pageSize(s serviceConfig) int {
	switch most := s.maxResults(); {
	case c.page > 0:
		return c.page
	case most > 0:
		return min(pageSize, most)
	}
	return pageSize
}

// maxResults returns the declared maximum, if the configuration was read.
func (c *Client) maxResults() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.config == nil {
		return 0
	}
	return c.config.maxResults()
}

// declares reports whether ResourceTypes contains a kind of resource (RFC 7643 section 6). It is used if a list is
// answered with 404, to distinguish an empty list from one that the provider doesn't support.
func (c *Client) declares(ctx context.Context, k kind) bool {
	body, err := c.get(ctx, "/ResourceTypes", nil, nil)
	if err != nil {
		return false
	}
	types, err := typeNames(body)
	found := err == nil && slices.ContainsFunc(types, func(t string) bool { return strings.EqualFold(t, k.typ) })
	if found {
		c.note("the provider answers 404 to the list of %s and names them in ResourceTypes: taken for an empty list", k.many)
	}
	return found
}

// serviceConfig reads the provider's configuration once. Many providers have none or an invalid one; that is no
// error, and the simplest requests are used. It returns an error if there is no answer at all.
func (c *Client) serviceConfig(ctx context.Context) (serviceConfig, error) {
	c.mu.Lock()
	known := c.config
	c.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	var s serviceConfig
	a, err := c.send(ctx, request{method: "GET", path: "/ServiceProviderConfig"})
	if err != nil {
		return s, c.unreachable("read /ServiceProviderConfig", err)
	}
	if c.checkAnswer("", a) != nil || json.Unmarshal(a.body, &s) != nil {
		s = serviceConfig{}
	}
	if a.status < 500 && a.status != 401 && a.status != 429 {
		c.mu.Lock()
		c.config = &s
		c.mu.Unlock()
	}
	return s, nil
}
