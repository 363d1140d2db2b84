package scim_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/scim"
)

// staff is a provider with one group, "g1", of the first members of its users,
// and counts its requests. It filters as it is told to: nil is as RFC 7644 says.
type staff struct {
	users, members, page int
	deleted              int // of the members, the first ones
	config               string
	filter               func(w http.ResponseWriter, r *http.Request, ids []string) ([]string, bool)
	requests             atomic.Int32
}

var filterTerm = regexp.MustCompile(`id eq "([^"]*)"`)

func (s *staff) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests.Add(1)
	q := r.URL.Query()
	path := strings.TrimPrefix(r.URL.Path, "/scim/2.0")
	id, one := strings.CutPrefix(path, "/Users/")
	switch {
	case path == "/ServiceProviderConfig":
		fmt.Fprint(w, s.config)
	case path == "/Groups/g1":
		var members []string
		for i := 1; i <= s.members; i++ {
			members = append(members, fmt.Sprintf(`{"value":"u%d"}`, i))
		}
		fmt.Fprintf(w, `{"id":"g1","displayName":"All","members":[%s]}`, strings.Join(members, ","))
	case one && s.exists(id):
		fmt.Fprint(w, s.user(id))
	case path == "/Users" && q.Has("filter"):
		var ids []string
		for _, m := range filterTerm.FindAllStringSubmatch(q.Get("filter"), -1) {
			ids = append(ids, m[1])
		}
		if s.filter != nil {
			var ok bool
			if ids, ok = s.filter(w, r, ids); !ok {
				return
			}
		}
		s.list(w, slices.DeleteFunc(ids, func(id string) bool { return !s.exists(id) }), 1, q.Get("count"))
	case path == "/Users":
		var ids []string
		for i := 1; i <= s.users; i++ {
			if id := fmt.Sprintf("u%d", i); s.exists(id) {
				ids = append(ids, id)
			}
		}
		s.list(w, ids, start(r), q.Get("count"))
	default:
		refuse(w, 404, "", "")
	}
}

func (s *staff) exists(id string) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "u"))
	return err == nil && n > s.deleted && n <= s.users
}

func (s *staff) user(id string) string {
	return fmt.Sprintf(`{"id":%q,"userName":"%s@corp.example.com"}`, id, id)
}

func (s *staff) list(w http.ResponseWriter, ids []string, from int, count string) {
	n, err := strconv.Atoi(count)
	if err != nil || n > s.page {
		n = s.page
	}
	var list []string
	for i := from - 1; i < min(from-1+n, len(ids)); i++ {
		list = append(list, s.user(ids[i]))
	}
	fmt.Fprintf(w, `{"totalResults":%d,"Resources":[%s]}`, len(ids), strings.Join(list, ","))
}

func (s *staff) client(t testing.TB) *scim.Client {
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return open(t, migrate.Connection{Location: server.URL + "/scim/2.0", Secret: migrate.NewSecret(token)})
}

func noFilter(status int) func(http.ResponseWriter, *http.Request, []string) ([]string, bool) {
	return func(w http.ResponseWriter, _ *http.Request, _ []string) ([]string, bool) {
		refuse(w, status, "invalidFilter", "or")
		return nil, false
	}
}

func TestRoundTripsOfMembers(t *testing.T) {
	everybody := func(_ http.ResponseWriter, _ *http.Request, _ []string) ([]string, bool) {
		return []string{"u1", "u2", "u3000"}, true
	}
	for name, c := range map[string]struct {
		s    *staff
		most int
	}{
		"no members":       {&staff{users: 10, page: 200}, 1},
		"one":              {&staff{users: 10, members: 1, page: 200}, 2},
		"30, by filter":    {&staff{users: 5000, members: 30, page: 200}, 3 + 1},
		"31, by filter":    {&staff{users: 5000, members: 31, page: 200}, 3 + 1},
		"1,000, by filter": {&staff{users: 5000, members: 1000, page: 200}, 3 + 10},
		"some are deleted": {&staff{users: 5000, members: 250, deleted: 1, page: 200}, 3 + 3},
		"filters are not declared": {
			&staff{users: 5000, members: 400, page: 200, config: `{"filter":{"supported":false}}`},
			25 + 2,
		},
		"or is not supported (WSO2)": {
			&staff{users: 5000, members: 31, page: 200, filter: noFilter(501)},
			25 + 2,
		},
		"or is refused (AWS)": {
			&staff{users: 5000, members: 31, page: 100, filter: noFilter(400)},
			50 + 2,
		},
		"all users on one page, filters not taken": {&staff{users: 40, members: 31, page: 200, filter: noFilter(400)}, 1 + 2},
		"the filter is ignored (charon)":           {&staff{users: 3000, members: 31, page: 200, filter: everybody}, 15 + 2},
		"the first half alone is evaluated": {&staff{
			users: 3000, members: 100, page: 200,
			filter: func(_ http.ResponseWriter, _ *http.Request, ids []string) ([]string, bool) {
				return ids[:1], true
			},
		}, 15 + 2},
		"no address so long (IIS)": {&staff{
			users: 3000, members: 100, page: 200,
			filter: func(w http.ResponseWriter, r *http.Request, ids []string) ([]string, bool) {
				if len(r.URL.RawQuery) > 2048 {
					w.WriteHeader(404)
					return nil, false
				}
				return ids, true
			},
		}, 3 + 5},
		"pages of 40": {&staff{users: 3000, members: 100, page: 40}, 3 + 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			members, err := c.s.client(t).Members(t.Context(), "g1", false)
			if err != nil {
				t.Fatal(err)
			}
			known := 0
			for _, m := range members {
				if m.Kind == migrate.UserMember && m.UPN == m.ID+"@corp.example.com" {
					known++
				}
			}
			if len(members) != c.s.members || known != c.s.members-c.s.deleted {
				t.Errorf("%d members, %d known", len(members), known)
			}
			if n := int(c.s.requests.Load()); n > c.most {
				t.Errorf("%d requests, at most %d", n, c.most)
			}
		})
	}
}

// Lists at a server that pages as the standard says: the number of pages and two.
func TestRoundTripsOfLists(t *testing.T) {
	for _, n := range []int{1, 7, 199, 200, 201, 400, 1000, 20_000} {
		b := behavior{n: n, page: 200}
		p, client := b.start(t)
		groups, err := client.Groups(t.Context(), nil)
		if err != nil || len(groups) != n {
			t.Fatalf("%d groups: %d, %v", n, len(groups), err)
		}
		if asked, most := int(p.requests.Load()), (n+199)/200+2; asked > most {
			t.Errorf("%d groups: %d requests, at most %d", n, asked, most)
		}
	}
}

// The round trips that make bench prints.
func BenchmarkRoundTripsOfMembers(b *testing.B) {
	for _, filters := range []bool{true, false} {
		for _, n := range []int{30, 31, 1000} {
			b.Run(fmt.Sprintf("members=%d/filter=%v", n, filters), func(b *testing.B) {
				s := &staff{users: 5000, members: n, page: 200}
				if !filters {
					s.filter = noFilter(501)
				}
				client := s.client(b)
				for b.Loop() {
					if _, err := client.Members(context.Background(), "g1", false); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(s.requests.Load())/float64(b.N), "requests/op")
			})
		}
	}
}
