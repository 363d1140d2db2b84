package migrate

import (
	"net/url"
	"strings"
)

// withoutCredentials returns an address without a user before an @ and without a query or fragment, which may hold
// a key. It works on the text and not on a parsed URL, so that an address that doesn't parse is covered too.
func withoutCredentials(location string) string {
	scheme, rest, found := strings.Cut(location, "://")
	if !found {
		return location
	}
	rest, _ = beforeQuery(rest)
	end := strings.IndexByte(rest, '/')
	if _, err := url.Parse(location); err != nil || end < 0 {
		end = len(rest) // a slash may be in the password
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest[:end], '@')+1:]
}

// beforeQuery cuts text before its first ? or #.
func beforeQuery(text string) (string, bool) {
	if i := strings.IndexAny(text, "?#"); i >= 0 {
		return text[:i], true
	}
	return text, false
}

// WithoutSecret returns the connection without its secret and without any credentials in its address.
func (c Connection) WithoutSecret() Connection {
	c.Secret = Secret{}
	if !c.IsFile() {
		c.Location = withoutCredentials(c.Location)
	}
	if len(c.More) > 0 {
		more := make([]Connection, len(c.More))
		for i, one := range c.More {
			more[i] = one.WithoutSecret()
		}
		c.More = more
	}
	return c
}
