package migrate

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// secrets are the secrets of this run, the longest first, because one may begin with another.
var secrets struct {
	sync.RWMutex
	secrets []*knownSecret
}

// knownSecret is a secret with the forms in which a server may send it back.
type knownSecret struct {
	text    string
	forms   []string // the text and its base64 forms
	spelled func() *regexp.Regexp
}

// Minimum lengths, in bytes, from which a secret is masked. Masking shorter ones would mask ordinary words.
const (
	inWords    = 4  // in a message, as a word of its own
	inMessages = 8  // anywhere in a message
	inNames    = 16 // in names too: a group may be named like a password, but not like a token
)

// remember adds a secret of this run, so that Mask finds it.
func remember(text string) {
	if len(text) < inWords {
		return
	}
	secrets.Lock()
	defer secrets.Unlock()
	if slices.ContainsFunc(secrets.secrets, func(s *knownSecret) bool { return s.text == text }) {
		return
	}
	s := &knownSecret{text: text, forms: []string{text}}
	if len(text) >= inMessages {
		s.forms = append(s.forms, insideBase64(text)...)
	}
	s.spelled = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(spellings(s.forms)) })
	secrets.secrets = append(secrets.secrets, s)
	slices.SortStableFunc(secrets.secrets, func(a, b *knownSecret) int { return len(b.text) - len(a.text) })
}

// insideBase64 returns the forms that a text takes inside the base64 (RFC 4648 sections 4 and 5) of a longer text,
// such as "Bearer " and the text: one form for each position within a group of three bytes, without the characters
// that depend on its neighbors.
func insideBase64(text string) []string {
	var forms []string
	for before := range 3 {
		whole := append(make([]byte, before), text...)
		whole = append(whole, make([]byte, (3-len(whole)%3)%3)...)
		inner := base64.StdEncoding.EncodeToString(whole)[(before*8+5)/6 : (before+len(text))*8/6]
		forms = append(forms, inner)
		if other := strings.NewReplacer("+", "-", "/", "_").Replace(inner); other != inner {
			forms = append(forms, other)
		}
	}
	return forms
}

// spellings returns a regular expression that matches the texts in every escaped form of a JSON string (RFC 8259
// section 7), a URL (RFC 3986 section 2.1) or HTML.
func spellings(texts []string) string {
	all := make([]string, len(texts))
	for i, text := range texts {
		var b strings.Builder
		for _, r := range text {
			percent := ""
			for _, c := range []byte(string(r)) {
				percent += fmt.Sprintf("%%%02x", c)
			}
			fmt.Fprintf(&b, `(?:\\?%s|(?i:\\u%04x|%s|&#x0*%x;|&#0*%d;))`, regexp.QuoteMeta(string(r)), r, percent, r, r)
		}
		all[i] = b.String()
	}
	return strings.Join(all, "|")
}

const masked = "***"

// Mask replaces the secrets of this run in a message from a server. Call it where such a message is received. Don't
// call it for the program's own sentences, because a password may be an ordinary word.
func Mask(message string) string { return string(mask([]byte(message), inWords)) }

// MaskAnswer replaces the tokens of this run in a server's answer, in names too. It leaves shorter secrets
// (passwords), because a group may have the same name.
func MaskAnswer(answer []byte) []byte { return mask(answer, inNames) }

// mask replaces the secrets that have at least this length.
func mask(text []byte, shortest int) []byte {
	secrets.RLock()
	defer secrets.RUnlock()
	if len(secrets.secrets) == 0 {
		return text
	}
	plain := unescaped(text)
	for _, s := range secrets.secrets {
		if len(s.text) < shortest {
			break
		}
		if len(s.text) < inMessages {
			text = maskWord(text, s.text)
			continue
		}
		for _, form := range s.forms {
			if bytes.Contains(text, []byte(form)) {
				text = bytes.ReplaceAll(text, []byte(form), []byte(masked))
			}
			if bytes.Contains(plain, []byte(form)) {
				text = s.spelled().ReplaceAll(text, []byte(masked))
			}
		}
	}
	return text
}

// maskWord replaces a short secret where it is a word of its own.
func maskWord(text []byte, word string) []byte {
	var out []byte
	for rest := text; ; {
		at := bytes.Index(rest, []byte(word))
		if at < 0 {
			if out == nil {
				return text
			}
			return append(out, rest...)
		}
		end := at + len(word)
		before, _ := utf8.DecodeLastRune(text[:len(text)-len(rest)+at])
		after, _ := utf8.DecodeRune(rest[end:])
		out = append(out, rest[:at]...)
		if isInWord(before) || isInWord(after) {
			out = append(out, word...)
		} else {
			out = append(out, masked...)
		}
		rest = rest[end:]
	}
}

func isInWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// unescaped returns text with the escapes that spellings matches resolved, or nil if it has none.
func unescaped(text []byte) []byte {
	if !bytes.ContainsAny(text, `\%`) && !bytes.Contains(text, []byte("&#")) {
		return nil
	}
	plain := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		r, size := escape(text[i:])
		switch {
		case size == 0:
			plain = append(plain, text[i])
			size = 1
		case text[i] == '%': // a percent-encoded byte
			plain = append(plain, byte(r))
		default:
			plain = utf8.AppendRune(plain, r)
		}
		i += size
	}
	return plain
}

// escape decodes the escape at the start of text. It returns the character and the length of the escape, or 0 if
// there is none.
func escape(text []byte) (r rune, size int) {
	number := func(digits []byte, base int) bool {
		n, err := strconv.ParseUint(string(digits), base, 21)
		r = rune(n)
		return err == nil
	}
	switch {
	case len(text) >= 6 && text[0] == '\\' && (text[1] == 'u' || text[1] == 'U') && number(text[2:6], 16):
		return r, 6
	case len(text) >= 2 && text[0] == '\\' && text[1] < utf8.RuneSelf:
		return rune(text[1]), 2
	case len(text) >= 3 && text[0] == '%' && number(text[1:3], 16):
		return r, 3
	case len(text) >= 4 && text[0] == '&' && text[1] == '#':
		end := bytes.IndexByte(text[:min(len(text), 16)], ';')
		digits, base := text[2:max(end, 2)], 10
		if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
			digits, base = digits[1:], 16
		}
		if number(digits, base) {
			return r, end + 1
		}
	}
	return 0, 0
}
