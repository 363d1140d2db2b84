package groupfile

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"io"
	"net/url"
	"strings"
)

// maxXML is the maximum size of a SAML response, also after decompression.
const maxXML = 32 << 20

// unwrapSAML returns the XML of a SAML response in any of the forms that a browser shows: XML, base64 (HTTP POST
// binding), deflated base64 (HTTP Redirect binding; saml-bindings-2.0 section 3.4.4.1), either one percent-encoded,
// and as SAMLResponse=… in a form or a URL.
func unwrapSAML(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "<") {
		return text, true
	}
	if len(text) > 2*maxXML {
		return "", false
	}
	if _, after, found := strings.Cut(text, "SAMLResponse"); found {
		text = strings.TrimLeft(after, "\"': =\t")
		if end := strings.IndexAny(text, "&\"'<"); end >= 0 {
			text = text[:end]
		}
	}
	if strings.Contains(text, "%") {
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	raw, ok := fromBase64(text)
	if !ok {
		return "", false
	}
	if xml := bytes.TrimSpace(raw); looksLikeXML(xml) {
		return string(xml), true
	}
	inflated, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw)), maxXML+1))
	if xml := bytes.TrimLeft(inflated, " \t\r\n"); err == nil && looksLikeXML(xml) {
		return string(xml), true
	}
	return "", false
}

// looksLikeXML reports whether text starts like XML, in UTF-8 or UTF-16.
func looksLikeXML(raw []byte) bool {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	for _, start := range []string{"<", "\xff\xfe<", "\xfe\xff\x00<", "<\x00", "\x00<"} {
		if bytes.HasPrefix(raw, []byte(start)) {
			return true
		}
	}
	return false
}

// fromBase64 decodes either alphabet, with or without padding and line breaks. A space inside a line was a plus
// sign before it was sent in a form.
func fromBase64(text string) ([]byte, bool) {
	var b strings.Builder
	b.Grow(len(text))
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\r' || r == '\n' }) {
		b.WriteString(strings.Trim(line, " \t"))
	}
	plain := strings.NewReplacer(" ", "+", "-", "+", "_", "/", "=", "").Replace(b.String())
	raw, err := base64.RawStdEncoding.DecodeString(plain)
	return raw, err == nil && len(raw) > 0
}
