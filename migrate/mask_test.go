package migrate_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
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
	twice, _ := json.Marshal(string(quoted))
	thrice, _ := json.Marshal(string(twice))
	answers = append(answers, string(twice), string(thrice), url.QueryEscape(url.QueryEscape(strange)),
		url.QueryEscape(url.QueryEscape(url.QueryEscape(strange))), html.EscapeString(strange),
		html.EscapeString(html.EscapeString(strange)), html.EscapeString(string(quoted)), url.QueryEscape(string(quoted)),
		fmt.Sprintf("%+q", strange), each(`\x%02x`), each(`\\u%04x`), each("%%25%02X"), each("&#0000%d;"), each("&amp;#%d;"))
	for _, answer := range answers {
		for _, got := range []string{string(migrate.MaskAnswer([]byte(answer))), migrate.Mask(answer)} {
			var s struct{ Detail, DisplayName string }
			_ = json.Unmarshal([]byte(got), &s)
			for _, text := range []string{got, s.Detail, s.DisplayName, decoded(got)} {
				if !strings.Contains(got, "***") || strings.Contains(text, strange) || strings.Contains(text, plain) ||
					strings.Contains(text, "0123") || len(got) > len(answer) {
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

// TestMaskCutsTheSecretAlone, whatever escapes are in it and around it, the secret's own among them.
func TestMaskCutsTheSecretAlone(t *testing.T) {
	const escaped, spaced, emoji = `own%41&amp;\t\u0041-secret-0123`, "a pass phrase of words", "smile-\U0001f600-secret"
	for _, secret := range []string{escaped, spaced, emoji} {
		migrate.NewSecret(secret)
	}
	quoted, _ := json.Marshal(escaped)
	twice, _ := json.Marshal(string(quoted))
	for message, want := range map[string]string{
		escaped: "***", "%" + escaped + "%": "%***%", `{"a":` + string(quoted) + `}`: `{"a":"***"}`,
		string(twice): `"\"***\""`, "a%20" + url.PathEscape(escaped) + "%2": "a%20***%2",
		`\u00e4 ` + escaped + escaped + `&lt;` + html.EscapeString(escaped): `\u00e4 ******&lt;***`,
		"q=" + url.QueryEscape(spaced) + "&r":                               "q=***&r",
		`\t` + spaced + `\n`:                                                `\t***\n`, fmt.Sprintf("%+q %s", emoji, emoji): `"smile-\U0001f600-secret" ***`,
		`"smile-\ud83d\ude00-secret"`: `"***"`, `\u`: `\u`, "&": "&", "%4": "%4", `\`: `\`, "&#x110000;&nope;": "&#x110000;&nope;",
	} {
		if got := migrate.Mask(message); got != want {
			t.Errorf("%s became %s, not %s", message, got, want)
		}
	}
}

// TestMaskOfALongToken ends soon, although each of its characters may be escaped in many forms.
func TestMaskOfALongToken(t *testing.T) {
	token := strings.Repeat("Long+Token/0123", 32<<10/15)
	migrate.NewSecret(token)
	body := strings.Repeat(`\u002B%2B&#43;x`, 4<<10) + url.QueryEscape(token) + strings.Repeat("Long+Token/", 6<<10)
	if got := migrate.Mask(body); len(got) != len(body)-len(url.QueryEscape(token))+3 {
		t.Errorf("%d bytes of %d are left", len(got), len(body))
	}
}

func BenchmarkMask(b *testing.B) {
	token := strings.Repeat("Long+Token/0123", 32<<10/15)
	migrate.NewSecret(token)
	for _, size := range []int{128 << 10, 1 << 20} {
		body := strings.Repeat(`\u002B%2B&#43;x`, size/16)
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				migrate.Mask(body)
			}
		})
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
