package scim

import (
	"context"
	"time"
)

// SetSleep hands in how the client waits.
func (c *Client) SetSleep(sleep func(context.Context, time.Duration) error) { c.retrier.sleep = sleep }
