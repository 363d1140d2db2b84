package httplog

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"ad2scim/migrate"
)

// credentialNames are parts of the names of credentials, in letters alone.
var credentialNames = []string{
	"token", "secret", "password", "passwd", "passphrase", "pwd", "privatekey", "assertion", "apikey", "accesskey",
	"credential", "authorization", "cookie", "signature", "devicecode", "usercode", "authcode", "samlre", "session",
	"bearer",
}

// shortNames are names that other names have as a part.
var shortNames = []string{"otp", "pin", "sig", "sid", "jwt", "auth"}

// namesCredential reports whether a credential may have this name.
func namesCredential(name string) bool {
	letters := strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, strings.ToLower(name))
	return slices.Contains(shortNames, letters) ||
		slices.ContainsFunc(credentialNames, func(part string) bool { return strings.Contains(letters, part) })
}

// anyName matches a part of the name of a credential in a text.
var anyName = `(?i:` + strings.ReplaceAll(strings.ReplaceAll(strings.Join(credentialNames, "|"),
	"key", `[\s_-]?key`), "code", `[\s_-]?code`) + `)`

var (
	nameInText = regexp.MustCompile(anyName)
	// namedInText is a name with what separates it from its value, also percent-encoded.
	namedInText = regexp.MustCompile(anyName + `[\w.-]*(?i:(?:["'\\\s]|%22|&quot;)*(?:[=:]|%3D|%3A))|` +
		`\b(?i:code|` + strings.Join(shortNames, "|") + `)(?i:=|%3D)`)

	// credentials are forms of credentials without a name. Of each the groups stay.
	credentials = []*regexp.Regexp{
		// The value of an Authorization header (RFC 9110 section 11.4).
		regexp.MustCompile(`(?i)\b((?:Bearer|Basic|SSWS|Negotiate|Kerberos|NTLM)\s+)[A-Za-z0-9._~+/=-]{20,}`),
		// A signed token (RFC 7519 section 3.1) and a private key (RFC 7468).
		regexp.MustCompile(`()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9._-]*`),
		regexp.MustCompile(`(-----BEGIN [A-Z ]*PRIVATE KEY-----)(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|$)`),
		// The user of an address (RFC 3986 section 3.2.1).
		regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://)[^/?#\s"'<>]*(@)`),
	}

	script = regexp.MustCompile(`(?is)<(?:script|style|textarea)\b.*?(?:</(?:script|style|textarea)\s*>|$)`)
	tag    = regexp.MustCompile(`<(?:"[^"]*"|'[^']*'|[^>"'])*(?:>|$|["'](?s:.*))`)
)

// withoutCredentials cuts a text where a credential follows its name, and replaces what has the form of one. If one
// shows only when escapes are resolved, nothing stays.
func withoutCredentials(text string) string {
	named := ""
	if at := namedInText.FindStringIndex(text); at != nil {
		text, named = text[:at[0]], text[at[0]:at[1]]+"***"
	}
	text = withoutForms(text)
	plain := []byte(text)
	for range 3 {
		if plain = migrate.Unescape(plain); plain == nil {
			break
		}
		if again := string(plain); namedInText.MatchString(again) || withoutForms(again) != again {
			return "***"
		}
	}
	return text + named
}

func withoutForms(text string) string {
	for _, form := range credentials {
		text = form.ReplaceAllString(text, "${1}***${2}")
	}
	return text
}

// mostText is how many bytes of a body that isn't JSON are written.
const mostText = 200

// beginning is the beginning of a body that isn't JSON, such as a page of a proxy: text without tags, up to the first
// name of a credential.
func beginning(body string) string {
	text := tag.ReplaceAllString(script.ReplaceAllString(body, " "), " ")
	text = strings.Join(strings.Fields(text), " ")
	text = text[:min(len(text), migrate.TraceLimit)]
	cut := ""
	if at := nameInText.FindStringIndex(text); at != nil {
		text, cut = text[:at[1]], "***"
	}
	text = withoutCredentials(text) + cut
	if len(text) > mostText {
		text = text[:mostText] + "... (cut)"
	}
	return text
}

// location is the address of a redirect with the names of its parameters alone.
func location(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" {
		return "not an address that can be shown"
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	parameters := strings.FieldsFunc(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' })
	for i, one := range parameters {
		name, _, named := strings.Cut(one, "=")
		if !named {
			name = ""
		}
		parameters[i] = strings.TrimPrefix(name+"=***", "=")
	}
	u.RawQuery = ""
	address := withoutCredentials(u.String())
	if len(parameters) > 0 {
		address += "?" + strings.Join(parameters, "&")
	}
	return address
}
