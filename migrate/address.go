package migrate

import (
	"net/url"
	"strings"
)

// bare is an address without what one can sign in with: a user before an @, and
// all from the first ? or # on. It reads the text, because an address that is
// wrong elsewhere hides a secret no better.
func bare(location string) string {
	scheme, rest, found := strings.Cut(location, "://")
	if !found {
		return location
	}
	rest, _ = untilQuery(rest)
	end := strings.IndexByte(rest, '/')
	if _, err := url.Parse(location); err != nil || end < 0 {
		end = len(rest) // a slash may be in the password
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest[:end], '@')+1:]
}

// untilQuery cuts text before its first ? or #.
func untilQuery(text string) (string, bool) {
	if i := strings.IndexAny(text, "?#"); i >= 0 {
		return text[:i], true
	}
	return text, false
}

// WithoutSecret is the connection without everything by which one could sign in:
// the secret, and what someone may have put into the address.
func (c Connection) WithoutSecret() Connection {
	c.Secret = Secret{}
	if !c.IsFile() {
		c.Location = bare(c.Location)
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
