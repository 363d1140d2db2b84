package scim

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// asking is how pages are asked for. Each parameter is one that some provider
// refuses, and then does without.
type asking struct {
	cursor   bool // the first page is asked for by cursor (RFC 9865)
	noCursor bool // cursors that the provider offers are not followed: it refuses them
	noIndex  bool // startIndex is not sent
	count    int  // 0: not sent
	exclude  string
	sort     string // the attribute to sort by; empty: in the provider's order
}

// query asks for the page from start (one-based; RFC 7644 section 3.4.2.4), or
// at a cursor (RFC 9865; empty for the first page) with byCursor.
func (a asking) query(start int, byCursor bool, cursor string) url.Values {
	q := url.Values{}
	if a.count > 0 {
		q.Set("count", strconv.Itoa(a.count))
	}
	if a.exclude != "" {
		q.Set("excludedAttributes", a.exclude)
	}
	if a.sort != "" {
		q.Set("sortBy", a.sort)
	}
	switch {
	case byCursor:
		q.Set("cursor", cursor)
	case !a.noIndex:
		q.Set("startIndex", strconv.Itoa(start))
	}
	return q
}

// modestCount is a page size that nearly every provider takes.
const modestCount = 100

// alternatives are the ways to ask for a first page that was refused, each
// without something that a provider may not offer, the likeliest first. What
// the provider's own words name comes before all else.
func (a asking) alternatives(refused error) []asking {
	switch statusOf(refused) {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity,
		http.StatusInternalServerError,
		http.StatusNotImplemented, http.StatusRequestURITooLong:
	default:
		return nil
	}
	without := func(names ...string) asking {
		b := a
		for _, name := range names {
			switch name {
			case "cursor":
				b.cursor = false
			case "exclude":
				b.exclude = ""
			case "index":
				b.noIndex = true
			case "large":
				b.count = min(b.count, modestCount)
			case "count":
				b.count = 0
			}
		}
		return b
	}
	ways := []asking{
		without("cursor"), without("exclude"), without("large"), without("index"), without("count"),
		without("cursor", "exclude"), without("exclude", "large"), without("count", "index"),
		without("cursor", "exclude", "count"), without("cursor", "exclude", "count", "index"),
	}
	if !a.cursor && !a.noCursor {
		b := a
		b.cursor = true
		ways = append(ways, b)
	}
	words := strings.ToLower(whyOf(refused))
	for _, hint := range []struct{ word, name string }{
		{"count", "count"},
		{"count", "large"},
		{"startindex", "index"},
		{"attribute", "exclude"},
		{"cursor", "cursor"},
	} {
		if strings.Contains(words, hint.word) {
			ways = slices.Insert(ways, 0, without(hint.name))
		}
	}
	var different []asking
	for _, w := range ways {
		if w != a && !slices.Contains(different, w) {
			different = append(different, w)
		}
	}
	return different
}
