package httplog

import "regexp"

// credentials are the forms of credentials that are not secrets of this run, such as a key
// that a provider shows with an app. Of each the group stays.
var credentials = []*regexp.Regexp{
	// A member of a JSON object, by its name.
	regexp.MustCompile(`(?i)("[^"]*(?:token|secret|password|passphrase|private_?key|assertion|api_?key|credential|` +
		`authorization|cookie|signature|device_code|user_code)[^"]*"\s*:\s*)"(?:[^"\\]|\\.)*"?`),
	// A pair of a name and a value, as Microsoft Graph has it.
	regexp.MustCompile(`(?i)("(?:key|name)"\s*:\s*"[^"]*(?:token|secret|password)[^"]*"\s*,\s*"value"\s*:\s*)` +
		`"(?:[^"\\]|\\.)*"?`),
	// A parameter of an address or of a form.
	regexp.MustCompile(`(?i)\b((?:access_token|refresh_token|id_token|token|client_secret|secret|client_assertion|` +
		`assertion|device_code|code|password|api_?key|sig|signature|SAMLResponse)=)[^&\s"'<>]+`),
	// The value of an Authorization header (RFC 9110 section 11.4).
	regexp.MustCompile(`(?i)\b((?:Bearer|Basic|SSWS|Negotiate|Kerberos|NTLM)\s+)[A-Za-z0-9._~+/=-]{20,}`),
	// A signed token (RFC 7519 section 3.1) and a private key (RFC 7468).
	regexp.MustCompile(`()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9._-]*`),
	regexp.MustCompile(`(-----BEGIN [A-Z ]*PRIVATE KEY-----)(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|$)`),
}

// withoutCredentials replaces what has the form of a credential.
func withoutCredentials(text string) string {
	for i, form := range credentials {
		with := "${1}***"
		if i < 2 {
			with = `${1}"***"`
		}
		text = form.ReplaceAllString(text, with)
	}
	return text
}
