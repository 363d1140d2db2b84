package scim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/demo"
	"ad2scim/migrate/scim"
)

const token = "token-that-must-not-show"

// standIn is a provider with a fault. The real providers at hand have none of
// these, so each case says which behaviour it stands for.
func standIn(t *testing.T, groups func(w http.ResponseWriter, r *http.Request)) *scim.Client {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/scim/2.0/Groups", groups)
	mux.HandleFunc("/scim/2.0/Users", groups)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return open(t, server.URL+"/scim/2.0")
}

func open(t *testing.T, location string) *scim.Client {
	t.Helper()
	c, err := scim.Open(migrate.Connection{Location: location, Secret: migrate.NewSecret(token)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// page writes resources from..to (one-based) of a list that is said to hold total.
func page(w http.ResponseWriter, from, to int, total any) {
	var list []string
	for i := from; i <= to; i++ {
		list = append(list, fmt.Sprintf(`{"id":"%d","displayName":"Group %d"}`, i, i))
	}
	said, _ := json.Marshal(total)
	fmt.Fprintf(w, `{"totalResults":%s,"Resources":[%s]}`, said, strings.Join(list, ","))
}

func start(r *http.Request) int {
	n, _ := strconv.Atoi(r.URL.Query().Get("startIndex"))
	return max(1, n) // RFC 7644 section 3.4.2.4
}

func TestReadsWholeListsFromOddServers(t *testing.T) {
	const n = 25
	answered := 0
	for name, answer := range map[string]http.HandlerFunc{
		"caps the page":                func(w http.ResponseWriter, r *http.Request) { page(w, start(r), min(start(r)+9, n), n) },
		"ignores startIndex and count": func(w http.ResponseWriter, _ *http.Request) { page(w, 1, n, n) },
		"says the page's size as the total": func(w http.ResponseWriter, r *http.Request) {
			to := min(start(r)+9, n)
			page(w, start(r), to, to-start(r)+1)
		},
		"sends the total as a string": func(w http.ResponseWriter, r *http.Request) { page(w, start(r), min(start(r)+9, n), "25") },
		"repeats a resource": func(w http.ResponseWriter, r *http.Request) {
			page(w, max(1, start(r)-1), min(start(r)+9, n), n)
		},
		"refuses excludedAttributes": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("excludedAttributes") {
				http.Error(w, `{"detail":"no"}`, http.StatusBadRequest)
				return
			}
			page(w, start(r), min(start(r)+9, n), n)
		},
		"asks to wait once": func(w http.ResponseWriter, r *http.Request) {
			if answered++; answered == 2 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			page(w, start(r), min(start(r)+9, n), n)
		},
	} {
		t.Run(name, func(t *testing.T) {
			groups, err := standIn(t, answer).Groups(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(groups) != n || groups[0].Name != "Group 1" || groups[n-1].ID != "25" {
				t.Errorf("read %d groups, want %d: %v", len(groups), n, groups)
			}
		})
	}
}

func TestFollowsCursors(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/scim/2.0/ServiceProviderConfig", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"pagination":{"cursor":true,"index":false}}`)
	})
	mux.HandleFunc("/scim/2.0/Groups", func(w http.ResponseWriter, r *http.Request) {
		switch q := r.URL.Query(); {
		case q.Get("cursor") == "" && q.Has("cursor"):
			fmt.Fprint(w, `{"nextCursor":"b&c","Resources":[{"id":"1","displayName":"A"}]}`)
		case q.Get("cursor") == "b&c":
			fmt.Fprint(w, `{"Resources":[{"id":"2","displayName":"B"}]}`)
		default:
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	groups, err := open(t, server.URL+"/scim/2.0").Groups(t.Context(), nil)
	if err != nil || len(groups) != 2 || groups[1].Name != "B" {
		t.Errorf("read %v, %v", groups, err)
	}
}

func TestNeverPassesOffAShortList(t *testing.T) {
	client := standIn(t, func(w http.ResponseWriter, r *http.Request) {
		if start(r) > 20 {
			page(w, 1, 0, 25)
			return
		}
		page(w, start(r), start(r)+9, 25)
	})
	groups, err := client.Groups(t.Context(), nil)
	if err == nil || migrate.ClassOf(err) != migrate.Unreachable || !strings.Contains(err.Error(), "25") {
		t.Errorf("read %d groups, %v", len(groups), err)
	}
}

func TestNamesArriveByteForByte(t *testing.T) {
	names := map[string]string{
		`" a\u00a0b "`: " a\u00a0b ", `"\u202eX\u001b[31m"`: "\u202eX\x1b[31m", `"\ud83d\ude00"`: "😀",
		`"\ud800"`: "\xed\xa0\x80", "\"\xff\"": "\xff", `"Back\\slash \/ \"q\" \n"`: "Back\\slash / \"q\" \n",
	}
	for encoded, want := range names {
		client := standIn(t, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"totalResults":1,"resources":[{"id":"1","DisplayName":%s}]}`, encoded)
		})
		groups, err := client.Groups(t.Context(), nil)
		if err != nil || len(groups) != 1 || groups[0].Name != want {
			t.Errorf("%s: read %q, %v; want %q", encoded, groups, err, want)
		}
	}
}

func TestFailuresSayWhatToDo(t *testing.T) {
	for want, answer := range map[string]http.HandlerFunc{
		"web page":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "\n<!DOCTYPE html><html>") },
		"token":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		"/scim/2.0": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
		"says “too ‹U+001B›big”": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"Errors":[{"detail":"too \u001bbig","status":403}]}`)
		},
		"another host": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.2:1/", http.StatusFound)
		},
		"not a SCIM list": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"ok":true}`) },
	} {
		_, err := standIn(t, answer).Groups(t.Context(), nil)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), token) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("want %q in one line without the token: %v", want, err)
		}
	}
}

func TestReadingIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client := standIn(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if _, err := client.Groups(ctx, nil); err == nil {
		t.Error("a cancelled reading returned a list")
	}
}

func TestAgainstARealProvider(t *testing.T) {
	company, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer company.Close()
	client, err := scim.Open(company.SCIM)
	if err != nil {
		t.Fatal(err)
	}
	result := client.Probe(t.Context(), nil)
	if result.Worst() != scim.OK || result.Path != "self-hosted" {
		t.Errorf("probe: %+v", result)
	}
	groups, err := client.Groups(t.Context(), nil)
	if err != nil || len(groups) < 300 {
		t.Fatalf("read %d groups: %v", len(groups), err)
	}
	members, err := client.Members(t.Context(), groups[0].ID, true)
	if err != nil || len(members) == 0 || members[0].UPN == "" {
		t.Errorf("members of %q: %v, %v", groups[0].Name, members, err)
	}
	wrong := company.SCIM
	wrong.Secret = migrate.NewSecret(token)
	client, err = scim.Open(wrong)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Probe(t.Context(), nil).Err(); migrate.ClassOf(err) != migrate.Unreachable || strings.Contains(err.Error(), token) {
		t.Errorf("a wrong token: %v", err)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"totalResults":1,"Resources":[{"id":"1","displayName":"\ud800\u0000"}]}`))
	f.Add([]byte(`{"Resources":[{"id":"1"}],"totalResults":"x"}`))
	f.Add([]byte(`<html>`))
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) }))
	f.Cleanup(server.Close)
	client, err := scim.Open(migrate.Connection{Location: server.URL})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		body = answer
		groups, err := client.Groups(t.Context(), nil)
		if err != nil && (groups != nil || strings.ContainsAny(err.Error(), "\n\x1b")) {
			t.Errorf("%d groups with %q", len(groups), err)
		}
	})
}
