package scim_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/scim"
)

// provider is a SCIM server that answers as RFC 7644 says, but for one thing.
type provider struct {
	mu       sync.Mutex
	names    []string // of group 1, 2, …
	page     int      // the most that a page holds
	odd      func(p *provider, w http.ResponseWriter, r *http.Request) bool
	requests atomic.Int32
	lists    atomic.Int32 // requests for /Groups
	clock    atomic.Int64 // what has been waited, as a time.Duration
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.requests.Add(1)
	r.URL.Path = strings.TrimPrefix(r.URL.Path, "/scim/2.0")
	if r.URL.Path == "/Groups" {
		p.lists.Add(1)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.odd != nil && p.odd(p, w, r) {
		return
	}
	p.proper(w, r)
}

// proper is the answer of the standard.
func (p *provider) proper(w http.ResponseWriter, r *http.Request) {
	id, one := strings.CutPrefix(r.URL.Path, "/Groups/")
	switch {
	case r.Header.Get("Authorization") != "Bearer "+token:
		refuse(w, 401, "", "no token")
	case r.URL.Path == "/Groups":
		p.write(w, p.groups(r), len(p.names))
	case r.URL.Path == "/Users":
		fmt.Fprint(w, `{"totalResults":1,"Resources":[{"id":"u1","userName":"ann@corp.example.com"}]}`)
	case r.URL.Path == "/ServiceProviderConfig":
		fmt.Fprint(w, `{"patch":{"supported":true},"filter":{"supported":true}}`)
	case r.URL.Path == "/ResourceTypes":
		fmt.Fprint(w, `{"totalResults":2,"Resources":[{"name":"User"},{"name":"Group"}]}`)
	case one:
		p.one(w, r, id)
	default:
		refuse(w, 404, "", "nothing here")
	}
}

// groups are the numbers of the groups on the page that is asked for.
func (p *provider) groups(r *http.Request) []int {
	return p.slice(start(r), r)
}

func (p *provider) slice(from int, r *http.Request) []int {
	var list []int
	for i := max(1, from); i <= len(p.names) && len(list) < p.count(r); i++ {
		list = append(list, i)
	}
	return list
}

func (p *provider) count(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("count"))
	if err != nil || n < 0 {
		return p.page
	}
	return min(n, p.page)
}

func (p *provider) resources(list []int) string {
	all := make([]string, len(list))
	for i, n := range list {
		name, _ := json.Marshal(p.names[n-1])
		all[i] = fmt.Sprintf(`{"id":"g%d","displayName":%s}`, n, name)
	}
	return "[" + strings.Join(all, ",") + "]"
}

// write writes a page; total is nil for none.
func (p *provider) write(w http.ResponseWriter, list []int, total any) {
	said, _ := json.Marshal(total)
	fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":%s,"Resources":%s}`,
		said, p.resources(list))
}

func (p *provider) one(w http.ResponseWriter, r *http.Request, id string) {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "g"))
	if err != nil || n < 1 || n > len(p.names) {
		refuse(w, 404, "", "no such group")
		return
	}
	if r.Method == http.MethodPatch {
		var patch struct{ Operations []struct{ Value any } }
		if json.NewDecoder(r.Body).Decode(&patch) != nil || len(patch.Operations) != 1 {
			refuse(w, 400, "invalidSyntax", "what")
			return
		}
		p.names[n-1] = fmt.Sprint(patch.Operations[0].Value)
	}
	fmt.Fprint(w, strings.Trim(p.resources([]int{n}), "[]"))
}

// behavior is one row: what a server does, who says that it does so, and what
// must come of it.
type behavior struct {
	does string
	from string // a document, or an issue of a public tracker
	n    int    // groups; 0: 25
	page int    // the most on a page; 0: 10
	odd  func(p *provider, w http.ResponseWriter, r *http.Request) bool

	refused string     // words of the refusal; empty: the list is whole
	probe   scim.State // the worst of all checks; empty: as the reading
	path    string     // empty: self-hosted
	fix     string     // words of the refusal of a rename; empty: it is made
	asks    int        // requests for the reading at most; 0: not bounded
}

// onGroups is odd at the list of groups alone.
func onGroups(odd func(p *provider, w http.ResponseWriter, r *http.Request) bool) func(*provider, http.ResponseWriter,
	*http.Request) bool {
	return func(p *provider, w http.ResponseWriter, r *http.Request) bool {
		return r.URL.Path == "/Groups" && r.Header.Get("Authorization") != "" && odd(p, w, r)
	}
}

// listed is onGroups with an answer of one line.
func listed(answer func(p *provider, w http.ResponseWriter, r *http.Request)) func(*provider, http.ResponseWriter,
	*http.Request) bool {
	return onGroups(func(p *provider, w http.ResponseWriter, r *http.Request) bool { answer(p, w, r); return true })
}

// refuses is onGroups with a refusal of what if says.
func refuses(status int, detail string, when func(p *provider, r *http.Request) bool) func(*provider,
	http.ResponseWriter, *http.Request) bool {
	return onGroups(func(p *provider, w http.ResponseWriter, r *http.Request) bool {
		if when(p, r) {
			refuse(w, status, "", detail)
			return true
		}
		return false
	})
}

func has(parameter string) func(*provider, *http.Request) bool {
	return func(_ *provider, r *http.Request) bool { return r.URL.Query().Has(parameter) }
}

// config is a provider that says this of itself, and is odd besides.
func config(text string, odd func(*provider, http.ResponseWriter, *http.Request) bool) func(*provider,
	http.ResponseWriter, *http.Request) bool {
	return func(p *provider, w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/ServiceProviderConfig" {
			fmt.Fprint(w, text)
			return true
		}
		return odd != nil && odd(p, w, r)
	}
}

// aws is IAM Identity Center: without cursor no more than one page, counted as
// if it were all; with cursor it pages.
func aws(follow bool) func(*provider, http.ResponseWriter, *http.Request) bool {
	return listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if !q.Has("cursor") && !follow {
			list := p.slice(1, r)
			p.write(w, list, len(list))
			return
		}
		from := 1
		fmt.Sscanf(q.Get("cursor"), "c%d", &from)
		list := p.slice(from, r)
		next, total := "", ""
		if last := from + len(list); last <= len(p.names) {
			next = fmt.Sprintf(`"nextCursor":"c%d",`, last)
		}
		if follow {
			total = fmt.Sprintf(`"totalResults":%d,`, len(list))
		}
		fmt.Fprintf(w, `{%s%s"itemsPerPage":%d,"Resources":%s}`, next, total, len(list), p.resources(list))
	})
}

// shuffled is a table that is read without an order: another one for each cut,
// unless it is sorted.
func shuffled(sorts bool) func(*provider, http.ResponseWriter, *http.Request) bool {
	return listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
		from, count := start(r), p.count(r)
		order := rand.New(rand.NewPCG(uint64(from), uint64(count))).Perm(len(p.names))
		if sorts && r.URL.Query().Get("sortBy") == "id" {
			slices.Sort(order)
		}
		var list []int
		for i := from - 1; i < min(from-1+count, len(order)); i++ {
			list = append(list, order[i]+1)
		}
		p.write(w, list, len(p.names))
	})
}

// busy answers so many requests with a status first.
func busy(times, status int, header map[string]string, body string) func(*provider, http.ResponseWriter,
	*http.Request) bool {
	return func(p *provider, w http.ResponseWriter, r *http.Request) bool {
		if int(p.requests.Load()) > times && times >= 0 {
			return false
		}
		for k, v := range header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
		return true
	}
}

func fallsOver(p *provider, r *http.Request, most int) bool { return p.asked(r) > most }

func (p *provider) asked(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("count"))
	if err != nil {
		return p.page
	}
	return n
}

func (b behavior) start(t *testing.T) (*provider, *scim.Client) {
	p := &provider{page: cmp.Or(b.page, 10), odd: b.odd}
	n := cmp.Or(b.n, 25)
	for i := range max(n, 0) {
		p.names = append(p.names, fmt.Sprintf("Group %d", i+1))
	}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	client := open(t, migrate.Connection{Location: server.URL + "/scim/2.0", Secret: migrate.NewSecret(token)})
	client.SetSleep(func(ctx context.Context, d time.Duration) error {
		if ctx.Err() != nil { // the context of an answer ends with its body
			t.Error("the wait is over before it begins")
		}
		p.clock.Add(int64(d))
		return ctx.Err()
	})
	return p, client
}

func TestRealServerBehaviors(t *testing.T) {
	if len(behaviors) < 60 {
		t.Errorf("the table has %d rows", len(behaviors))
	}
	for _, b := range behaviors {
		t.Run(b.does, func(t *testing.T) {
			t.Parallel()
			if b.from == "" {
				t.Error("nobody says that a server does so")
			}
			t.Run("diff", func(t *testing.T) { b.reads(t) })
			t.Run("probe", func(t *testing.T) { b.probes(t) })
			t.Run("fix", func(t *testing.T) { b.renames(t) })
		})
	}
}

// reads checks that the list is whole, or refused with a reason.
func (b behavior) reads(t *testing.T) {
	p, client := b.start(t)
	groups, err := client.Groups(t.Context(), nil)
	if b.refused != "" {
		if groups != nil {
			t.Errorf("read %d groups of %d", len(groups), len(p.names))
		}
		wantProblem(t, err, strings.Split(b.refused, "|")...)
		return
	}
	if err != nil {
		t.Fatalf("after %d requests: %v", p.requests.Load(), err)
	}
	seen := map[string]bool{}
	for _, g := range groups {
		if n, _ := strconv.Atoi(g.ID[1:]); seen[g.ID] || n < 1 || n > len(p.names) || g.Name != p.names[n-1] {
			t.Errorf("read %+v", g)
		}
		seen[g.ID] = true
	}
	if len(groups) != len(p.names) {
		t.Errorf("read %d groups of %d", len(groups), len(p.names))
	}
	if asked := int(p.requests.Load()); b.asks > 0 && asked > b.asks {
		t.Errorf("%d requests, at most %d", asked, b.asks)
	}
}

// probes checks that the probe judges as the reading does, and never takes a
// provider whose paging fails for one without groups.
func (b behavior) probes(t *testing.T) {
	_, client := b.start(t)
	result := client.Probe(t.Context(), nil)
	want := b.probe
	if want == "" {
		if want = scim.OK; b.refused != "" {
			want = scim.Fail
		}
	}
	if got := result.Worst(); got != want {
		t.Errorf("ends %s, want %s: %+v", got, want, result.Checks)
	}
	if path := cmp.Or(b.path, "self-hosted"); result.Path != path {
		t.Errorf("looks like %s, want %s: %s", result.Path, path, result.Reason)
	}
}

// renames checks that a rename is made and read back, or refused.
func (b behavior) renames(t *testing.T) {
	p, client := b.start(t)
	if len(p.names) == 0 {
		return
	}
	o, err := client.Rename(t.Context(), migrate.Change{
		ID: "g1", Attribute: migrate.DisplayName, Before: "Group 1",
		After: "group 1",
	})
	if b.fix != "" {
		wantProblem(t, err, strings.Split(b.fix, "|")...)
		return
	}
	if err != nil || o.Names[migrate.DisplayName] != "group 1" || p.names[0] != "group 1" {
		t.Errorf("renamed to %q, %v", o.Names[migrate.DisplayName], err)
	}
}

// turnedAway counts the requests of a provider that were put off.
var turnedAway sync.Map

func (p *provider) refused() int32 {
	n, _ := turnedAway.LoadOrStore(p, int32(0))
	return n.(int32)
}

func first(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	return list
}

// byCursorOnly pages by cursor alone and forgets that many cursors.
func byCursorOnly(forgets int) func(*provider, http.ResponseWriter, *http.Request) bool {
	var forgotten atomic.Int32
	return listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if !q.Has("cursor") {
			refuse(w, 400, "", "by cursor only")
			return
		}
		from := 1
		if c := q.Get("cursor"); c != "" {
			if int(forgotten.Add(1)) <= forgets {
				refuse(w, 400, "expiredCursor", "too late")
				return
			}
			fmt.Sscanf(c, "c&%d", &from)
		}
		list, next := p.slice(from, r), ""
		if from+len(list) <= len(p.names) {
			next = fmt.Sprintf(`"nextCursor":"c&%d",`, from+len(list))
		}
		fmt.Fprintf(w, `{%s"Resources":%s}`, next, p.resources(list))
	})
}

// without is a provider that has no such resources and does not name them.
func without(typ string, status int) func(*provider, http.ResponseWriter, *http.Request) bool {
	return func(_ *provider, w http.ResponseWriter, r *http.Request) bool {
		switch r.URL.Path {
		case "/" + typ + "s":
			refuse(w, status, "", "")
			return true
		case "/ResourceTypes":
			fmt.Fprint(w, `{"totalResults":1,"Resources":[{"name":"User"}]}`)
			return true
		}
		return false
	}
}
