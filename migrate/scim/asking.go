package scim

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// pageParams is how pages are requested. Some provider refuses each of the parameters, which is then left out.
type pageParams struct {
	cursor   bool // the first page is requested by cursor (RFC 9865)
	noCursor bool // don't use the cursors that the provider offers, because it refuses them
	noIndex  bool // don't send startIndex
	count    int  // 0: don't send it
	exclude  string
	sort     string // attribute to sort by; empty for the provider's order
}

// query returns the query for the page at start (one-based; RFC 7644 section 3.4.2.4), or, with byCursor, at a
// cursor (RFC 9865; empty for the first page).
func (a pageParams) query(start int, byCursor bool, cursor string) url.Values {
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

// modestCount is a page size that nearly every provider accepts.
const modestCount = 100

// alternatives returns other ways to request a first page that was refused, each without a feature that the
// provider may not support, the likeliest first. A feature that the provider's message names comes before all
// others.
func (a pageParams) alternatives(refused error) []pageParams {
	switch statusOf(refused) {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity,
		http.StatusInternalServerError,
		http.StatusNotImplemented, http.StatusRequestURITooLong:
	default:
		return nil
	}
	without := func(names ...string) pageParams {
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
	ways := []pageParams{
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
	var different []pageParams
	for _, w := range ways {
		if w != a && !slices.Contains(different, w) {
			different = append(different, w)
		}
	}
	return different
}
