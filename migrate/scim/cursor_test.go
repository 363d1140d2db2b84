package scim_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/scim"
)

// cursors stands in for a provider with cursors (RFC 9865); none of the real
// ones at hand has them. It sends n groups, two a page; forgets makes that many
// cursors unknown when they come back.
func cursors(t *testing.T, config string, n, forgets int) *scim.Client {
	return standIn(t, map[string]http.HandlerFunc{
		"/ServiceProviderConfig": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, config) },
		"/Groups": func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			at := 0
			if c := q.Get("cursor"); c != "" {
				if forgets > 0 {
					forgets--
					refuse(w, 400, "expiredCursor", "too late")
					return
				}
				if _, err := fmt.Sscanf(c, "a&b=%d", &at); err != nil {
					refuse(w, 400, "invalidCursor", "what is that")
					return
				}
			} else if !q.Has("cursor") && !strings.Contains(config, "index\":true") && config != "{}" {
				refuse(w, 400, "", "by cursor only")
				return
			}
			var list []string
			for i := at; i < min(at+2, n); i++ {
				list = append(list, fmt.Sprintf(`{"id":"%d","displayName":"G"}`, i))
			}
			next := ""
			if at+2 < n {
				next = fmt.Sprintf(`"nextCursor":"a&b=%d",`, at+2)
			}
			fmt.Fprintf(w, `{%s"Resources":[%s]}`, next, strings.Join(list, ","))
		},
	})
}

func TestFollowsCursors(t *testing.T) {
	for name, c := range map[string]struct {
		config  string
		forgets int
	}{
		"cursors alone":                {`{"pagination":{"cursor":true,"index":false,"maxPageSize":"2"}}`, 0},
		"both ways":                    {`{"pagination":{"cursor":true,"index":true,"defaultPaginationMethod":"index"}}`, 0},
		"nothing said, cursors anyway": {`{}`, 0},
		"a cursor is forgotten twice":  {`{"pagination":{"cursor":true}}`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			groups, err := cursors(t, c.config, 7, c.forgets).Groups(t.Context(), nil)
			if err != nil || len(groups) != 7 || groups[6].ID != "6" {
				t.Errorf("read %+v, %v", groups, err)
			}
		})
	}
}

func TestCursorsThatAreAlwaysForgotten(t *testing.T) {
	groups, err := cursors(t, `{"pagination":{"cursor":true}}`, 7, 1000).Groups(t.Context(), nil)
	if groups != nil {
		t.Errorf("read %d groups", len(groups))
	}
	wantProblem(t, err)
}

func TestACursorThatLeadsInACircle(t *testing.T) {
	client := standIn(t, map[string]http.HandlerFunc{
		"/ServiceProviderConfig": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"pagination":{"cursor":true}}`)
		},
		"/Groups": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"nextCursor":"same","Resources":[{"id":"%s","displayName":"G"}]}`, r.URL.Query().Get("cursor")+"x")
		},
	})
	_, err := client.Groups(t.Context(), nil)
	wantProblem(t, err, "the same cursor")
}

// A provider that promises cursors and refuses them is read by index.
func TestCursorsDeclaredButRefused(t *testing.T) {
	var asked []string
	client := standIn(t, map[string]http.HandlerFunc{
		"/ServiceProviderConfig": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"pagination":{"cursor":true}}`)
		},
		"/Groups": func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.URL.RawQuery)
			if r.URL.Query().Has("cursor") {
				refuse(w, 400, "", "unknown parameter")
				return
			}
			page(w, start(r), min(start(r)+9, 15), 15)
		},
	})
	groups, err := client.Groups(t.Context(), nil)
	if err != nil || len(groups) != 15 || !slices.ContainsFunc(asked,
		func(q string) bool { return strings.Contains(q, "cursor") }) {
		t.Errorf("read %d groups, %v, asked %q", len(groups), err, asked)
	}
}
