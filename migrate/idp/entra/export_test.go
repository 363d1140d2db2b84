package entra

import "time"

// Hasten shortens the pause between two readings.
func (c *Client) Hasten() { c.settle = time.Millisecond }
