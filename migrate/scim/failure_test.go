package scim_test

import (
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/scim"
	"ad2scim/migrate/scim/scimmytest"
)

func TestInvalidAddresses(t *testing.T) {
	for location, word := range map[string]string{
		"http://id.example.com/scim/2.0": "clear", "https://user:" + token + "@id.example.com/scim": "user name or a password",
		"https:///scim":                          "no host",
		"https://id.example.com/scim?x=" + token: "? or #", "https://id.example.com/scim#" + token: "? or #",
		"ldaps://dc": "not a web address", "groups.csv": "not a web address",
	} {
		_, err := scim.Open(migrate.Connection{Location: location, Secret: migrate.NewSecret(token)})
		wantProblem(t, err, word)
		if migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: class %d", location, migrate.ClassOf(err))
		}
	}
	for location, want := range map[string]string{
		"https://id.example.com/scim/2.0/":      "https://id.example.com/scim/2.0",
		"https://id.example.com/scim/2.0/Users": "https://id.example.com/scim/2.0",
		"HTTPS://id.example.com":                "https://id.example.com",
		"http://[::1]:8080/scim":                "http://[::1]:8080/scim",
	} {
		if got := open(t, migrate.Connection{Location: location}).String(); got != want {
			t.Errorf("%s became %s", location, got)
		}
	}
	for _, bad := range []string{token + "\nx", "with blank inside", "ümlaut"} {
		_, err := scim.Open(migrate.Connection{Location: "https://id.example.com", Secret: migrate.NewSecret(bad)})
		wantProblem(t, err, "token")
	}
	_, err := scim.Open(migrate.Connection{Location: "https://id.example.com", CAFile: "testdata/missing.pem"})
	wantProblem(t, err, "missing.pem", "--scim-ca")
}

func TestFailuresSayWhatToDo(t *testing.T) {
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want []string
	}{
		"web page": {
			answer(200, "\n<!DOCTYPE html><html>"),
			[]string{"this is a web page: is the endpoint right?", "Dashlane's self-hosted endpoint ends in /scim/2.0"},
		},
		"web page with 404": {answer(404, "<HTML><body>"), []string{"404", "is the endpoint right?"}},
		"wrong token":       {answer(401, ""), []string{"the token is wrong or has expired"}},
		"forbidden":         {answer(403, ""), []string{"isn't allowed to do this (403)"}},
		"not found":         {answer(404, "{}"), []string{"404", "ends in /scim/2.0"}},
		"not offered": {
			answer(501, `{"detail":"groups are not for you"}`),
			[]string{"501", "“groups are not for you”"},
		},
		"control characters": {
			answer(403, `{"Errors":[{"detail":"too \u001b[31mbig\r\n\u202e","status":403}]}`),
			[]string{"“too ‹U+001B›[31mbig ‹U+202E›”"},
		},
		"nested, status number": {
			answer(400, `{"urn:ietf:params:scim:api:messages:2.0:Error":{"detail":"deep","status":400}}`),
			[]string{"400", "“deep”"},
		},
		"error with status 200": {
			answer(200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401","detail":"expired"}`),
			[]string{"expired (401)"},
		},
		"another thing":   {answer(200, `{"ok":true}`), []string{"not a SCIM list"}},
		"not JSON":        {answer(200, `what?`), []string{"not a SCIM list"}},
		"empty":           {answer(200, ``), []string{"empty"}},
		"a list of lists": {answer(200, `{"totalResults":1,"Resources":[["x"]]}`), []string{"not a SCIM list"}},
		"no id":           {answer(200, `{"totalResults":1,"Resources":[{"displayName":"x"}]}`), []string{"has no id"}},
		"a count below 0": {answer(200, `{"totalResults":-1,"Resources":[]}`), []string{"negative count"}},
		"500": {
			answer(500, `{"error":"boom","message":"it broke"}`),
			[]string{"500", "“it broke”", "check its log"},
		},
		"another host": {
			func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://127.0.0.2:1/", http.StatusTemporaryRedirect)
			},
			[]string{"127.0.0.2:1", "the token is not sent to another host"},
		},
		"round and round": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		}, []string{"again and again"}},
	} {
		t.Run(name, func(t *testing.T) {
			groups, err := groupsBy(t, c.h).Groups(t.Context(), nil)
			if groups != nil {
				t.Errorf("read %v", groups)
			}
			wantProblem(t, err, c.want...)
		})
	}
}

// The token must not follow a redirect to another port either.
func TestTokenIsOnlySentToItsHost(t *testing.T) {
	var got []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
	}))
	defer other.Close()
	_, err := groupsBy(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusFound)
	}).Groups(t.Context(), nil)
	wantProblem(t, err, "another host")
	if len(got) != 0 {
		t.Errorf("the other host was asked: %q", got)
	}
	client := standIn(t, map[string]http.HandlerFunc{
		"/Groups": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/scim/2.0/groups?"+r.URL.RawQuery, http.StatusPermanentRedirect)
		},
		"/groups": func(w http.ResponseWriter, r *http.Request) {
			got = append(got, r.Header.Get("Authorization"))
			page(w, 1, 2, 2)
		},
	})
	if groups, err := client.Groups(t.Context(), nil); err != nil || len(groups) != 2 || got[0] != "Bearer "+token {
		t.Errorf("a redirect on the same host: %v, %v, %q", groups, err, got)
	}
}

// A small answer that unpacks to gigabytes.
func TestAGzipBombIsNotUnpacked(t *testing.T) {
	if testing.Short() {
		t.Skip("not under -short: packs and unpacks 64 MiB")
	}
	client := groupsBy(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		zeros := []byte(strings.Repeat(" ", 1<<20))
		for range 2048 {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
		z.Close()
	})
	_, err := client.Groups(t.Context(), nil)
	wantProblem(t, err, "larger than 64 MiB")
}

func TestServersThatCannotBeReached(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	l.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for location, words := range map[string][]string{
		"http://" + closed + "/scim":                     {"refused", "the service runs"},
		"https://no-such-host.invalid/scim/2.0":          {"no-such-host.invalid", "not found in DNS"},
		strings.Replace(plain.URL, "http:", "https:", 1): {"does not speak TLS"},
	} {
		client := open(t, migrate.Connection{Location: location, Secret: migrate.NewSecret(token)})
		_, err := client.Groups(t.Context(), nil)
		wantProblem(t, err, words...)
	}
}

func TestCertificates(t *testing.T) {
	s := scimmytest.StartWith(t, scimmytest.Options{TLS: true}, scimmytest.Group{Name: "A"})
	c := s.Connection()
	if groups, err := open(t, c).Groups(t.Context(), nil); err != nil || len(groups) != 1 {
		t.Fatalf("with the CA: %v, %v", groups, err)
	}
	c.CAFile = ""
	_, err := open(t, c).Groups(t.Context(), nil)
	wantProblem(t, err, "does not trust", `subject "CN=scimmytest"`, `issuer "CN=scimmytest"`,
		"names localhost, 127.0.0.1", "SHA-256 ", "--scim-ca")
	if strings.Contains(err.Error(), s.Token) {
		t.Error("the token shows")
	}
	c.SkipVerify = true
	client := open(t, c)
	if groups, err := client.Groups(t.Context(), nil); err != nil || len(groups) != 1 {
		t.Fatalf("without verification: %v, %v", groups, err)
	}
	if notes := strings.Join(client.Notes(), " "); !strings.Contains(notes, "not verified") {
		t.Errorf("that nothing is verified is not said: %q", notes)
	}
	c = s.Connection()
	c.Location = strings.Replace(c.Location, "127.0.0.1", "127.0.0.9", 1)
	wantOther := open(t, c)
	if _, err := wantOther.Groups(t.Context(), nil); err == nil {
		t.Error("a certificate for another name is taken")
	}
}

func TestTLS11IsNotSpoken(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = oldTLS()
	server.StartTLS()
	defer server.Close()
	_, err := open(t, migrate.Connection{Location: server.URL, SkipVerify: true}).Groups(t.Context(), nil)
	wantProblem(t, err, "TLS 1.2 or later")
}
