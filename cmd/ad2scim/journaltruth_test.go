//go:build unix

package main_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/fix/fixtest"
)

// kindOf returns the kind of server with this name.
func kindOf(t *testing.T, name string) fixtest.Kind {
	t.Helper()
	for _, k := range fixtest.Kinds(nil) {
		if k.Name == name {
			return k
		}
	}
	t.Fatal("no kind", name)
	return fixtest.Kind{}
}

// healthy returns a server without faults.
func healthy() *fixtest.Faults {
	f := &fixtest.Faults{Answer: fixtest.OK, Made: true, ReadsBack: true}
	f.Heal()
	return f
}

// TestDamagedJournalBlocksChanges checks that apply, undo, its list, the report and status
// report a damaged journal and change nothing.
func TestDamagedJournalBlocksChanges(t *testing.T) {
	t.Parallel()
	canBeRead := []string{"missing", "empty", "shorter"} // for these, status shows the rest too
	for name, damage := range map[string]func(lines [][]byte) []byte{
		"missing":    nil,
		"empty":      func([][]byte) []byte { return []byte{} },
		"shorter":    func(lines [][]byte) []byte { return bytes.Join(lines[:2], nil) },
		"line":       func(lines [][]byte) []byte { lines[1] = []byte("{\"seq\":2,\n"); return bytes.Join(lines, nil) },
		"edited":     func(lines [][]byte) []byte { return bytes.Join(slices.Delete(lines, 1, 2), nil) },
		"not a text": func([][]byte) []byte { return bytes.Repeat([]byte{0xff, '\n'}, 40) },
	} {
		if testing.Short() && name != "edited" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := kindOf(t, "SCIM, PATCH").Start(t, healthy())
			p := newKillProgram(t, l)
			p.run(t, 1, "plan", "--out", p.plan)
			p.run(t, 0, "apply", p.plan, "--yes")
			workspace := filepath.Join(p.home, "ws")
			here := []string{"--workspace", workspace}
			finished(t, 0, p.start(t, append([]string{"steps", "choose", "--path", "self-hosted", "--idp", "okta"}, here...)...))
			journal := filepath.Join(workspace, "journal.ndjson")
			text, err := os.ReadFile(journal)
			if err != nil {
				t.Fatal(err)
			}
			if damage == nil {
				err = os.Remove(journal)
			} else {
				err = os.WriteFile(journal, damage(bytes.SplitAfter(text, []byte("\n"))), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			status := 2
			if slices.Contains(canBeRead, name) {
				status = 1
			}
			for _, out := range []string{
				p.run(t, 2, "apply", p.plan, "--yes"), p.run(t, 2, "undo", "--yes"), p.runs(t, 2),
				finished(t, status, p.start(t, append([]string{"status"}, here...)...)),
				finished(t, 2, p.start(t, append([]string{"report"}, here...)...)),
			} {
				if !strings.Contains(out, "journal") {
					t.Errorf("the journal is not named: %s", out)
				}
			}
			if got := l.Names(); got[0] != l.After {
				t.Errorf("the group is %q", got)
			}
		})
	}
}

// echoes returns the forms in which a server may send a token back.
func echoes(token string) []string {
	bearer := "Bearer " + token
	return []string{
		token, bearer, base64.StdEncoding.EncodeToString([]byte(token)), base64.StdEncoding.EncodeToString([]byte(bearer)),
		base64.RawURLEncoding.EncodeToString([]byte(bearer)), url.QueryEscape(bearer),
	}
}

// TestEchoedTokenIsNowhere checks that a token never reaches a screen, the
// journal, a report or another file, even if a server repeats it in refusals, headers and the
// group's own name.
func TestEchoedTokenIsNowhere(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]int{
		http.StatusBadRequest: 4, http.StatusForbidden: 4, http.StatusInternalServerError: 0, http.StatusOK: 0,
	} {
		if testing.Short() && status != http.StatusBadRequest {
			continue
		}
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			l := kindOf(t, "SCIM, PATCH").Start(t, healthy())
			token := strings.TrimPrefix(l.Env[0], "AD2SCIM_SCIM_TOKEN=")
			said := strings.Join(echoes(token), " | ")
			inner, err := url.Parse(l.Connection.Location)
			if err != nil {
				t.Fatal(err)
			}
			inner.Path = ""
			pass := httputil.NewSingleHostReverseProxy(inner)
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					pass.ServeHTTP(w, r)
					return
				}
				if want == 0 {
					pass.ServeHTTP(httptest.NewRecorder(), r)
				}
				w.Header().Set("ETag", `"`+token+`"`)
				w.Header().Set("Content-Type", "application/scim+json")
				w.WriteHeader(status)
				fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","detail":%q,"displayName":%q}`,
					status, said, said)
			}))
			t.Cleanup(web.Close)
			l.Connection.Location = web.URL + "/scim/2.0"
			p := newKillProgram(t, l)
			shown := p.run(t, 1, "plan", "--out", p.plan)
			shown += p.run(t, want, "apply", p.plan, "--yes")
			shown += p.run(t, want, "apply", p.plan, "--yes", "--format", "json")
			shown += p.runs(t, 0)
			here := []string{"--workspace", filepath.Join(p.home, "ws")}
			shown += finished(t, 0, p.start(t, append([]string{"steps", "choose", "--path", "self-hosted", "--idp", "okta"},
				here...)...))
			shown += finished(t, 0, p.start(t, append([]string{"report"}, here...)...))
			if want == 4 && !strings.Contains(shown, "***") {
				t.Errorf("nothing was masked: %s", shown)
			}
			for _, form := range echoes(token) {
				if strings.Contains(shown, form) {
					t.Errorf("%q is shown: %s", form, shown)
				}
			}
			noTextInFiles(t, p.home, echoes(token))
		})
	}
}

// noTextInFiles fails if a file in a folder contains one of these texts.
func noTextInFiles(t *testing.T, folder string, texts []string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) {
				t.Errorf("%q is in %s", text, path)
			}
		}
		files++
		return err
	})
	if err != nil || files < 3 {
		t.Fatal(files, err)
	}
}

// TestPUTIsAnnouncedAndKeepsTheMembers checks that the plan and a dry run announce a PUT of
// the whole group if the server declares no PATCH, and that the members stay.
func TestPUTIsAnnouncedAndKeepsTheMembers(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	l := kindOf(t, "SCIM, PUT").Start(t, healthy())
	had := l.Members()
	p := newKillProgram(t, l)
	for _, out := range []string{
		p.run(t, 1, "plan", "--out", p.plan), p.run(t, 0, "apply", p.plan, "--dry-run"),
		p.run(t, 0, "apply", p.plan, "--yes"),
	} {
		if !strings.Contains(out, "(PUT)") {
			t.Errorf("PUT is not announced: %s", out)
		}
	}
	if now := l.Members(); !slices.Equal(had, now) || len(now) == 0 || l.Names()[0] != l.After {
		t.Errorf("the members were %q and are %q; the group is %q", had, now, l.Names())
	}
	p.run(t, 0, "undo", "--yes")
	if now := l.Members(); !slices.Equal(had, now) || l.Names()[0] != l.Before {
		t.Errorf("after undo the members are %q, the group is %q", now, l.Names())
	}
}

// TestJournalHasTheStoredName checks that the journal has the stored name if a
// server trims spaces.
func TestJournalHasTheStoredName(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	l := kindOf(t, "SCIM, PATCH").Start(t, healthy())
	l.After = "Sales EMEA  "
	inner, err := url.Parse(l.Connection.Location)
	if err != nil {
		t.Fatal(err)
	}
	inner.Path = ""
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(inner)
		if r.Out.Method == http.MethodPatch {
			trimmed(r.Out)
		}
	}}
	web := httptest.NewServer(pass)
	t.Cleanup(web.Close)
	l.Connection = migrate.Connection{Location: web.URL + "/scim/2.0"}
	p := newKillProgram(t, l)
	p.run(t, 1, "plan", "--out", p.plan)
	out := p.run(t, 4, "apply", p.plan, "--yes")
	text, err := os.ReadFile(filepath.Join(p.home, "ws", "journal.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	stored := "to “Sales EMEA” (“Sales EMEA··” was asked for)"
	if !strings.Contains(string(text), stored) || !strings.Contains(out, "the server stored “Sales EMEA” instead of") {
		t.Errorf("the journal does not say what is stored: %s%s", out, text)
	}
	p.run(t, 0, "undo", "--yes")
	if l.Names()[0] != l.Before {
		t.Errorf("after undo the group is %q", l.Names())
	}
}

// trimmed removes the spaces before a closing quotation mark from a request.
func trimmed(r *http.Request) {
	body := new(bytes.Buffer)
	body.ReadFrom(r.Body)
	text := strings.ReplaceAll(body.String(), `  "`, `"`)
	r.Body, r.ContentLength = http.NoBody, int64(len(text))
	r.Body = readCloser{strings.NewReader(text)}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }
