package scim

import (
	"context"
	"encoding/json"
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

func (s serviceConfig) pageSize() int {
	if p := s.Pagination; p != nil && p.MaxPageSize != nil && *p.MaxPageSize > 0 {
		return min(pageSize, int(*p.MaxPageSize))
	}
	return pageSize
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
