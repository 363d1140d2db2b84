package scim

import (
	"context"
	"encoding/json"
)

// serviceConfig is the part of a ServiceProviderConfig (RFC 7643 section 5;
// pagination: RFC 9865 section 3) that is used here.
type serviceConfig struct {
	Patch      supported `json:"patch"`
	Filter     supported `json:"filter"`
	ETag       supported `json:"etag"`
	Pagination *struct {
		Cursor                  bool   `json:"cursor"`
		Index                   *bool  `json:"index"`
		DefaultPaginationMethod string `json:"defaultPaginationMethod"`
	} `json:"pagination"`
}

type supported struct {
	Supported bool `json:"supported"`
}

// byCursor reports whether lists are to be read by cursor: where the provider
// prefers it, or has nothing else.
func (s serviceConfig) byCursor() bool {
	p := s.Pagination
	return p != nil && p.Cursor && (p.DefaultPaginationMethod == "cursor" || p.Index != nil && !*p.Index)
}

// serviceProviderConfig returns what the provider says of itself, or nothing
// where it says nothing: many have no such resource, and then the oldest way
// of reading is used.
func (c *Client) serviceProviderConfig(ctx context.Context) serviceConfig {
	body, err := c.get(ctx, "/ServiceProviderConfig", nil)
	if err != nil {
		return serviceConfig{}
	}
	var s serviceConfig
	if json.Unmarshal(body, &s) != nil {
		return serviceConfig{}
	}
	return s
}
