package groupfile

import (
	"strings"
)

// holdsTrace reports whether JSON text may be a recorded sign-in: a browser's HAR file, or an export of
// SAML-tracer.
func holdsTrace(text string) bool {
	return strings.Contains(text, "SAMLResponse") || strings.Contains(text[:min(len(text), 4096)], `"requests"`) &&
		strings.Contains(text, `"saml"`)
}

// samlFromTrace returns the XML of the last SAML response in a recording, and the number of different ones. A
// response may be XML, base64, or a field of a form.
func samlFromTrace(text string) (xml string, responses int) {
	s := &scanner{text: text}
	seen := map[string]bool{}
	var walk func() *jsonError
	walk = func() *jsonError {
		switch s.peek() {
		case '{':
			return s.object(func(string) *jsonError { return walk() })
		case '[':
			return s.array(walk)
		case '"':
			value, err := s.str()
			if got, ok := responseIn(value); err == nil && ok && !seen[got] {
				seen[got] = true
				xml = got
			}
			return err
		}
		return s.skip()
	}
	if err := walk(); err != nil {
		return "", 0
	}
	return xml, len(seen)
}

// responseIn returns the XML of a SAML response in a text.
func responseIn(value string) (string, bool) {
	const enough = 100 // a response is longer
	if len(value) < enough {
		return "", false
	}
	xml, ok := unwrapSAML(value)
	if !ok || !strings.Contains(xml, "Response") || !strings.Contains(xml, "urn:oasis:names:tc:SAML:") {
		return "", false
	}
	return strings.TrimSpace(xml), true
}
