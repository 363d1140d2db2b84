package scim

import (
	"net/http"
	"net/url"
	"strconv"
)

// asking is how pages are asked for. Each parameter is one that some provider
// refuses, and then does without.
type asking struct {
	cursor  bool
	count   int // 0: not sent
	exclude string
}

// query asks for the page from start (one-based; RFC 7644 section 3.4.2.4) or
// at a cursor (RFC 9865; empty for the first page).
func (a *asking) query(start int, cursor string) url.Values {
	q := url.Values{}
	if a.count > 0 {
		q.Set("count", strconv.Itoa(a.count))
	}
	if a.exclude != "" {
		q.Set("excludedAttributes", a.exclude)
	}
	if a.cursor {
		q.Set("cursor", cursor)
	} else {
		q.Set("startIndex", strconv.Itoa(start))
	}
	return q
}

// yield gives up one parameter after the first page was refused, and reports
// whether it is worth asking again.
func (a *asking) yield(err error) bool {
	switch statusOf(err) {
	case http.StatusBadRequest, http.StatusInternalServerError, http.StatusNotImplemented:
	default:
		return false
	}
	switch {
	case a.cursor:
		a.cursor = false
	case a.exclude != "":
		a.exclude = ""
	case a.count > 0:
		a.count = 0
	default:
		return false
	}
	return true
}
