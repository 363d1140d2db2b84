package migrate

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The secrets of this run, in the forms in which a server may send them back.
var known struct {
	sync.RWMutex
	secrets []knownSecret
}

type knownSecret struct {
	text    string
	forms   []string // as it is, and as it is sent
	escaped *regexp.Regexp
}

const (
	// shortest is the length from which a secret is looked for in a message, and
	// longEnough that from which it is in names too: a password may be a word that
	// names hold, a token is not.
	shortest   = 4
	longEnough = 16
)

// remember notes a secret of this run, so that Mask finds it.
func remember(text string) {
	known.RLock()
	there := len(text) < shortest || slices.ContainsFunc(known.secrets, func(s knownSecret) bool { return s.text == text })
	known.RUnlock()
	if there {
		return
	}
	s := knownSecret{text: text, forms: []string{text}}
	if len(text) >= longEnough {
		for _, form := range []string{
			url.QueryEscape(text), url.PathEscape(text), base64.StdEncoding.EncodeToString([]byte(text)),
			base64.RawURLEncoding.EncodeToString([]byte(text)),
		} {
			if !slices.Contains(s.forms, form) {
				s.forms = append(s.forms, form)
			}
		}
		s.escaped = regexp.MustCompile(jsonEscaped(text))
	}
	known.Lock()
	defer known.Unlock()
	known.secrets = append(known.secrets, s)
}

// jsonEscaped matches a text in every way in which a JSON string may spell it (RFC
// 8259 section 7).
func jsonEscaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, `(?:\\?%s|(?i:\\u%04x))`, regexp.QuoteMeta(string(r)), r)
	}
	return b.String()
}

const masked = "***"

// Mask takes the secrets of this run out of a message of a server: what is shown,
// kept or logged of it passes here.
func Mask(message string) string {
	known.RLock()
	defer known.RUnlock()
	for _, s := range known.secrets {
		for _, form := range s.forms {
			message = strings.ReplaceAll(message, form, masked)
		}
	}
	return message
}

// MaskAnswer takes the tokens of this run out of what a server sent, names too: no
// group is called like one. Passwords, which are shorter, stay: a name may hold
// the same word.
func MaskAnswer(answer []byte) []byte {
	known.RLock()
	defer known.RUnlock()
	for _, s := range known.secrets {
		if s.escaped == nil {
			continue
		}
		for _, form := range s.forms {
			if bytes.Contains(answer, []byte(form)) {
				answer = bytes.ReplaceAll(answer, []byte(form), []byte(masked))
			}
		}
		if bytes.Contains(answer, []byte(`\`)) {
			answer = s.escaped.ReplaceAll(answer, []byte(masked))
		}
	}
	return answer
}
