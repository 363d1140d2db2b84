package scim

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzPage decodes whatever a server sends as a page: it never panics, and what
// it takes has no resource without its id unnoticed.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{
		`{"totalResults":1,"Resources":[{"id":"a","displayName":"b"}]}`, `[{"id":1}]`, `[]`,
		`{"totalResults":"7","resources":null}`, `{"nextCursor":"x","Resources":[{}]}`, `[[`, "\ufeff[]",
		`{"totalResults":-1}`, `{"totalResults":1e99}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := decodePage[groupItem](body)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("not fit for a terminal: %q", err)
			}
			return
		}
		if p.firm() && int(*p.TotalResults) <= len(p.Resources) {
			t.Errorf("firm with %d of %d", len(p.Resources), int(*p.TotalResults))
		}
		_ = missingID(p.Resources)
	})
}

// FuzzAlternatives: the ways to ask end, none is the one that was refused, and
// none is there twice.
func FuzzAlternatives(f *testing.F) {
	f.Add("count must be at most 50", true, 200, 400)
	f.Add("startIndex and cursor", false, 0, 501)
	f.Fuzz(func(t *testing.T, words string, cursor bool, count, status int) {
		a := asking{cursor: cursor, count: count, exclude: "members"}
		ways := a.alternatives((&Client{base: &url.URL{Host: "id.example.com"}}).problem("read", words, "",
			&statusError{status, ""}))
		seen := map[asking]bool{a: true}
		for _, w := range ways {
			if seen[w] {
				t.Errorf("%+v twice in %+v", w, ways)
			}
			seen[w] = true
		}
		if len(ways) > 20 {
			t.Errorf("%d ways", len(ways))
		}
	})
}
