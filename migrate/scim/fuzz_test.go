package scim

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
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
		a := pageParams{cursor: cursor, count: count, exclude: "members"}
		ways := a.alternatives((&Client{base: &url.URL{Host: "id.example.com"}}).problem("read", words, "",
			&statusError{status, ""}))
		seen := map[pageParams]bool{a: true}
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

// FuzzSetField: a PUT changes the name alone. Every other field, and the members,
// stay what the server sent.
func FuzzSetField(f *testing.F) {
	f.Add([]byte(`{"id":"a","displayName":"b","members":[{"value":"1"},{"value":2}],"x":{"y":1e400}}`), "new")
	f.Add([]byte(`{"DISPLAYNAME":"b","displayName":null,"schemas":[]}`), "\u2028<&>")
	f.Add([]byte(` {"Members":[],"members":[1],"displayName":7}`), "")
	f.Fuzz(func(t *testing.T, raw []byte, name string) {
		changed, err := replaceName(raw, name)
		if err != nil {
			return
		}
		var before, after map[string]any
		if json.Unmarshal(raw, &before) != nil { // a number that no float64 holds
			return
		}
		if err := json.Unmarshal(changed, &after); err != nil {
			t.Fatal(err)
		}
		names := 0
		for key, value := range after {
			switch {
			case strings.EqualFold(key, "displayName"):
				names++
				if s, _ := value.(string); s != strings.ToValidUTF8(name, "\ufffd") {
					t.Errorf("%q became %q", name, s)
				}
			case !reflect.DeepEqual(value, before[key]) && key != "schemas":
				t.Errorf("%s was %v and is %v", key, before[key], value)
			}
		}
		if had, has := membersOf(raw), membersOf(changed); names != 1 || len(had) != len(has) {
			t.Errorf("%d names, %d members of %d", names, len(has), len(had))
		}
	})
}

// FuzzErrorBody: whatever a server sends with an error is fit for a line on a
// terminal.
func FuzzErrorBody(f *testing.F) {
	f.Add([]byte(`{"detail":"a\u001b[31m\n","status":"400","scimType":"uniqueness"}`))
	f.Add([]byte(`{"Errors":[{"error":{"message":7}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e := parseError(body)
		if strings.ContainsFunc(e.detail, unicode.IsControl) || len(e.detail) > 40*maxDetail {
			t.Errorf("%q", e.detail)
		}
	})
}

// FuzzRetryAfter: a wait is never negative.
func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "120", "-1", "1e9", "Fri, 31 Dec 1999 23:59:59 GMT", "0.05"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if wait, asked := parseRetryAfter(header, time.Unix(0, 0)); wait < 0 || !asked && wait != 0 {
			t.Error(wait, asked)
		}
	})
}
