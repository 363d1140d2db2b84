package okta

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The rate limit's end is told by the server's clock.
func TestResetWait(t *testing.T) {
	const date = "Tue, 02 Jan 2029 03:04:05 GMT"
	at, err := http.ParseTime(date)
	if err != nil {
		t.Fatal(err)
	}
	for offset, want := range map[int64]time.Duration{7: 7 * time.Second, 0: 0, -5: 0} {
		h := http.Header{"Date": {date}}
		h.Set("X-Rate-Limit-Reset", jsonNumber(at.Unix()+offset))
		if got, ok := resetWait(h); !ok || got != want {
			t.Errorf("%d seconds on: %v, %v", offset, got, ok)
		}
	}
	for _, text := range []string{"", "soon"} {
		if _, ok := resetWait(http.Header{"X-Rate-Limit-Reset": {text}}); ok {
			t.Errorf("%q is taken for a time", text)
		}
	}
}

func jsonNumber(n int64) string {
	text, _ := json.Marshal(n)
	return string(text)
}

// An app that the call does not support answers 200 all the same.
func TestOnlyReportedStateCounts(t *testing.T) {
	for body, want := range map[string]bool{
		`{"status":"ENABLED","authScheme":"TOKEN","profile":{"authScheme":"TOKEN"}}`:     true,
		`{"status":"DISABLED","profile":{"authScheme":"OAUTH2"}}`:                        true,
		`{"status":"ENABLED","authScheme":"TOKEN","profile":{"authScheme":"UNKNOWN"}}`:   false,
		`{"status":"UNKNOWN","authScheme":"TOKEN","profile":{"authScheme":"TOKEN"}}`:     false,
		`{"status":"UNKNOWN","authScheme":"UNKNOWN","profile":{"authScheme":"UNKNOWN"}}`: false,
		`{"status":"ENABLED","profile":{}}`:                                              false,
		`{}`:                                                                             false,
	} {
		var c connection
		if err := json.Unmarshal([]byte(body), &c); err != nil || c.told() != want {
			t.Errorf("%s: %v, %v", body, c.told(), err)
		}
	}
}

func TestNextLink(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{nil, ""},
		{[]string{`<https://x/self>; rel="self"`}, ""},
		{
			[]string{`<https://x/self>; rel="self"`, `<https://x/p?after=a%2Cb&limit=2>; rel="next"`},
			"https://x/p?after=a%2Cb&limit=2",
		},
		{[]string{`<https://x/self>; rel="self", <https://x/p?after=1>; rel="next"`}, "https://x/p?after=1"},
		{[]string{`<https://x/p?after=1,2;3>; rel=next`}, "https://x/p?after=1,2;3"},
		{[]string{`nonsense; rel="next"`}, ""},
	} {
		if got := nextLink(http.Header{"Link": c.lines}); got != c.want {
			t.Errorf("%q: %q", c.lines, got)
		}
	}
}

func FuzzNextLink(f *testing.F) {
	f.Add(`<https://x/self>; rel="self", <https://x/p?after=1>; rel="next"`)
	f.Add(`<>; rel=next`)
	f.Fuzz(func(t *testing.T, line string) {
		if next := nextLink(http.Header{"Link": {line}}); !strings.Contains(line, "<"+next+">") && next != "" {
			t.Errorf("%q is not in %q", next, line)
		}
	})
}
