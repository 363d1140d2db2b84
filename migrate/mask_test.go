package migrate_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// TestMaskFindsASecretAsAServerMaySpellIt asks in every form in which a server may
// send a token back.
func TestMaskFindsASecretAsAServerMaySpellIt(t *testing.T) {
	const token = `dlp/"Tök+en&=<7Q>-0123`
	migrate.NewSecret(token)
	plain, _ := json.Marshal(token)
	capitals := ""
	for _, c := range []byte("5f3ab1c2-1111-4222-8333-944455556677") {
		capitals += fmt.Sprintf(`\u%04X`, c)
	}
	migrate.NewSecret("5f3ab1c2-1111-4222-8333-944455556677")
	for _, answer := range []string{
		`{"detail":"the token ` + token + ` is wrong"}`, `{"detail":` + string(plain) + `}`, "Bearer " + token,
		"?token=" + url.QueryEscape(token), "/" + url.PathEscape(token), base64.StdEncoding.EncodeToString([]byte(token)),
		`{"displayName":"` + capitals + `"}`, `{"displayName":"` + strings.ReplaceAll(token, "/", `\/`) + `"}`,
	} {
		got := string(migrate.MaskAnswer([]byte(answer)))
		var s struct{ Detail, DisplayName string }
		_ = json.Unmarshal([]byte(got), &s)
		for _, text := range []string{got, s.Detail, s.DisplayName} {
			if !strings.Contains(got, "***") || strings.Contains(text, token) || strings.Contains(text, "5f3ab1c2-1111") {
				t.Errorf("%s became %s", answer, got)
			}
		}
	}
}

// TestMaskLeavesNamesAlone: a password may be a word, and a group may have it in
// its name; a message of the server is another matter.
func TestMaskLeavesNamesAlone(t *testing.T) {
	migrate.NewSecret("Sommer2026")
	const name = `{"displayName":"Sommer2026 Team"}`
	if got := string(migrate.MaskAnswer([]byte(name))); got != name {
		t.Errorf("the name became %s", got)
	}
	if got := migrate.Mask("the password Sommer2026 is wrong"); strings.Contains(got, "Sommer") {
		t.Error(got)
	}
	p := &migrate.Problem{What: "cannot sign in", Why: "Sommer2026 is wrong"}
	if strings.Contains(p.Error(), "Sommer") {
		t.Error(p)
	}
	if got := migrate.Mask("abc"); got != "abc" {
		t.Error(got)
	}
}

func FuzzMask(f *testing.F) {
	const token = "fuzzed-token-0123456789"
	f.Add([]byte(`{"a":"\u0066uzzed-token-0123456789"}`))
	f.Add([]byte("x" + token + "y"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		migrate.NewSecret(token)
		got := migrate.MaskAnswer(append([]byte(nil), answer...))
		if strings.Contains(string(got), token) {
			t.Errorf("%q became %q", answer, got)
		}
		var before, after any
		if json.Unmarshal(answer, &before) == nil && json.Unmarshal(got, &after) == nil && strings.Contains(fmt.Sprint(after),
			token) {
			t.Errorf("%q became %q", answer, got)
		}
	})
}
