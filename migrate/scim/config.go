package scim

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// serviceConfig is the part of a ServiceProviderConfig (RFC 7643 section 5;
// pagination: RFC 9865 section 4) that is used here. All of it is missing where
// the provider says nothing of itself.
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
	MaxResults *number `json:"maxResults"` // filter's
}

// is says whether the provider declares this as supported.
func (s *supported) is() bool { return s != nil && s.Supported }

// isNot says whether the provider declares this as not supported.
func (s *supported) isNot() bool { return s != nil && !s.Supported }

func (s serviceConfig) cursor() bool { return s.Pagination != nil && s.Pagination.Cursor }

// maxResults is the most that the provider says it sends at once, or 0: of a
// page (RFC 9865 section 4), or of any list (RFC 7643 section 5).
func (s serviceConfig) maxResults() int {
	switch p := s.Pagination; {
	case p != nil && p.MaxPageSize != nil && *p.MaxPageSize > 0:
		return int(*p.MaxPageSize)
	case s.Filter != nil && s.Filter.MaxResults != nil:
		return max(0, int(*s.Filter.MaxResults))
	}
	return 0
}

// pageSize is how many resources are asked for at once: what the user wants, or
// the usual, and no more than the provider says that it sends.
func (c *Client) pageSize(s serviceConfig) int {
	switch most := s.maxResults(); {
	case c.page > 0:
		return c.page
	case most > 0:
		return min(pageSize, most)
	}
	return pageSize
}

// maxResults is what the provider declares, if it has been asked.
func (c *Client) maxResults() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.config == nil {
		return 0
	}
	return c.config.maxResults()
}

// declares says whether ResourceTypes names a kind of resource (RFC 7643
// section 6). It is asked for where a list is answered with 404, to tell an
// empty list from one that the provider does not offer.
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

// serviceConfig returns what the provider says of itself, read once. Many have
// no such resource, or a broken one: that is no error, and the plainest way is
// then used. It fails if there is no answer at all.
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
	if c.judge("", a) != nil || json.Unmarshal(a.body, &s) != nil {
		s = serviceConfig{}
	}
	if a.status < 500 && a.status != 401 && a.status != 429 {
		c.mu.Lock()
		c.config = &s
		c.mu.Unlock()
	}
	return s, nil
}
