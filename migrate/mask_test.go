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
	const strange, plain = `dlp/"Tök+en&=<7Q>-0123`, "5f3ab1c2-1111-4222-8333-944455556677"
	migrate.NewSecret(strange)
	migrate.NewSecret(plain)
	each := func(format string) (all string) {
		for _, c := range []byte(plain) {
			all += fmt.Sprintf(format, c)
		}
		return all
	}
	quoted, _ := json.Marshal(strange)
	answers := []string{
		`{"detail":` + string(quoted) + `}`, `{"displayName":"` + strings.ReplaceAll(strange, "/", `\/`) + `"}`,
		`{"displayName":"` + each(`\u%04X`) + `"}`, "?token=" + each("%%%02x"), "<p>" + each("&#%d;") + "</p>",
		each("&#x%02X;"),
	}
	for _, token := range []string{strange, plain} {
		answers = append(answers, `{"detail":"the token `+token+` is wrong"}`, "?token="+url.QueryEscape("Bearer "+token),
			"/"+url.PathEscape(token))
		for _, whole := range []string{token, "Bearer " + token, "user:" + token, "x " + token + " y"} {
			answers = append(answers, "at "+whole, base64.StdEncoding.EncodeToString([]byte(whole)),
				"before "+base64.RawURLEncoding.EncodeToString([]byte(whole))+" after",
				url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(whole))))
		}
	}
	for _, answer := range answers {
		for _, got := range []string{string(migrate.MaskAnswer([]byte(answer))), migrate.Mask(answer)} {
			var s struct{ Detail, DisplayName string }
			_ = json.Unmarshal([]byte(got), &s)
			for _, text := range []string{got, s.Detail, s.DisplayName, decoded(got)} {
				if !strings.Contains(got, "***") || strings.Contains(text, strange) || strings.Contains(text, plain) {
					t.Errorf("%s became %s", answer, got)
				}
			}
		}
	}
}

// decoded is what base64 in a text says.
func decoded(text string) (all string) {
	for _, word := range strings.Fields(text) {
		word, _ = url.QueryUnescape(word)
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
			raw, _ := e.DecodeString(word)
			all += string(raw)
		}
	}
	return all
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
}

// TestMaskOfShortSecrets: one of four to seven characters is taken out where it
// stands alone, since it may be a part of many words; a shorter one not at all.
func TestMaskOfShortSecrets(t *testing.T) {
	migrate.NewSecret("Oslo")
	migrate.NewSecret("x1b")
	for message, want := range map[string]string{
		"bind as admin with Oslo failed": "bind as admin with *** failed", "Oslo": "***", `"Oslo"/Oslo`: `"***"/***`,
		"OsloÆ, Oslofjord, Osl, 7Oslo": "OsloÆ, Oslofjord, Osl, 7Oslo", "x1b": "x1b",
	} {
		if got := migrate.Mask(message); got != want {
			t.Errorf("%s became %s, not %s", message, got, want)
		}
	}
}

// TestMaskSparesTheProgramsOwnWords: a secret may be a word that every sentence has.
func TestMaskSparesTheProgramsOwnWords(t *testing.T) {
	migrate.NewSecret("password")
	p := &migrate.Problem{What: "cannot sign in", Why: "the password is wrong"}
	if got := p.Error(); got != "cannot sign in: the password is wrong" {
		t.Error(got)
	}
}

func FuzzMask(f *testing.F) {
	const token = "fuzzed-token-0123456789"
	f.Add([]byte(`{"a":"\u0066uzzed-token-0123456789"}`))
	f.Add([]byte("x" + token + "y"))
	f.Add([]byte("&#102;uzzed%2dtoken-0123456789"))
	f.Add([]byte(base64.StdEncoding.EncodeToString([]byte("Bearer " + token))))
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
